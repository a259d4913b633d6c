"""An entry of the journal, and what is handed in to make one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from cityloop.city.facts import AnyFact
from cityloop.city.facts.fact import Fact
from cityloop.city.label import Grade


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact with who, when and why, as it stands in the record. Its canonical bytes are what is hashed."""

    seq: int
    """Position in the journal, from 0; the leaf's index in the Merkle tree."""
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    """When it was recorded, UTC, never before the entry that precedes it."""
    author: str
    cause: int | None
    """The entry that this one answers."""
    label: Grade
    jurisdiction: str
    about: str
    """The thing whose history this is (a case, a subject, a city); empty for none."""
    version: int
    """The how-manieth entry about it, from 1; 0 where ``about`` is empty."""
    previous: str
    """Hash of the entry before, in hex; empty for the first."""
    fact: AnyFact


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before it has a place in the record."""

    author: str
    label: Grade
    jurisdiction: str
    fact: Fact
    about: str = ""
    cause: int | None = None
    """The entry answered; below zero one of the same append: -1 is the draft before, -2 the one before that."""


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """A payload to be kept beside the entry that carries its commitment; made by ``sealing.prepare``."""

    subject: str
    commitment: str
    ciphertext: bytes
    """Salt and content under the subject's key: the words in clear never reach the journal."""


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """Entries that stand or fall together, with the versions that their author had seen."""

    drafts: tuple[Draft, ...]
    expect: Mapping[str, int] = {}
    """For each thing, the version seen (0: must be new). Another version now: ``Conflict``."""
    sealings: tuple[Sealing, ...] = ()
    cursors: Mapping[str, int] = {}
    """Positions of stages that move in the same transaction."""
