"""Counts are those of the cases that the reader may count, by the city's own clock and tree."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.errors import UnknownId
from cityloop.city.facts.access import Accessed
from cityloop.city.facts.intake import Channel
from cityloop.command import orders
from cityloop.command.permission import Forbidden
from cityloop.views.counts import Asked, By, Counts, Measure, month_starts
from cityloop.views.question import BadQuestion
from cityloop.views.times import Times
from tests import quarters
from tests.sheets import LAMP, MAP, NOISE, SHEET, bring, plan, sheet
from tests.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The city with five imported cases."""
    made = Street(tmp_path / "data")
    bring(made, sheet(tmp_path, *SHEET))
    yield made
    made.node.stop()


def counted(street: Street, *by: By, who: str = "dai", **said: Any) -> dict[tuple[str | None, ...], int]:
    found = street.node.views.counts(street.person(who), Asked(by=by, **said))
    assert found.total == sum(cell.count for cell in found.cells)
    return {cell.of: cell.count for cell in found.cells}


def test_cases_are_counted_by_one_thing(street: Street) -> None:
    assert counted(street, By.STREET) == {("qx-willow",): 4, (None,): 1}
    assert counted(street, By.GRID) == {("g1",): 1, (None,): 4}
    assert counted(street, By.KIND) == {("complain",): 3, (None,): 2}
    assert counted(street, By.LIFE) == {("request",): 3, ("grid",): 2}
    assert counted(street, By.OUTCOME) == {("on-time",): 3, ("overtime",): 1, (None,): 1}
    assert counted(street, By.SUBJECT) == {("request.environment",): 3, ("grid.component",): 2}
    assert counted(street, By.UNOWNED) == {("no",): 4, ("yes",): 1}


def test_the_lead_is_who_has_it_and_the_recorded_unit_is_who_the_record_names(street: Street) -> None:
    assert counted(street, By.LEAD) == {("qx-light",): 2, ("qx-urban",): 2, (None,): 1}
    assert counted(street, By.RECORDED_UNIT) == {("qx-urban",): 2, ("qx-light",): 1, (None,): 2}


def test_a_month_begins_at_midnight_of_the_citys_zone(street: Street) -> None:
    """1 October at 00:00 in the city is still 30 September in UTC."""
    assert counted(street, By.MONTH) == {("2018-09",): 1, ("2018-10",): 4}


def test_without_a_day_told_elsewhere_the_day_of_the_report_counts(street: Street) -> None:
    street.report()
    assert counted(street, By.MONTH)["2026-11",] == 1


def test_cases_are_counted_by_several_things(street: Street) -> None:
    assert counted(street, By.MONTH, By.LIFE) == {
        ("2018-09", "grid"): 1, ("2018-10", "grid"): 1, ("2018-10", "request"): 3,
    }  # fmt: skip


def test_counts_are_narrowed_by_values_and_by_area(street: Street) -> None:
    assert counted(street, By.STAGE, only={By.LIFE: "request"}) == {("closed",): 2, ("dispatch",): 1}
    assert counted(street, By.STAGE, only={By.KIND: ""}) == {("closed",): 1, ("handle",): 1}
    assert counted(street, By.STREET, area="qx-willow") == {("qx-willow",): 4}


def test_what_another_system_recorded_is_marked(street: Street) -> None:
    found = street.node.views.counts(street.person("dai"), Asked(by=(By.STREET, By.OUTCOME)))
    assert found.recorded == (By.OUTCOME,)


def test_names_come_along(street: Street) -> None:
    found = street.node.views.counts(street.person("dai"), Asked(by=(By.STREET, By.LEAD, By.KIND)))
    assert found.names[By.STREET]["qx-willow"].zh == "柳岸街道"
    assert set(found.names[By.LEAD]) == {"qx-light", "qx-urban"}


def test_each_counts_what_lies_below_the_post(street: Street) -> None:
    assert counted(street, By.STREET, who="kong") == {("qx-willow",): 4}
    assert counted(street, By.STREET, who="chen") == {("qx-willow",): 4, (None,): 1}


@pytest.mark.parametrize("who", ["jin", "pan", "mei", "qin", "fang"])
def test_who_neither_leads_nor_evaluates_counts_nothing(street: Street, who: str) -> None:
    with pytest.raises(Forbidden):
        counted(street, By.STREET, who=who)


def test_sensitive_matters_are_in_no_count_but_of_named_posts(street: Street) -> None:
    street.request(category="request.discipline")
    assert sum(counted(street, By.CATEGORY).values()) == 5


def test_a_look_at_counts_stands_on_the_access_journal(street: Street) -> None:
    counted(street, By.STREET)
    street.node.accesses.settle()
    fact = street.node.access.read(0, 1_000)[-1].fact
    assert isinstance(fact, Accessed)
    assert (fact.dataset, fact.action, fact.count, fact.personal) == ("evaluation", "list", 2, False)


@pytest.mark.parametrize("by", [(), (By.STREET, By.STREET), tuple(By)[:5]])
def test_a_question_by_nothing_twice_or_too_much_is_refused(street: Street, by: tuple[By, ...]) -> None:
    with pytest.raises(BadQuestion, match="Count by one to 4 different of: district, street"):
        counted(street, *by)


