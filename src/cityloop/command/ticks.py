"""What befalls a clock, in which order, and the states that it can be in."""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from cityloop.city.catalogue import Limit
from cityloop.city.errors import CityloopError
from cityloop.city.organisation import Hours


class State(StrEnum):
    """Which one of these holds at an instant; the first that is true, in this order."""

    STOPPED = "stopped"
    LATE = "late"
    """超时: all its time is used."""
    PAUSED = "paused"
    """暂停: nothing is counted until it is resumed."""
    DUE_SOON = "due-soon"
    """将到期: little time is left, whether people are at work or not."""
    WAITING = "waiting"
    """It has not started, or day one has not come."""
    OFF_HOURS = "off-hours"
    """Nothing is counted until work begins."""
    RUNNING = "running"


class IllegalTick(CityloopError):
    """What cannot befall a clock: paused twice, resumed while running, extended by nothing, anything once stopped."""

    code = "illegal-tick"


class Tick(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="tick"):
    """Something that befalls a clock, at an instant."""

    at: datetime


class Started(Tick, frozen=True, kw_only=True, tag="started"):
    """The clock of ``limit`` starts, for those who work ``hours``."""

    limit: Limit
    hours: Hours


class Paused(Tick, frozen=True, kw_only=True, tag="paused"):
    """What is left is kept."""


class Resumed(Tick, frozen=True, kw_only=True, tag="resumed"):
    """What was left is left."""


class Extended(Tick, frozen=True, kw_only=True, tag="extended"):
    """延期 by so many hours or days more, as the limit counts them; above zero."""

    amount: int


class Postponed(Tick, frozen=True, kw_only=True, tag="postponed"):
    """延期 to a due time that the approver set, never to an earlier one. While paused: due then, if resumed now.

    Where working time is counted and nobody works at ``due``, it is due when work ended before it.
    """

    due: datetime


class Stopped(Tick, frozen=True, kw_only=True, tag="stopped"):
    """What was to be done is done, or no longer asked."""


AnyTick: TypeAlias = Paused | Resumed | Extended | Postponed | Stopped

MAY_FOLLOW: dict[type[Tick], tuple[type[Tick], ...]] = {
    Started: (Paused, Extended, Postponed, Stopped),
    Paused: (Resumed, Extended, Postponed, Stopped),
    Resumed: (Paused, Extended, Postponed, Stopped),
    Stopped: (),
}
"""What may follow what; an extension leaves a clock running or paused, as it was."""
