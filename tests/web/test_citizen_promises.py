"""What a citizen is promised: who sees the name, the hotline everywhere, what comes after each deed, until when."""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlencode

import msgspec
import pytest

from cityloop.app.route import Who
from cityloop.app.routes import ROUTES
from cityloop.city.catalogue import Retention
from cityloop.city.facts.judging import Word
from cityloop.city.principal import Duty
from cityloop.city.words import Language
from cityloop.command import orders
from cityloop.edge.language import catalogue
from cityloop.guard.table import HANDLING, RIGHTS
from cityloop.guard.terms import Dataset, Personal
from cityloop.views.queue import Wanted
from cityloop.web.citizen.seen import people
from tests.web.browser import Browser, Served
from tests.web.test_citizen_pages import write

HOTLINE = 'href="tel:12345"'
ANYBODYS = {Who.ANYBODY, Who.LINK}


def asked(browser: Browser, kind: str) -> str:
    """The page that asks for the name, in a report of a kind."""
    write(browser, kind=kind)
    return browser.get("/report/reach").text


def named() -> dict[Duty, str]:
    """What the page calls those who have a duty."""
    return people(catalogue(Language.ZH).gettext)


def parts(page: str) -> tuple[str, str, str]:
    """What the page says of who sees the name in full, in part, and never."""
    before, _, never = page.partition("<summary>看不到的人</summary>")
    clear, _, masked = before.partition("只看得到一部分")
    return clear, masked, never.partition("</details>")[0]


@pytest.mark.parametrize("kind", ["fix", "help", "complain"])
def test_who_will_see_the_name_is_what_the_guards_table_says(served: Served, kind: str) -> None:
    clear, masked, never = parts(asked(served.browser(), kind))
    for duty, words in named().items():
        right = RIGHTS.get((duty, "read", Dataset.CONTACT))
        shown = right.personal if right else Personal.NO
        where = {Personal.CLEAR: clear, Personal.MASKED: masked, Personal.NO: never}[shown]
        assert f"<li>{words}</li>" in where, duty


def test_of_a_tip_off_those_who_handle_it_never_learn_the_name(served: Served) -> None:
    page = asked(served.browser(), "denounce")
    clear, masked, never = parts(page)
    for duty in HANDLING:
        assert f"<li>{named()[duty]}</li>" in never
        assert f"<li>{named()[duty]}</li>" not in clear + masked
    assert "办理的人不会知道您是谁" in page
    assert "办理的人不会知道您是谁" not in asked(served.browser(), "complain")


def retained(served: Served, *rules: Retention) -> None:
    """These archive periods come into force."""
    served.street.apply(msgspec.structs.replace(served.street.city, retention=rules))


@pytest.mark.parametrize(
    ("under", "promised"), [("grid", "随时要求删除"), ("request.discipline", "其余的"), ("request", ""), ("", "")]
)
def test_what_has_to_be_kept_is_not_promised_to_be_erased(served: Served, under: str, promised: str) -> None:
    retained(served, Retention(category=under, years=10, source="s"))
    page = asked(served.browser(), "help")
    assert [words for words in ("随时要求删除", "其余的") if words in page] == [promised][: bool(promised)]


def test_how_long_it_is_kept_is_what_the_archive_periods_say(served: Served) -> None:
    retained(served)
    assert "须" not in asked(served.browser(), "fix")
    retained(served, Retention(category="grid", years=10, source="s"))
    assert "这类事项按本市规定须保存，最长到办结次年起满 10 年" in asked(served.browser(), "fix")
    assert "须" not in asked(served.browser(), "help")
    retained(served, Retention(category="request.discipline", years=30, source="s"))
    assert "有些事项按本市规定须保存，最长到办结次年起满 30 年" in asked(served.browser(), "help")
    retained(served, Retention(category="", years=None, source="s"))
    assert "这类事项按本市规定须永久保存" in asked(served.browser(), "complain")


def test_every_duty_is_said_to_see_it_or_not() -> None:
    assert set(named()) == set(Duty)


def test_the_hotline_stands_on_every_page_that_anybody_may_see(served: Served) -> None:
    browser, receipt = served.browser(), served.street.report()
    write(browser)
    case = served.street.concluded()
    served.street.do("mei", orders.Publish, case, what="answer")
    known = {"path": "css/base.css", "code": "conflict", "secret": receipt.secret, "case": case}
    pages = 0
    for row in ROUTES:
        if row.who in ANYBODYS and "GET" in row.methods:
            served.street.now += timedelta(seconds=1)
            page = browser.get(row.path.replace(":path", "").format_map(defaultdict(lambda: "none", known)))
            if page.headers.get("content-type", "").startswith("text/html"):
                assert HOTLINE in page.text, row.path
                pages += 1
    assert pages > 12
    browser.get("/report/check")
    browser.post("/report/check")
    assert HOTLINE in browser.get("/report/sent").text


