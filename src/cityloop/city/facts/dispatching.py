"""Facts of 任务派遣: whose duty a case is."""

from typing import Annotated

import msgspec

from cityloop.city.facts.fact import CaseFact, Code, Flag, Moment, Moved, Noted, PersonId, Term
from cityloop.city.label import OPEN


class Assisting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """协办: a unit that helps the lead, with a clock of its own."""

    unit: Code
    term: Term | None = None
    due: Moment | None = None
    soon: Moment | None = None
    told_soon: Flag = False
    late: Flag = False
    done: Moment | None = None

    @property
    def runs(self) -> bool:
        """Whether something is still awaited in time."""
        return self.done is None and not self.late


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The reason of a routing as values: which line of the responsibility data or of a street's list decided."""

    rule: Code
    """``responsibility``, ``list``, ``unlisted``, ``person``, ``arbiter``, ``override``, ``recorded``."""
    category: Code = ""
    jurisdiction: Code = ""
    instead_of: Code = ""
    """The unit that would have been the lead, had a street's list not said otherwise."""


class Dispatched(Moved, frozen=True, kw_only=True, tag="case.dispatched"):
    """派遣, 转办: the case is now ``to``'s duty. CJJ/T 106, stage 3."""

    to: Code
    set_at: Code
    """Path of the node whose post set the due time: there, or above, more time is granted."""
    assisting: Annotated[tuple[Assisting, ...], OPEN] = ()
    why: Annotated[Why, OPEN]


class HelpAsked(Noted, frozen=True, kw_only=True, tag="case.help-asked"):
    """Further units were asked to assist, after the case had been dispatched."""

    assisting: Annotated[tuple[Assisting, ...], OPEN]


class Overridden(Noted, frozen=True, kw_only=True, tag="case.overridden"):
    """A lead was sent what its list excludes; counts against the sender's post."""

    to: Code
    post: Code
    ground: Code
    until: Moment


class Unowned(CaseFact, frozen=True, kw_only=True, tag="case.unowned"):
    """Nobody answers for it by the city's data: it stands in the queue that all dispatchers see."""

    why: Annotated[Why, OPEN]


class Signed(Moved, frozen=True, kw_only=True, tag="case.signed"):
    """签收: the unit has taken the case on."""

    unit: Code


class Sent(CaseFact, frozen=True, kw_only=True, tag="case.sent"):
    """A team or a person of the lead was sent."""

    team: Code | None = None
    person: PersonId | None = None
    members: tuple[PersonId, ...] = ()
    """Those of the team, as it was then."""


class Returned(Moved, frozen=True, kw_only=True, tag="case.returned"):
    """退回: not ours, within the set time and on a ground. A second one goes to the arbiter."""

    unit: Code
    ground: Code
    arbiter: Code | None = None
    """The post whose word binds, where it was returned before."""


class Arbitrated(Moved, frozen=True, kw_only=True, tag="case.arbitrated"):
    """裁定: the arbiter named the lead; it binds."""

    to: Code
    set_at: Code
    """Path of the node of the arbiter's post."""
    why: Annotated[Why, OPEN]


class Assisted(Noted, frozen=True, kw_only=True, tag="case.assisted"):
    """An assisting unit reported its part as done."""

    unit: Code


class SentUp(Noted, frozen=True, kw_only=True, tag="case.sent-up"):
    """上报: the tier above runs it from now on."""

    at: Code


class OrderedDown(Noted, frozen=True, kw_only=True, tag="case.ordered-down"):
    """下派: a tier below runs it from now on."""

    at: Code
