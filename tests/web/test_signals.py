"""A report by web that speaks of an emergency says whom to call first, and can still be sent."""

import pytest

from tests.web.browser import Browser, Served


def written(browser: Browser, words: str) -> str:
    """Where the first question leads, or its page again."""
    browser.get("/report")
    answer = browser.post("/report", {"words": words})
    return str(answer.headers.get("location", answer.text))


@pytest.mark.parametrize(
    ("words", "number"), [("楼道着火了", "119"), ("有煤气味", "119"), ("老人昏迷", "120"), ("有人持刀", "110")]
)
def test_the_number_stands_first_and_the_report_goes_on_when_sent_again(
    served: Served, words: str, number: str
) -> None:
    browser = served.browser()
    page = written(browser, words)
    assert f'href="tel:{number}"' in page
    assert words in page
    assert page.index(f'href="tel:{number}"') < page.index("<textarea")
    assert browser.post("/report", {"words": words}).headers["location"] == "/report/where"


def test_what_is_not_for_this_line_says_where_to_go_and_can_be_sent(served: Served) -> None:
    browser = served.browser()
    assert "12388" in written(browser, "我要举报有人受贿")
    assert browser.post("/report", {"words": "我要举报有人受贿"}).headers["location"] == "/report/where"


def test_other_words_are_told_anew_and_plain_ones_not_at_all(served: Served) -> None:
    browser = served.browser()
    assert written(browser, "路灯不亮") == "/report/where"
    assert "tel:119" in written(browser, "路灯不亮，还着火了")
    assert "tel:120" in browser.post("/report", {"words": "着火了，老人昏迷"}).text
    assert browser.post("/report", {"words": "着火了，老人昏迷！"}).headers["location"] == "/report/where"


def test_in_english_too(served: Served) -> None:
    page = written(served.browser(**{"accept-language": "en"}), "I smell gas in the hallway")
    assert "Smell of gas: call 119 first" in page
    assert "Call 119" in page
