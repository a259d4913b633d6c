"""The translator's pages, the answer's form, and what whoever reported then reads; in a city of three languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cityloop.city.facts.translating import TextKind
from cityloop.command import orders
from tests.journeys.test_g_languages import SALAM, in_three_languages
from tests.web.browser import Served

HOSTILE = '<script>alert(1)</script>" onfocus="x'


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The city behind its doors."""
    with Served(tmp_path) as made:
        made.street.apply(in_three_languages())
        yield made


def answered(served: Served, answer: str = "已派人") -> tuple[str, str]:
    """The link of a report in Arabic that was answered in Chinese, and the address at which that is translated."""
    street = served.street
    receipt = street.request(language="ar", words=SALAM)
    street.do("jin", orders.AnswerDirectly, receipt.case, note=answer)
    (row,) = [each for each in street.node.views.awaiting(street.person("xie")).rows if each.what is TextKind.ANSWER]
    return f"/follow/{receipt.secret}", f"/translate/{row.case}/{row.text}/{row.read_in}"


def test_a_translator_begins_at_what_waits(served: Served) -> None:
    _, address = answered(served)
    browser = served.browser("xie")
    assert browser.get("/").headers["location"] == "/translate"
    page = browser.get("/translate").text
    assert address in page
    assert "中文译成阿拉伯语" in page
    assert SALAM not in page


def test_what_is_written_down_reaches_the_one_who_reported(served: Served) -> None:
    link, address = answered(served)
    before = served.browser().get(link).text
    assert "这份答复是中文的，正在译成阿拉伯语" in before
    assert "11月25日" in before
    browser = served.browser("xie")
    page = browser.get(address).text
    assert '<textarea id="f-note" name="note" rows="4" lang="ar" dir="auto"' in page
    assert browser.post(address, {"note": "تم إرسال فريق"}).headers["location"] == "/translate?done=1"
    after = served.browser().get(link).text
    assert '<dd lang="ar" dir="auto">تم إرسال فريق</dd>' in after
    assert "答复原文（中文）" in after
    assert "正在译成" not in after


def test_nobody_checks_a_translation_so_it_says_so_and_the_original_that_counts_goes_along(served: Served) -> None:
    link, address = answered(served)
    browser = served.browser("xie")
    assert "并告知以原文为准" in browser.get(address).text
    browser.post(address, {"note": "تم إرسال فريق"})
    after = served.browser().get(link).text
    assert "<details><summary>答复原文" not in after
    assert '<dt>答复原文（中文）</dt><dd lang="zh" dir="auto">已派人</dd>' in after
    assert "以上是翻译员所译，未经再次审核，以答复原文为准" in after


def test_an_answer_that_needs_no_translation_says_nothing_of_one(served: Served) -> None:
    receipt = served.street.request()
    served.street.do("jin", orders.AnswerDirectly, receipt.case, note="已派人")
    assert "为准" not in served.browser().get(f"/follow/{receipt.secret}").text


def test_words_of_the_reporter_say_their_language_and_direction(served: Served) -> None:
    link, _ = answered(served)
    assert f'lang="ar" dir="auto">{SALAM}' in served.browser().get(link).text
    case = served.street.request(language="ar", words=SALAM).case
    page = served.browser("jin").get(f"/case/{case}").text
    assert f'lang="ar" dir="auto">{SALAM}' in page
    assert "应以阿拉伯语答复" in page


@pytest.mark.parametrize(("note", "said"), [("", "请写下译文"), ("ا" * 4001, "4000")])
def test_a_translation_without_words_or_with_too_many_is_asked_for_again(served: Served, note: str, said: str) -> None:
    _, address = answered(served)
    browser = served.browser("xie")
    browser.get(address)
    answer = browser.post(address, {"note": note})
    assert (answer.status_code, said in answer.text, note in answer.text) == (422, True, True)


def test_hostile_words_are_shown_as_words(served: Served) -> None:
    link, address = answered(served, HOSTILE)
    browser = served.browser("xie")
    assert "<script>alert" not in browser.get(address).text
    browser.post(address, {"note": HOSTILE})
    assert "<script>alert" not in served.browser().get(link).text


def test_a_text_that_is_none_is_not_found(served: Served) -> None:
    _, address = answered(served)
    browser = served.browser("xie")
    assert browser.get(f"{address[:-3]}/en").status_code == 404
    assert browser.get("/translate/none/none/zh").status_code == 404
    assert served.browser("jin").get(address).status_code == 403


def test_who_answers_in_another_language_than_the_city_s_is_asked_in_which(served: Served) -> None:
    case = served.street.request(language="ar", words=SALAM).case
    browser = served.browser("jin")
    page = browser.get(f"/case/{case}/answer-directly").text
    assert "您的答复用的是哪种语言" in page
    assert browser.post(f"/case/{case}/answer-directly", {"note": "شكرا"}).status_code == 422
    assert browser.post(f"/case/{case}/answer-directly", {"note": "شكرا", "language": "fr"}).status_code == 422
    assert browser.post(f"/case/{case}/answer-directly", {"note": "شكرا", "language": "ar"}).status_code == 303
    assert served.street.case(case).released_in == "ar"


def test_an_answer_to_a_report_in_the_city_s_own_language_is_asked_nothing_more(served: Served) -> None:
    case = served.street.request().case
    assert "哪种语言" not in served.browser("jin").get(f"/case/{case}/answer-directly").text


def test_the_language_is_asked_with_how_to_reach_the_person(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": SALAM, "kind": "help"})
    browser.get("/report/where")
    browser.post("/report/where", {"place": "柳岸路"})
    page = browser.get("/report/reach").text
    assert "希望我们用哪种语言答复" in page
    assert "العربية · 阿拉伯语" in page
    wrong = browser.post("/report/reach", {"contact": "x", "language": "xx"})
    assert (wrong.status_code, "本市不以这种语言答复" in wrong.text) == (422, True)
    browser.post("/report/check", {"skip": "yes", "language": "ar"})
    served.street.node.step()
    (row,) = served.street.node.views.awaiting(served.street.person("xie")).rows
    assert row.written == "ar"