def test_an_area_that_is_none_is_told(street: Street) -> None:
    with pytest.raises(UnknownId):
        counted(street, By.STREET, area="moon")


def test_nothing_is_counted_as_nothing(tmp_path: Path) -> None:
    empty = Street(tmp_path / "empty")
    found: Counts = empty.node.views.counts(empty.person("dai"), Asked(by=(By.MONTH, By.STREET)))
    assert (found.total, found.cells) == (0, ())
    empty.node.stop()


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, MOMENTS)
def test_months_begin_on_the_first_without_a_gap(one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    starts = list(month_starts(first, last))
    assert starts[0] <= first
    assert starts[-1] <= last
    assert [start.day for start in starts] == [1] * len(starts)
    months = [start.year * 12 + start.month for start in starts]
    assert months == list(range(months[0], months[0] + len(months)))


def test_more_months_than_can_be_told_are_refused() -> None:
    with pytest.raises(BadQuestion, match="span more than"):
        list(month_starts(datetime(1900, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)))


def test_an_override_counts_against_the_post_that_gave_it(street: Street) -> None:
    street.overridden()
    assert counted(street, By.OVERRIDDEN_BY) == {("willow-command",): 1, (None,): 5}
    assert counted(street, By.STREET, only={By.OVERRIDDEN_BY: "willow-command"}) == {("qx-willow",): 1}


# Areas apart from the tree, and times


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Street]:
    """The city with quarters that overlap, and a case in each, in both, and in none."""
    made = Street(tmp_path / "town", city=quarters.city())
    for point in (quarters.IN_WEST, quarters.IN_BOTH, quarters.IN_EAST):
        made.report(place=None, point=point)
    made.report(place=None, node="qx-willow")
    yield made
    made.node.stop()


def asked(street: Street, **said: Any) -> Counts:
    return street.node.views.counts(street.person("dai"), Asked(**said))


def test_a_case_in_two_areas_counts_in_each_and_is_one_case(town: Street) -> None:
    found = asked(town, by=(By.IN_AREA,))
    assert {cell.of: cell.count for cell in found.cells} == {("east",): 2, ("west",): 2, (None,): 1}
    assert found.total == 4
    assert found.names[By.IN_AREA]["east"].en == "East quarter"


def test_counts_are_narrowed_by_an_area_apart(town: Street) -> None:
    assert counted(town, By.GRID, only={By.IN_AREA: "east"}) == {("g1",): 1, ("g4",): 1}
    assert counted(town, By.STREET, only={By.IN_AREA: ""}) == {("qx-willow",): 1}


def test_the_total_is_that_of_what_was_asked_for(town: Street) -> None:
    town.request(place=None, point=quarters.IN_BOTH)
    found = asked(town, by=(By.IN_AREA,), only={By.LIFE: "request"})
    assert ([cell.count for cell in found.cells], found.total) == ([1, 1], 1)


def test_the_time_to_close_is_from_the_report_to_its_end(tmp_path: Path) -> None:
    street = Street(tmp_path / "data")
    for hours in (2, 4, 9):
        case = street.handled()
        street.later(hours=hours)
        street.do("mei", orders.Check, case, passed=True)
        street.do("mei", orders.Close, case)
    street.report()
    (cell,) = asked(street, by=(By.LIFE,), measure=Measure.TIME_TO_CLOSE).cells
    assert cell.times == Times(count=3, mean_s=5 * 3600, median_s=4 * 3600)
    assert cell.count == 4
    street.node.stop()


def test_a_case_that_another_system_sent_is_timed_where_it_was_closed(tmp_path: Path) -> None:
    street = Street(tmp_path / "data")
    case = street.established(source="bridge:1", channel=Channel.MACHINE)
    street.do("pan", orders.Handle, case, note="换了灯泡")
    street.do("pan", orders.ReportBack, case, note="已修复")
    street.later(hours=3)
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    (cell,) = asked(street, by=(By.LIFE,), measure=Measure.TIME_TO_CLOSE).cells
    assert cell.times == Times(count=1, mean_s=3 * 3600, median_s=3 * 3600)
    street.node.stop()


def test_the_time_of_another_systems_case_is_that_which_it_recorded(tmp_path: Path) -> None:
    """Not that of the import, which was years later; a record without an end has none."""
    street = Street(tmp_path / "data")
    ended = MAP.replace(
        "place =", 'closed = { from = "phone", format = "%Y-%m-%d %H", zone = "Asia/Shanghai" }\nplace ='
    )
    lines = [LAMP.replace("13800138000", "2018-09-01 06"), NOISE]
    bring(street, sheet(tmp_path, *lines), plan(ended))
    cells = asked(street, by=(By.LIFE,), measure=Measure.TIME_TO_CLOSE).cells
    assert [(cell.of, cell.times) for cell in cells] == [
        (("grid",), Times(count=1, mean_s=6 * 3600, median_s=6 * 3600)),
        (("request",), None),
    ]
    street.node.stop()


def test_without_a_measure_nothing_is_timed(street: Street) -> None:
    assert all(cell.times is None for cell in asked(street, by=(By.LIFE,)).cells)
