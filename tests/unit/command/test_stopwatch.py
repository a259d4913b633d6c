"""A clock as it stands: what may befall it, and what it says of an instant."""

from datetime import datetime, timedelta

import pytest

from cityloop.city.calendar import CalendarEnds
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.command.stopwatch import Clock, fold
from cityloop.command.ticks import (
    AnyTick,
    Extended,
    IllegalTick,
    Paused,
    Resumed,
    State,
)
from cityloop.command.timing import term_of
from tests.unit.command.test_clocks import OFFICE, ending, wall

HOUR = timedelta(hours=1)


def clock(kind: TimeKind, amount: int, start: datetime, *ticks: AnyTick) -> Clock:
    """A clock in Shanghai, where the table ends with 28 December 2026, after ``ticks``."""
    limit = Limit(stage="handling", kind=kind, amount=amount)
    return fold(ending(), term_of(limit, start, OFFICE), ticks)


def test_a_day_of_a_clock() -> None:
    asked = clock(TimeKind.HOUR, 8, wall(10, 10))
    told = {hour: asked.state(wall(10, hour)).value for hour in (9, 10, 12, 14, 17, 18)}
    assert told == {9: "waiting", 10: "running", 12: "off-hours", 14: "running", 17: "running", 18: "due-soon"}
    assert asked.due == wall(11, 11)
    assert asked.state(wall(11, 11) - timedelta(microseconds=1)) is State.DUE_SOON
    assert asked.state(wall(11, 11)) is State.LATE
    assert asked.state(wall(14, 3)) is State.LATE


def test_day_one_is_waited_for() -> None:
    asked = clock(TimeKind.WORKDAY, 2, wall(10, 10))
    assert asked.state(wall(10, 15)) is State.WAITING
    assert asked.state(wall(11, 0)) is State.OFF_HOURS
    assert asked.state(wall(11, 9)) is State.RUNNING
    assert asked.used(wall(11, 11)) == 2 * HOUR
    assert asked.remaining(wall(11, 11)) == 12 * HOUR


def test_while_paused_there_is_no_due_time_but_one_if_resumed() -> None:
    asked = clock(TimeKind.HOUR, 4, wall(10, 9), Paused(at=wall(10, 10)))
    assert asked.is_paused
    assert (asked.due, asked.due_soon_at) == (None, None)
    assert asked.due_if_resumed(wall(11, 15)) == wall(11, 18)
    assert asked.state(wall(30, 10)) is State.PAUSED
    assert asked.remaining(wall(30, 10)) == 3 * HOUR


def test_who_was_late_before_the_pause_is_late_in_it() -> None:
    asked = clock(TimeKind.HOUR, 1, wall(10, 9), Paused(at=wall(10, 11)))
    assert asked.state(wall(10, 12)) is State.LATE
    assert asked.due == wall(10, 10)


def test_an_extension_that_came_later_does_not_excuse_the_past() -> None:
    asked = clock(TimeKind.HOUR, 1, wall(10, 9), Extended(at=wall(10, 11), due=wall(10, 16)))
    assert asked.state(wall(10, 10, 30)) is State.LATE
    assert asked.state(wall(10, 11)) is State.RUNNING
    assert asked.due == wall(10, 16)


def test_a_due_time_set_by_the_approver_stands() -> None:
    asked = clock(TimeKind.WORKDAY, 1, wall(10, 10), Extended(at=wall(11, 10), due=wall(13, 12)))
    assert asked.due == wall(13, 12)
    assert clock(TimeKind.WORKDAY, 1, wall(10, 10), Extended(at=wall(11, 10), due=wall(11, 12))).due == wall(11, 18)


def test_a_due_time_set_while_paused_holds_if_resumed_then() -> None:
    ticks = Paused(at=wall(10, 11)), Extended(at=wall(11, 10), due=wall(12, 10))
    assert clock(TimeKind.HOUR, 2, wall(10, 10), *ticks, Resumed(at=wall(11, 10))).due == wall(12, 10)
    assert clock(TimeKind.HOUR, 2, wall(10, 10), *ticks, Resumed(at=wall(11, 11))).due == wall(12, 11)


@pytest.mark.parametrize(
    "ticks",
    [
        (Resumed(at=wall(11, 9)),),
        (Paused(at=wall(11, 9)), Paused(at=wall(11, 10))),
        (Paused(at=wall(11, 9)), Resumed(at=wall(11, 10)), Resumed(at=wall(11, 11))),
        (Paused(at=wall(10, 8)),),
        (Extended(at=wall(11, 9), due=wall(12, 9)), Paused(at=wall(11, 8))),
        (Extended(at=wall(11, 9), due=wall(11, 9)),),
    ],
    ids=["running", "paused-twice", "resumed-twice", "early", "back", "past"],
)
def test_what_cannot_befall_it_is_refused(ticks: tuple[AnyTick, ...]) -> None:
    with pytest.raises(IllegalTick, match="check its events"):
        clock(TimeKind.HOUR, 4, wall(10, 9), *ticks)


def test_before_the_table_ends_states_are_told_though_the_due_time_is_not() -> None:
    asked = clock(TimeKind.WORKDAY, 5, wall(24, 10, month=12))
    with pytest.raises(CalendarEnds):
        _ = asked.due
    assert asked.state(wall(25, 10, month=12)) is State.RUNNING
    assert asked.state(wall(26, 10, month=12)) is State.OFF_HOURS
    assert asked.used(wall(25, 11, month=12)) == 2 * HOUR
    with pytest.raises(CalendarEnds):
        asked.state(wall(30, 10, month=12))


def test_folding_asks_nothing_of_the_table() -> None:
    ticks = Paused(at=wall(29, 9, month=12)), Extended(at=wall(30, 9, month=12), due=wall(31, 9, month=12))
    assert clock(TimeKind.WORKDAY, 5, wall(28, 10, month=12), *ticks).is_paused


def test_what_was_due_before_the_table_ends_is_late_ever_after() -> None:
    asked = clock(TimeKind.HOUR, 2, wall(24, 10, month=12))
    assert asked.state(wall(31, 10, month=12)) is State.LATE
    with pytest.raises(CalendarEnds):
        asked.remaining(wall(31, 10, month=12))
