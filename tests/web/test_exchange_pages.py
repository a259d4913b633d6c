"""Where an outside system and the city differ: on the page, and by the number that a case goes by elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.unit.app.test_exchange import There
from tests.web.browser import Browser, Served


@pytest.fixture
def there(tmp_path: Path) -> There:
    """The street, an outside system, and the exchange between them."""
    return There(tmp_path)


@pytest.fixture
def leader(tmp_path: Path, there: There) -> Iterator[Browser]:
    """The city's leader on duty."""
    with Served(tmp_path, street=there.street) as city:
        yield city.browser("chen")


def test_while_both_sides_agree_the_page_says_so(leader: Browser, there: There) -> None:
    there.outside.opens()
    there.pull()
    there.push()
    assert "两边情况全部一致" in leader.get("/exchange").text


@pytest.mark.parametrize("address", ["/exchange", "/exchange?system=bridge"])
def test_what_differs_is_listed_with_both_numbers_and_the_reason(leader: Browser, there: There, address: str) -> None:
    record = there.outside.opens()
    there.pull()
    there.outside.moves(record, "closed")
    there.pull()
    page = leader.get(address).text
    (entry,) = there.street.node.journal.tagged("case.reported")
    for words in ("1 件待处理", record.number, entry.about, "区网格平台", "原因"):
        assert words in page


def test_what_could_not_be_taken_in_is_listed(leader: Browser, there: There) -> None:
    record = there.outside.opens(category="9999")
    there.pull()
    page = leader.get("/exchange").text
    assert record.number in page
    assert "对方的类别代码在本市没有对应的类别" in page


def test_what_was_given_up_to_be_told_there_is_listed_until_it_is_tried_again(leader: Browser, there: There) -> None:
    record = there.outside.opens()
    there.pull()
    there.outside.faults = lambda _: httpx.Response(422)
    there.push()
    (entry,) = there.street.node.journal.tagged("case.reported")
    page = leader.get("/exchange").text
    for words in ("1 件待处理", "未能告知对方", record.number, entry.about):
        assert words in page
    there.outside.faults = lambda _: None
    (lost,) = there.street.node.views.given_up(there.street.person("chen"), None, "").notices
    there.street.node.desk.try_again(there.street.person("chen"), lost.seq)
    assert "两边情况全部一致" in leader.get("/exchange").text


def test_a_case_is_found_by_the_number_that_it_has_elsewhere(leader: Browser, there: There) -> None:
    record = there.outside.opens()
    there.pull()
    (entry,) = there.street.node.journal.tagged("case.reported")
    assert leader.get(f"/command/find?q={record.number}").headers["location"] == f"/case/{entry.about}"


def test_who_was_told_is_called_by_name_on_the_case(leader: Browser, there: There) -> None:
    there.outside.opens()
    there.pull()
    there.push()
    (entry,) = there.street.node.journal.tagged("case.reported")
    page = leader.get(f"/case/{entry.about}").text
    assert "<b>区网格平台</b> 案件有进展" in page
    assert "system:bridge" not in page


def test_the_timeline_says_which_system_said_what(leader: Browser, there: There) -> None:
    record = there.outside.opens()
    there.pull()
    there.outside.moves(record, "closed")
    there.pull()
    (entry,) = there.street.node.journal.tagged("case.reported")
    page = leader.get(f"/case/{entry.about}").text
    assert "区网格平台，由对方转来" in page
    assert "区网格平台，已办结" in page
