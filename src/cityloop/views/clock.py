"""A case's clock for people: how it stands, how much of the time is used, how much is left."""

from datetime import datetime
from enum import StrEnum

import msgspec

from cityloop.city.facts.dispatching import Assisting
from cityloop.command.case import Case
from cityloop.command.timing import Timing


class ClockState(StrEnum):
    """How a clock stands."""

    RUNS = "runs"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    ENDED = "ended"
    NONE = "none"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One clock, in the time that counts."""

    state: ClockState
    used: float = 0.0
    """Share of the time that is used; above 1 when late."""
    left_s: float | None = None
    """Seconds left that count, below zero when late."""
    due: datetime | None = None


def clock_of(case: Case, timing: Timing, now: datetime) -> Clock:
    """The clock of the stage that the case is in."""
    if not case.is_open:
        return Clock(state=ClockState.ENDED)
    reading = timing.read(case, now)
    if reading is None:
        return Clock(state=ClockState.PAUSED if case.is_still else ClockState.NONE)
    left_s = reading.left.total_seconds()
    return Clock(state=_state_of(case, case, now), used=reading.used, left_s=left_s, due=case.due)


def clock_of_help(case: Case, help: Assisting, timing: Timing, now: datetime) -> Clock:
    """The clock of a unit that assists; it stands still while the case does."""
    if help.done or not case.is_open:
        return Clock(state=ClockState.ENDED)
    reading = timing.read_help(case, help, now)
    if reading is None:
        return Clock(state=ClockState.NONE)
    return Clock(state=_state_of(help, case, now), used=reading.used, left_s=reading.left.total_seconds(), due=help.due)


def _state_of(clock: Case | Assisting, case: Case, now: datetime) -> ClockState:
    if case.is_still:
        return ClockState.PAUSED
    if clock.due is not None and now >= clock.due:
        return ClockState.LATE
    return ClockState.SOON if clock.soon is not None and now >= clock.soon else ClockState.RUNS
