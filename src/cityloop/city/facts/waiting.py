"""Facts about a case's clock: pauses, extensions, hold-overs, and what a timer found."""

from typing import Annotated

from cityloop.city.facts.dispatching import Assisting
from cityloop.city.facts.fact import CaseFact, Code, Flag, Moment, Noted, Timed
from cityloop.city.label import OPEN


class Paused(Noted, frozen=True, kw_only=True, tag="case.paused"):
    """The clock stands still, on a ground."""

    ground: Code


class Resumed(Timed, frozen=True, kw_only=True, tag="case.resumed"):
    """The clock goes on, with the time that was left; so do those of the units that assist."""

    assisting: Annotated[tuple[Assisting, ...], OPEN] = ()


class ExtensionAsked(Noted, frozen=True, kw_only=True, tag="case.extension-asked"):
    """延期申请: asked before the due time."""

    until: Moment
    ground: Code


class ExtensionDecided(Timed, frozen=True, kw_only=True, tag="case.extension-decided"):
    """The extension was granted, or not, where the due time had been set or above; never by who asked."""

    granted: Flag


class HeldOver(Noted, frozen=True, kw_only=True, tag="case.held-over"):
    """挂账: cannot be done for now; a class of reason, an approver (the author) and an end."""

    ground: Code
    until: Moment


class HoldEnded(Timed, frozen=True, kw_only=True, tag="case.hold-ended"):
    """销账: the hold-over came to its end, or the obstacle fell away."""

    assisting: Annotated[tuple[Assisting, ...], OPEN] = ()


class Reckoned(Timed, frozen=True, kw_only=True, tag="case.reckoned"):
    """The city's calendar is another one now, or reaches further: by it, a running clock is due at another time."""

    assisting: Annotated[tuple[Assisting, ...], OPEN] = ()


class DueSoon(CaseFact, frozen=True, kw_only=True, tag="case.due-soon"):
    """A timer found that little time is left in this stage."""

    stage: Code


class CameDue(CaseFact, frozen=True, kw_only=True, tag="case.came-due"):
    """A timer found that the due time has passed in this stage: it is late."""

    stage: Code


class HelpDueSoon(CaseFact, frozen=True, kw_only=True, tag="case.help-due-soon"):
    """A timer found that little time is left for the part of a unit that assists."""

    unit: Code


class HelpCameDue(CaseFact, frozen=True, kw_only=True, tag="case.help-came-due"):
    """A timer found that the part of a unit that assists is late."""

    unit: Code


class Escalated(CaseFact, frozen=True, kw_only=True, tag="case.escalated"):
    """The tier above was told that it is late; it stays with who has it."""

    to: Code
    """Path of the node."""
