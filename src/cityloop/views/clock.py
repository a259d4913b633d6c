"""A case's clock for people: how it stands, how much of the time is used, how much is left."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from cityloop.city.facts.dispatching import Assisting
from cityloop.command import stopwatch
from cityloop.command.case import Case
from cityloop.command.ticks import State
from cityloop.command.timing import Timing, told


class ClockState(StrEnum):
    """How a clock stands."""

    RUNS = "runs"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    ENDED = "ended"
    UNTOLD = "untold"
    """The holiday table ends before it can be told."""
    NONE = "none"


_STATES = {State.LATE: ClockState.LATE, State.PAUSED: ClockState.PAUSED, State.DUE_SOON: ClockState.SOON}
"""The others run, as far as people care."""


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One clock, in the time that counts."""

    state: ClockState
    used: float = 0.0
    """Share of the time that is used; above 1 when late."""
    left_s: float | None = None
    """Seconds left that count, below zero when late."""
    due: datetime | None = None
    ends: date | None = None
    """Where it is untold: the last day that the holiday table knows."""


def clock_of(case: Case, timing: Timing, now: datetime) -> Clock:
    """The clock of the stage that the case is in."""
    if not case.is_open:
        return Clock(state=ClockState.ENDED)
    clock = timing.clock(case)
    if clock is None:
        return Clock(state=ClockState.PAUSED if case.is_still else ClockState.NONE)
    return _clock_at(clock, timing, now)


def clock_of_help(case: Case, help: Assisting, timing: Timing, now: datetime) -> Clock:
    """The clock of a unit that assists; it stands still while the case does."""
    if help.done or not case.is_open:
        return Clock(state=ClockState.ENDED)
    clock = timing.help_clock(case, help)
    return _clock_at(clock, timing, now) if clock else Clock(state=ClockState.NONE)


def _clock_at(clock: stopwatch.Clock, timing: Timing, now: datetime) -> Clock:
    state = told(lambda: clock.state(now))
    due = told(lambda: clock.due)
    if state is None or (due is None and not clock.is_paused):
        return Clock(state=ClockState.UNTOLD, ends=timing.ends)
    left = told(lambda: clock.remaining(now))
    used, left_s = (0.0, None) if left is None else (1 - left / clock.granted, left.total_seconds())
    return Clock(state=_STATES.get(state, ClockState.RUNS), used=used, left_s=left_s, due=due)
