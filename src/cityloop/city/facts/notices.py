"""Facts about notices: that somebody is to be told of a case, and what became of it. No address and no text is in them.

Their entries are about ``notice:CASE``, so that the case's own version is never touched: whoever reads a case and then
acts on it is not told that somebody was first because a letter went out meanwhile.
"""

from typing import Annotated

from cityloop.city.facts.fact import CaseId, Code, Fact, Flag
from cityloop.city.label import INTERNAL, STAFF

Notice = Annotated[int, INTERNAL]
"""A notice by its entry: the position of its ``NoticeDue``, also the idempotency key of the letter."""


class NoticeDue(Fact, frozen=True, kw_only=True, tag="notice.due"):
    """通知: somebody is to be told of the case, by a channel of the city."""

    case: CaseId
    channel: Code
    instead: tuple[Code, ...] = ()
    """Channels to take, in this order, where the one before has no address for whom it is to."""
    to: Annotated[str, STAFF]
    """``reporter``, ``unit:ID``, ``post:ID``, ``team:ID``, ``person:ID`` or ``system:ID``."""
    event: Code
    """What it tells of; a value of ``city.channel.Event``, or one that a channel of its own kind knows."""
    rule: Code | None = None
    """The city's rule by which they are told; None where there is none, and where that was not said yet."""
    again: Notice | None = None
    """The notice that was given up, and that somebody wants tried once more."""


class NoticeDelivered(Fact, frozen=True, kw_only=True, tag="notice.delivered"):
    """The other side took it: at least once, perhaps more often."""

    case: CaseId
    notice: Notice
    channel: Code
    """The one that it went by."""
    receipt: Annotated[str, INTERNAL] = ""
    """The other side's word for it, where it is a plain number; else its digest."""


class NoticeGivenUp(Fact, frozen=True, kw_only=True, tag="notice.given-up"):
    """It cannot be delivered, or could not in the time that the city sets; somebody sees that and may try again."""

    case: CaseId
    notice: Notice
    channel: Code
    why: Code


class NoticeConfirmed(Fact, frozen=True, kw_only=True, tag="notice.confirmed"):
    """A receipt that came later: what was taken has reached the person, or has not."""

    case: CaseId
    notice: Notice
    arrived: Flag
