"""Days and hours of work: spans, days on which clocks are changed, and the end of what is known."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.city.organisation import Hours
from cityloop.city.working_time import BadHours

HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 9)
WEEK = (True, True, True, True, True, False, False)
SHANGHAI = Calendar(ZoneInfo("Asia/Shanghai"), MONDAY, WEEK)
OFFICE = Hours(spans=((time(9), time(12)), (time(14), time(18))))
ALWAYS = Hours(spans=((time(0), time(0)),))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March 2026 on the wall clock of Shanghai."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI.zone)


def day_of_change(zone: str, day: date) -> Calendar:
    """A calendar of one workday."""
    return Calendar(ZoneInfo(zone), day, (True,))


def test_days() -> None:
    assert SHANGHAI.last == date(2026, 3, 15)
    assert [SHANGHAI.is_workday(MONDAY + timedelta(days=number)) for number in range(7)] == list(WEEK)
    assert SHANGHAI.day_of(datetime(2026, 3, 9, 17, tzinfo=UTC)) == date(2026, 3, 10)
    assert SHANGHAI.midnight(MONDAY) == at(9, 0)


@pytest.mark.parametrize(("hour", "minute", "works"), [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False)])
def test_the_opening_is_worked_and_the_closing_is_not(hour: int, minute: int, works: bool) -> None:
    assert SHANGHAI.is_working(OFFICE, at(10, hour, minute)) is works


def test_worked_time() -> None:
    assert SHANGHAI.worked(OFFICE, at(9, 11), at(10, 10)) == 6 * HOUR
    assert SHANGHAI.worked(OFFICE, at(10, 10), at(9, 11)) == -6 * HOUR
    assert SHANGHAI.worked(OFFICE, at(13, 18), at(15, 23)) == 0 * HOUR


def test_after_is_the_first_instant_by_which_it_is_worked() -> None:
    assert SHANGHAI.after(OFFICE, at(9, 9), 3 * HOUR) == at(9, 12)
    assert SHANGHAI.after(OFFICE, at(9, 9), 4 * HOUR) == at(9, 15)
    assert SHANGHAI.after(OFFICE, at(12, 17), -8 * HOUR) == at(11, 16)


def test_end_of_work() -> None:
    assert SHANGHAI.end_of_work(OFFICE, MONDAY, 4) == at(13, 18)
    assert SHANGHAI.end_of_work(ALWAYS, MONDAY, 1) == at(11, 0)


def test_an_end_of_midnight_is_the_end_of_the_day() -> None:
    assert SHANGHAI.worked(ALWAYS, at(9, 0), at(10, 0)) == 24 * HOUR


@pytest.mark.parametrize(
    "ask",
    [
        lambda: SHANGHAI.is_workday(date(2026, 3, 16)),
        lambda: SHANGHAI.is_workday(date(2026, 3, 8)),
        lambda: SHANGHAI.is_working(OFFICE, at(8, 12)),
        lambda: SHANGHAI.worked(OFFICE, at(9, 12), at(17, 12)),
        lambda: SHANGHAI.after(OFFICE, at(13, 12), 5 * HOUR),
        lambda: SHANGHAI.end_of_work(OFFICE, MONDAY, 5),
        lambda: SHANGHAI.end_of_work(OFFICE, date(2026, 3, 20), 1),
    ],
    ids=["day-after", "day-before", "instant", "worked", "after", "end", "end-of-work-beyond"],
)
def test_beyond_what_is_known_it_says_where_that_ends(ask: Callable[[], object]) -> None:
    with pytest.raises(CalendarEnds, match=r"known from 2026-03-09 to 2026-03-15, .* name the days") as refused:
        ask()
    assert refused.value.values["last"] == date(2026, 3, 15)


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(9)),),
        ((time(9), time(9)),),
        ((time(14), time(18)), (time(9), time(12))),
        ((time(9), time(13)), (time(12), time(18))),
    ],
    ids=["none", "backwards", "empty", "out-of-order", "overlapping"],
)
def test_bad_hours(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(BadHours, match="write 09:00-12:00"):
        SHANGHAI.is_working(Hours(spans=spans), at(9, 9))


@pytest.mark.parametrize(
    ("zone", "day", "worked"),
    [
        ("America/Los_Angeles", date(2026, 3, 8), 23.0),
        ("America/Los_Angeles", date(2026, 11, 1), 25.0),
        ("America/Havana", date(2025, 3, 9), 23.0),
        ("America/Havana", date(2025, 11, 2), 25.0),
        ("Australia/Lord_Howe", date(2025, 10, 5), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Los_Angeles", date(2026, 3, 9), 24.0),
    ],
)
def test_a_day_has_the_hours_that_its_wall_clock_shows(zone: str, day: date, worked: float) -> None:
    table = day_of_change(zone, day)
    end = table.midnight(day + timedelta(days=1))
    assert table.worked(ALWAYS, table.midnight(day), end) == worked * HOUR


def test_hours_that_the_wall_clock_skips_are_not_worked_and_those_it_shows_twice_are_worked_twice() -> None:
    night = Hours(spans=((time(1, 30), time(2, 30)),))
    spring = day_of_change("America/Los_Angeles", date(2026, 3, 8))
    autumn = day_of_change("America/Los_Angeles", date(2026, 11, 1))
    assert spring.worked(night, spring.midnight(spring.first), spring.midnight(date(2026, 3, 9))) == HOUR / 2
    assert autumn.worked(night, autumn.midnight(autumn.first), autumn.midnight(date(2026, 11, 2))) == 1.5 * HOUR
    assert autumn.is_working(night, datetime(2026, 11, 1, 1, 45, tzinfo=autumn.zone, fold=1))
    assert not autumn.is_working(night, datetime(2026, 11, 1, 1, 15, tzinfo=autumn.zone, fold=1))


def test_a_calendar_is_a_value() -> None:
    asked, other = (Calendar(SHANGHAI.zone, MONDAY, WEEK) for _ in range(2))
    asked.is_working(OFFICE, at(9, 9))
    assert asked == other
    assert hash(asked) == hash(other)
