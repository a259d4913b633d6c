"""How people and systems are told of what became of a case: channels, addresses, and which event goes to whom."""

from enum import StrEnum

import msgspec

from cityloop.city.words import Name


class Reach(StrEnum):
    """What kind of address a channel takes."""

    NONE = "none"
    MAIL = "mail"
    PHONE = "phone"
    URL = "url"
    WORD = "word"
    """Whatever the far side calls its people."""


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


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What a channel of one kind is set up with."""


class Live(Way, frozen=True, kw_only=True, tag="sse"):
    """In the pages of those who are signed in."""


class File(Way, frozen=True, kw_only=True, tag="file"):
    """One line of JSON a letter, into a file."""

    path: str
    """Relative to the folder of the record."""


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """通知渠道: one way out, which the city has set up."""

    id: str
    name: Name
    way: Live | File
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
        return Reach.NONE

    @property
    def longest(self) -> int | None:
        """Characters that a text on it may have; None: as many as it takes."""
        return None

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
