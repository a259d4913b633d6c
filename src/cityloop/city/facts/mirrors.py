"""Facts of the exchange with outside systems: a case goes by another number there, and they say how it stands."""

from enum import StrEnum
from typing import Annotated

from cityloop.city.facts.fact import CaseFact, Code, Fact
from cityloop.city.label import INTERNAL, OPEN


class Way(StrEnum):
    """Where the matter was first."""

    IN = "in"
    """There: it was reported to us by the outside system, which wants to know what becomes of it."""
    OUT = "out"
    """Here: its lead works with the outside system, which says what was done."""


class State(StrEnum):
    """How far a case is, in the few words that two systems can agree on."""

    OPEN = "open"
    """Nobody has taken it on yet, or not again."""
    TAKEN = "taken"
    """A unit is at it."""
    DONE = "done"
    """The unit is through; others look at what was done."""
    CLOSED = "closed"
    REFUSED = "refused"
    """Not taken on at all."""
    MERGED = "merged"
    """It goes on in another case, and ends there."""
    RETURNED = "returned"
    """The unit says that it is not its own."""
    MISSING = "missing"
    """The outside system's list no longer has it."""


class Mirrored(CaseFact, frozen=True, kw_only=True, tag="case.mirrored"):
    """The case goes by ``number`` in the outside system ``system``."""

    system: Code
    number: Annotated[str, INTERNAL]
    way: Annotated[Way, OPEN]


class Echoed(CaseFact, frozen=True, kw_only=True, tag="case.echoed"):
    """The outside system said how the case stands there, at its own ``revision``; an older one is not heard again."""

    system: Code
    number: Annotated[str, INTERNAL]
    revision: Annotated[int, INTERNAL]
    state: Annotated[State, OPEN]
    why: Code = ""
    """Code of the error for which what it said could not be done here; empty where it was."""


class NotTaken(Fact, frozen=True, kw_only=True, tag="mirror.not-taken"):
    """What an outside system told under ``number`` could not be taken in; it is listed until it can."""

    system: Code
    number: Annotated[str, INTERNAL]
    revision: Annotated[int, INTERNAL]
    why: Code
    """Code of the error."""
