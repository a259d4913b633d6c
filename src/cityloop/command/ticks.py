"""What befalls a clock, and the states that it can be in."""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from cityloop.city.errors import CityloopError


class State(StrEnum):
    """Which one of these holds at an instant; the first that is true, in this order."""

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
    """What cannot befall a clock: paused twice, resumed while running, extended by nothing."""

    code = "illegal-tick"


class Tick(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="tick"):
    """Something that befalls a clock, at an instant."""

    at: datetime


class Paused(Tick, frozen=True, kw_only=True, tag="paused"):
    """What is left is kept."""


class Resumed(Tick, frozen=True, kw_only=True, tag="resumed"):
    """What was left is left."""


class Extended(Tick, frozen=True, kw_only=True, tag="extended"):
    """延期 to the due time that was granted, never to an earlier one. While paused: due then, if resumed now.

    Where working time is counted and nobody works at ``due``, it is due when work ended before it.
    """

    due: datetime


Stop: TypeAlias = Paused | Resumed
AnyTick: TypeAlias = Paused | Resumed | Extended
