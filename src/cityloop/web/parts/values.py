"""What the parts show: small frozen values, made by the pages from read models."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from cityloop.views.clock import Clock, ClockState

NO_CLOCK = Clock(state=ClockState.NONE)


class Level(IntEnum):
    """The four levels, worst first."""

    RED = 1
    ORANGE = 2
    YELLOW = 3
    BLUE = 4


class Freshness(StrEnum):
    """Whether a reading can be trusted to be of now."""

    FRESH = "fresh"
    OLD = "old"
    MISSING = "missing"


class Trend(StrEnum):
    """Where a reading is going."""

    RISES = "rises"
    STEADY = "steady"
    FALLS = "falls"


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that never stands alone: value, unit, age, usual band, trend, level."""

    name: str
    unit: str
    value: str | None
    age_s: float | None
    usual: tuple[float, float] | None = None
    series: tuple[float | None, ...] = ()
    trend: Trend = Trend.STEADY
    level: Level | None = None
    freshness: Freshness = Freshness.FRESH
    since: datetime | None = None
    """Since when it is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a queue."""

    id: str
    href: str
    title: str
    street: str
    unit: str
    stage: str
    clock: Clock
    second: str = ""
    """The named place."""
    marks: tuple[str, ...] = ()
    """Short words beside the title: urgent, supervised, reopened."""
    reported: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: what was done, by whom, and which entry it answers."""

    seq: int
    time: datetime
    title: str
    who: str
    cause: int | None = None
    said: str | None = None
    withheld: str | None = None
    """Why words are not shown."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and what it does."""

    key: str
    does: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, with a second line."""

    value: str
    title: str
    second: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, with what was typed and what is wrong with it."""

    name: str
    label: str
    kind: str = "text"
    """``text``, ``words``, ``choice``, ``select``, ``several``, ``when``, ``photo``, ``hidden``."""
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    autocomplete: str = "off"
    inputmode: str = ""
    language: str = ""
    """BCP 47 tag of what is written into it, where that is not the page's."""
