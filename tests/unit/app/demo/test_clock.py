"""The time of a demonstration, stepped and running."""

from datetime import UTC, datetime, timedelta
from threading import Event

from cityloop.app.demo.clock import DAY_IN_FIVE_MINUTES, DemoClock

SIX = datetime(2026, 5, 12, 6, tzinfo=UTC)


class Ticks:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_stepped_clock_stands_until_somebody_waits() -> None:
    clock = DemoClock(SIX)
    assert clock() == SIX
    assert clock.wait(SIX + timedelta(hours=3), Event())
    assert clock() == SIX + timedelta(hours=3)


def test_a_stepped_clock_never_goes_back() -> None:
    clock = DemoClock(SIX)
    clock.wait(SIX + timedelta(hours=3), Event())
    clock.wait(SIX, Event())
    assert clock() == SIX + timedelta(hours=3)


def test_a_day_passes_in_five_minutes() -> None:
    ticks = Ticks()
    clock = DemoClock(SIX, DAY_IN_FIVE_MINUTES, ticks)
    ticks.now += 300
    assert clock() == SIX + timedelta(days=1)


def test_waiting_ends_when_it_is_told_to() -> None:
    stop = Event()
    stop.set()
    assert not DemoClock(SIX).wait(SIX + timedelta(hours=1), stop)
    assert not DemoClock(SIX, 1.0).wait(SIX + timedelta(hours=1), stop)


def test_what_has_passed_needs_no_waiting() -> None:
    ticks = Ticks()
    clock = DemoClock(SIX, 60.0, ticks)
    ticks.now += 60
    assert clock.wait(SIX, Event())


def test_a_clock_goes_on_from_where_the_record_ends() -> None:
    ticks = Ticks()
    for clock in (DemoClock(SIX), DemoClock(SIX, 60.0, ticks)):
        clock.skip(SIX + timedelta(hours=5))
        assert clock() == SIX + timedelta(hours=5)
        clock.skip(SIX)
        assert clock() == SIX + timedelta(hours=5)
