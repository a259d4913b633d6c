"""What was taken over from another system is found by its number there, and its page shows the times of there."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.sheets import HEADER, LAMP, MAP, OPEN, bring, plan, sheet
from tests.web.browser import Browser, Served

ENDED = MAP + '\n[closed]\nfrom = "ended"\nzone = "Asia/Shanghai"\n'
OLD = LAMP.replace("1,", "9148,", 1) + ",2018-09-20"
NEWER = OPEN.replace("5,", "91480,", 1) + ",-"


@pytest.fixture
def desk(served: Served, tmp_path: Path) -> Browser:
    """The street's duty officer, who takes calls too; two records of another system are there."""
    assert bring(served.street, sheet(tmp_path, OLD, NEWER, header=f"{HEADER},ended"), plan(ENDED)).imported == 2
    return served.browser("jin")


@pytest.mark.parametrize("typed", ["old-9148", "9148", "old:9148", "９１４８", " 9148 "])
def test_the_number_there_leads_to_the_case(desk: Browser, typed: str) -> None:
    assert desk.get(f"/command/find?q={quote(typed)}").headers["location"] == "/case/old-9148"
    assert desk.get(f"/intake?asked={quote(typed)}").headers["location"] == "/intake/old-9148"


@pytest.mark.parametrize("typed", ["old", "old-", "914", "old:91"])
def test_the_beginning_of_a_number_lists_all_that_begin_so(desk: Browser, typed: str) -> None:
    page = desk.get(f"/command/find?q={quote(typed)}").text
    assert '/case/old-9148"' in page
    assert '/case/old-91480"' in page
    assert desk.get(f"/intake?asked={quote(typed)}").headers["location"].startswith("/command/find?q=")


def test_the_case_shows_when_it_was_reported_and_over_there(desk: Browser) -> None:
    page = desk.get("/case/old-9148").text
    for label, day in (("外部登记时间", "2018年9月1日"), ("外部办结时间", "2018年9月20日")):
        assert label in page
        assert day in page.partition(label)[2][:80]
    assert "导入本系统" in page
    assert "<dt>来报</dt>" not in page


def test_so_it_is_read_out(desk: Browser) -> None:
    page = desk.get("/intake/old-9148").text
    assert "2018年9月1日" in page.partition("外部登记时间")[2]
    assert "2018年9月20日" in page.partition("外部办结时间")[2]


def test_what_came_in_here_has_the_times_of_here(served: Served, desk: Browser) -> None:
    page = desk.get(f"/case/{served.street.report().case}").text
    assert "<dt>来报</dt>" in page
    assert "外部登记时间" not in page


def test_an_outcome_that_nobody_recorded_is_said_in_words(served: Served, tmp_path: Path) -> None:
    bring(served.street, sheet(tmp_path, LAMP.replace(",按期,", ",-,")))
    page = served.browser("jin").get("/case/old-1").text
    assert "未记录" in page
    assert "not-recorded" not in page
