"""Time limits: the forty worked by hand, the laws, and what was decided where the rule is silent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.command.clocks import Counting
from cityloop.command.stopwatch import Clock
from cityloop.command.ticks import Extended, Paused, Resumed
from cityloop.command.timing import term_of
from tests.unit.command.clock_laws import LAWS, Law, calendar
from tests.unit.command.due_times import DueTime, hours, list_due_times, reckon, slowly

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = hours("09:00-12:00", "14:00-18:00")
LIMIT = Limit(stage="handling", kind=TimeKind.WORKDAY, amount=2)


def begun(limit: Limit, start: datetime, table: Calendar | None = None) -> Clock:
    """The clock of ``limit`` in the office; without a table, in Shanghai."""
    return Clock(table or calendar("Asia/Shanghai"), term_of(limit, start, OFFICE))


def wall(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant of 2026 on the wall clock of Shanghai; 10 March is a Tuesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def ending() -> Calendar:
    """The calendar of Shanghai, known until 28 December 2026 and no further."""
    table = calendar("Asia/Shanghai")
    return replace(table, days=table.days[: (date(2026, 12, 29) - table.first).days])


def test_there_are_forty() -> None:
    assert len(list_due_times()) == 40
    assert {entry.limit.kind for entry in list_due_times()} == set(TimeKind)


@pytest.mark.parametrize("entry", list_due_times(), ids=lambda entry: entry.name)
def test_due_as_worked_by_hand(entry: DueTime) -> None:
    assert reckon(entry) == entry.due


@pytest.mark.parametrize("entry", list_due_times(), ids=lambda entry: entry.name)
def test_the_slow_clock_comes_to_the_same(entry: DueTime) -> None:
    assert slowly(entry) == entry.due.replace(second=0)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_law(law: Law) -> None:
    law.prove(6 if "slow" in law.name else 25)


@pytest.mark.parametrize("hour", [0, 9, 13, 18, 23])
def test_the_day_of_the_report_is_not_counted_whatever_the_hour(hour: int) -> None:
    assert begun(LIMIT, wall(13, hour)).due == wall(17, 18)


def test_due_is_told_in_utc_whatever_zone_it_was_asked_in() -> None:
    start = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
    for kind in TimeKind:
        limit = Limit(stage="handling", kind=kind, amount=24)
        found = begun(limit, start, calendar("America/Los_Angeles")).due
        assert found is not None
        assert found.tzinfo is UTC
        assert found == begun(limit, start.astimezone(UTC), calendar("America/Los_Angeles")).due


def test_time_by_the_clock_is_not_wall_time() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    counting = Counting(TimeKind.URGENT, calendar(zone.key), OFFICE)
    night = datetime(2026, 3, 7, 12, tzinfo=zone), datetime(2026, 3, 8, 12, tzinfo=zone)
    assert counting.between(*night) == timedelta(hours=23)


def test_a_table_that_ends_says_so() -> None:
    with pytest.raises(CalendarEnds, match="known from 2004-01-01 to 2026-12-28"):
        _ = begun(LIMIT, wall(28, 10, month=12), ending()).due


def test_what_needs_no_table_goes_on_without_one() -> None:
    start = datetime(2031, 5, 1, 12, tzinfo=SHANGHAI)
    urgent, day = (Limit(stage="handling", kind=kind, amount=3) for kind in (TimeKind.URGENT, TimeKind.DAY))
    assert begun(urgent, start, ending()).due == start + timedelta(hours=3)
    assert begun(day, start, ending()).due == datetime(2031, 5, 5, tzinfo=SHANGHAI)


def test_due_soon_is_when_a_quarter_is_left() -> None:
    clock = begun(LIMIT, wall(10, 15))
    assert (clock.due, clock.due_soon_at) == (wall(12, 18), wall(12, 14, 30))


def test_a_pause_before_day_one_costs_nothing() -> None:
    assert begun(LIMIT, wall(10, 10)).then(Paused(at=wall(10, 11))).then(Resumed(at=wall(10, 16))).due == wall(12, 18)


def test_what_was_late_before_the_pause_stays_late() -> None:
    assert begun(LIMIT, wall(10, 10)).then(Paused(at=wall(13, 9))).then(Resumed(at=wall(16, 9))).due == wall(12, 18)


def test_an_extended_clock_is_due_soon_by_the_same_quarter_in_the_time_that_counts() -> None:
    clock = begun(LIMIT, wall(10, 10)).then(Extended(at=wall(11, 10), due=wall(17, 18)))
    assert (clock.due, clock.due_soon_at) == (wall(17, 18), wall(17, 14, 30))
