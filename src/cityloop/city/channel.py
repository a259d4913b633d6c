"""How people and systems are told of what became of a case: channels, addresses, and which event goes to whom."""

from enum import StrEnum

import msgspec

from cityloop.city.address import Reach
from cityloop.city.ways import AnyWay, Http, Live
from cityloop.city.words import Name

REPORTER = "reporter"
"""Whom a notice is to: the one who reported."""


GIVE_UP_H, AT_ONCE = 24, 4


class Event(StrEnum):
    """What is told."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    """受理, 立案."""
    DISPATCHED = "dispatched"
    HELP = "help"
    """协办: a unit is to assist."""
    SENT = "sent"
    LATE = "late"
    ANSWERED = "answered"
    """An answer was let out."""
    CLOSED = "closed"
    HANDED_OVER = "handed-over"
    """An emergency is with those who come out at once."""
    REFUSED = "refused"
    REOPENED = "reopened"
    MERGED = "merged"


class Audience(StrEnum):
    """Whose part in a case makes that they are told."""

    REPORTER = "reporter"
    LEAD = "lead"
    ASSISTING = "assisting"
    TEAM = "team"
    """The team or the person that was sent."""
    ABOVE = "above"
    """The post that supervises, at the tier that was told of it being late."""


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """通知渠道: one way out, which the city has set up."""

    id: str
    name: Name
    way: AnyWay
    audience: frozenset[Audience]
    """For whom it is."""
    give_up_h: int = GIVE_UP_H
    """Hours after which a letter is given up."""
    at_once: int = AT_ONCE
    """Letters under way at the same time, at most."""

    @property
    def needs_address(self) -> bool:
        """Whether each of those who are told has an address of their own on it."""
        return self.reach is not Reach.NONE

    @property
    def reach(self) -> Reach:
        """What kind of address that is."""
        return self.way.reach

    @property
    def longest(self) -> int | None:
        """Characters that a text on it may have; None: as many as it takes."""
        return self.way.most if isinstance(self.way, Http) else None

    @property
    def is_spoken(self) -> bool:
        """Whether its texts are read out."""
        return isinstance(self.way, Http) and self.way.spoken

    @property
    def is_private(self) -> bool:
        """Whether nobody reads it but those who may see the case anyway."""
        return isinstance(self.way, Live)


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where ``to`` (``unit:ID``, ``post:ID``, ``team:ID``, ``person:ID``) is reached on a channel."""

    channel: str
    to: str
    address: str


class NoticeRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an event is told to somebody, and in which words."""

    id: str
    event: Event
    to: Audience
    text: Name
    """With ``{number}`` and the other fields of ``command.wording``; nothing that a stranger may not read."""
    by: tuple[str, ...] = ()
    """Channels; empty: every one that is for this audience."""
