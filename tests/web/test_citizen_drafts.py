"""Nothing that a citizen typed is lost or doubled: cookies gone, the program started anew, two windows, sent twice."""

import re
from collections.abc import Mapping
from html import unescape

import httpx
import pytest

from tests.web.browser import Browser, Served
from tests.web.test_citizen_pages import LINK, cases, photo, send_photo, write

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')


def form_of(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's own form, as a browser would send them."""
    own = page.text.partition("<main")[2]
    return {name: unescape(value) for name, value in HIDDEN.findall(own)}


def start_anew(served: Served) -> None:
    """What is in memory alone is gone, as after a crash."""
    del served.app.state.drafts


def carry_on(browser: Browser, page: httpx.Response, path: str, more: Mapping[str, str] = {}) -> httpx.Response:
    """Send the form of a page that was shown earlier."""
    return browser.send("POST", path, data={**form_of(page), **more})


def test_a_report_goes_on_after_the_program_was_started_anew(served: Served) -> None:
    browser = served.browser()
    write(browser, words="井盖翘起来了")
    shown = browser.get("/report/check")
    start_anew(served)
    assert carry_on(browser, shown, "/report/check").headers["location"] == "/report/sent"
    page = browser.get("/report/sent")
    assert LINK.search(page.text)
    (case,) = cases(served.street)
    desk = served.street.node.views.case(served.street.person("jin"), case)
    assert (desk.words, desk.contact) == ("井盖翘起来了", "王女士 13812345678")


@pytest.mark.parametrize("step", ["/report/where", "/report/photo", "/report/reach"])
def test_each_question_carries_what_was_said_before(served: Served, step: str) -> None:
    browser = served.browser()
    write(browser, words="井盖翘起来了")
    shown = browser.get(step)
    start_anew(served)
    more = {"/report/where": {"place": "柳岸路"}, "/report/reach": {"contact": "王女士 13812345678"}}.get(step, {})
    assert carry_on(browser, shown, step, more).status_code == 303
    assert "井盖翘起来了" in browser.get("/report/check").text


def test_a_photo_that_was_lost_is_said_to_be(served: Served) -> None:
    browser = served.browser()
    write(browser)
    browser.get("/report/photo")
    send_photo(browser, photo())
    shown = browser.get("/report/reach")
    start_anew(served)
    carry_on(browser, shown, "/report/reach")
    assert "照片丢失了" in browser.get("/report/check").text


def test_sent_again_after_a_crash_it_is_one_report(served: Served) -> None:
    browser = served.browser()
    write(browser)
    shown = browser.get("/report/check")
    carry_on(browser, shown, "/report/check")
    start_anew(served)
    assert carry_on(browser, shown, "/report/check").headers["location"] == "/report/sent"
    (case,) = cases(served.street)
    page = browser.get("/report/sent").text
    assert case in page
    assert "不会重复" in page


def test_two_windows_with_the_same_report_make_one(served: Served) -> None:
    browser = served.browser()
    write(browser)
    one, other = browser.get("/report/check"), browser.get("/report/check")
    for shown in (one, other):
        assert carry_on(browser, shown, "/report/check").headers["location"] == "/report/sent"
    assert len(cases(served.street)) == 1


def test_what_a_window_showed_is_what_it_sends(served: Served) -> None:
    browser = served.browser()
    write(browser, words="路灯不亮")
    shown = browser.get("/report/check")
    write(browser, words="井盖翘起来了")
    other = browser.get("/report/check")
    for page in (shown, shown, other, other):
        assert carry_on(browser, page, "/report/check").status_code == 303
    views, jin = served.street.node.views, served.street.person("jin")
    assert {views.case(jin, case).words for case in cases(served.street)} == {"路灯不亮", "井盖翘起来了"}
    assert len(cases(served.street)) == 2


def test_a_second_report_from_a_page_of_the_first_is_a_second_report(served: Served) -> None:
    browser = served.browser()
    write(browser, words="路灯不亮")
    first = browser.get("/report")
    browser.get("/report/check")
    browser.post("/report/check")
    assert carry_on(browser, first, "/report", {"words": "井盖翘起来了"}).headers["location"] == "/report/where"
    browser.get("/report/where")
    browser.post("/report/where", {"place": "柳岸路"})
    browser.get("/report/check")
    browser.post("/report/check")
    assert len(cases(served.street)) == 2


def test_without_any_cookie_the_form_is_shown_again_with_what_was_typed(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.client.cookies.clear()
    again = browser.post("/report", {"words": "井盖翘起来了"})
    assert again.status_code == 403
    assert "请再按一次" in again.text
    assert browser.post("/report", {"words": "井盖翘起来了"}).headers["location"] == "/report/where"


def test_a_form_of_another_site_is_refused_and_shows_nothing_of_it(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    answer = browser.post("/report", {"words": "别处写的"}, origin="https://evil.example")
    assert answer.status_code == 403
    assert "别处写的" not in answer.text


def test_a_stale_form_changes_nothing_of_the_report_in_memory(served: Served) -> None:
    browser = served.browser()
    write(browser, words="路灯不亮")
    browser.token = "guessed"
    assert "井盖翘起来了" in browser.post("/report", {"words": "井盖翘起来了"}).text
    assert "路灯不亮" in browser.get("/report/check").text
    browser.token = "guessed"
    assert browser.post("/report/check").status_code == 403
    assert cases(served.street) == []


def test_words_for_a_report_that_was_followed_too_long_are_shown_again(served: Served) -> None:
    browser = served.browser()
    receipt = served.street.report()
    browser.get(f"/follow/{receipt.secret}")
    browser.client.cookies.clear()
    again = browser.post(f"/follow/{receipt.secret}/tell", {"note": "又不亮了"})
    assert (again.status_code, "又不亮了" in again.text) == (403, True)
    assert served.street.facts(receipt.case)[-1] != "Told"
    assert browser.post(f"/follow/{receipt.secret}/tell", {"note": "又不亮了"}).status_code == 303


@pytest.mark.parametrize(
    "carried",
    [
        {"draft-kind": "nonsense"},
        {"draft-place": "no-such-place"},
        {"draft-point": "nowhere"},
        {"draft-point": "400 99"},
        {"draft-point": "nan nan"},
        {"draft-key": "x" * 65},
        {"draft-words": "x" * 2001},
        {"draft-language": "tlh"},
    ],
)
def test_what_no_page_of_ours_wrote_does_no_harm(served: Served, carried: dict[str, str]) -> None:
    browser = served.browser()
    write(browser)
    shown = browser.get("/report/check")
    start_anew(served)
    answer = carry_on(browser, shown, "/report/check", carried)
    assert answer.status_code in (303, 422)


def test_four_megabytes_of_words_are_refused_with_a_page(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    answer = browser.post("/report", {"words": "字" * (4 * 1024 * 1024 // 3)})
    assert (answer.status_code, "太大" in answer.text) == (413, True)
    link = served.street.report().secret
    browser.get(f"/follow/{link}")
    whole = browser.post(f"/follow/{link}/tell", {"note": "x" * (4 * 1024 * 1024)})
    assert (whole.status_code, "<main" in whole.text) == (422, True)
    long = browser.post(f"/follow/{link}/tell", {"note": "x" * 4001})
    assert (long.status_code, "x" * 4001 in long.text) == (422, True)