@pytest.mark.parametrize("path", ["/nowhere", "/follow/guessed", "/public/none", "/report/check/none"])
def test_the_hotline_stands_on_every_page_that_tells_what_is_wrong(served: Served, path: str) -> None:
    assert HOTLINE in served.browser().get(path).text


def reopenable(served: Served) -> tuple[Browser, str, str]:
    """A browser with the link of a request that was concluded, in a city where one may open it again for 30 days."""
    street = served.street
    street.apply(msgspec.structs.replace(street.city, reopen_days=30))
    receipt = street.request()
    case = receipt.case
    street.do("jin", orders.Accept, case)
    for order in (orders.Sign, orders.Contact, orders.Handle):
        street.do("ning", order, case)
    street.do("ning", orders.Answer, case, note="已要求停工")
    street.do("mei", orders.Review, case, passed=True)
    street.do("jin", orders.Revisit, case, word=Word.SATISFIED)
    street.do("mei", orders.Close, case)
    return served.browser(), f"/follow/{receipt.secret}", case


def test_what_was_closed_lately_is_opened_again_with_words(served: Served) -> None:
    browser, link, case = reopenable(served)
    assert "在12月23日" in browser.get(link).text
    assert browser.post(f"{link}/reopen", {"still": "晚上又吵"}).headers["location"] == f"{link}?done=reopen"
    assert served.street.case(case).rounds == 2
    assert "晚上又吵" in [
        step.note for step in served.street.node.views.case(served.street.person("an"), case).timeline
    ]


def test_what_was_closed_long_ago_is_reported_anew_and_named(served: Served) -> None:
    browser, link, case = reopenable(served)
    served.street.later(days=31)
    page = browser.get(link).text
    assert "/reopen" not in page
    assert f'href="/report?after={case}"' in page
    assert browser.post(f"{link}/reopen", {"still": "晚上又吵"}).status_code == 409
    assert served.street.case(case).rounds == 1
    assert f"接编号 {case} 的上报：" in browser.get(f"/report?after={case}").text


def test_an_officer_opens_it_again_however_long_ago_it_was_closed(served: Served) -> None:
    _, _, case = reopenable(served)
    served.street.later(days=400)
    served.street.do("jin", orders.Reopen, case)
    assert served.street.case(case).rounds == 2


@pytest.mark.parametrize("number", ["<script>", "x" * 41, "a b", ""])
def test_a_number_that_is_none_is_not_written_into_the_report(served: Served, number: str) -> None:
    assert "接编号" not in served.browser().get(f"/report?{urlencode({'after': number})}").text


def test_thanks_may_be_said_in_words_and_what_comes_next_is_said(served: Served) -> None:
    browser, link, case = reopenable(served)
    browser.get(link)
    assert browser.post(f"{link}/thank", {"thanks": "谢谢师傅"}).headers["location"] == f"{link}?done=thank"
    assert "您不用再做什么了" in browser.get(f"{link}?done=thank").text
    notes = [step.note for step in served.street.node.views.case(served.street.person("an"), case).timeline]
    assert "谢谢师傅" in notes


def test_a_report_that_was_not_taken_on_says_why(served: Served) -> None:
    receipt = served.street.report()
    served.street.do("jin", orders.Refuse, receipt.case, ground="refuse.not-exists")
    assert "经核实问题不存在" in served.browser().get(f"/follow/{receipt.secret}").text


def test_what_was_answered_at_once_is_not_said_to_be_worked_on(served: Served) -> None:
    receipt = served.street.request(place=None)
    served.street.do("an", orders.AnswerDirectly, receipt.case, note="请拨 12345")
    page = served.browser().get(f"/follow/{receipt.secret}").text
    way = page.partition('class="stage-list"')[2].partition("</ol>")[0]
    assert [word in way for word in ("答复", "办结", "办理")] == [True, True, False]
    assert "None" not in page


def test_a_report_is_found_from_the_first_page(served: Served) -> None:
    receipt = served.street.report()
    browser = served.browser()
    assert 'name="link"' in browser.get("/").text
    link = f"http://localhost/follow/{receipt.secret}"
    assert browser.post("/follow", {"link": link}).headers["location"] == f"/follow/{receipt.secret}"


def test_the_last_page_says_number_link_and_telephone(served: Served) -> None:
    browser = served.browser()
    write(browser)
    browser.get("/report/check")
    browser.post("/report/check")
    page = browser.get("/report/sent").text
    (case,) = [row.id for row in served.street.node.views.queue(served.street.person("an"), Wanted()).rows]
    assert case in page
    assert "拨打" in page
    assert "打印" in page
