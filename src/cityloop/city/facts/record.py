"""Facts about the record itself: which configuration is in force, who was forgotten, when it was put back."""

from typing import Annotated

import msgspec

from cityloop.city.facts.fact import Fact, Moment
from cityloop.city.label import INTERNAL, OPEN, PERSONAL


class ConfigurationApplied(Fact, frozen=True, kw_only=True, tag="record.configuration-applied"):
    """A city's checked files came into force; the value and the raw files are kept under their digests (SHA-256)."""

    city: Annotated[str, OPEN]
    digest: Annotated[str, INTERNAL]
    files: Annotated[str, INTERNAL]


class SubjectErased(Fact, frozen=True, kw_only=True, tag="record.subject-erased"):
    """A person's key was destroyed on a lawful request: what was sealed with it can never be read again."""

    subject: Annotated[str, PERSONAL]
    ground: Annotated[str, INTERNAL]


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the second place had seen one line of one journal go."""

    journal: Annotated[str, OPEN]
    line: Annotated[int, OPEN]
    size: Annotated[int, OPEN]


class Restored(Fact, frozen=True, kw_only=True, tag="record.restored"):
    """The record was put back from a backup; it holds the entries before this one, and goes on in a new line.

    What the second place had seen beyond them is lost, and said here.
    """

    backup: Annotated[str, INTERNAL]
    """The name of its folder."""
    made: Moment
    """When it was made."""
    line: Annotated[int, OPEN]
    """The line in which the record goes on; the first is 1."""
    access: Annotated[int, INTERNAL]
    """Entries of the access journal that it holds."""
    seen: Annotated[tuple[Seen, ...], OPEN]
    """All lines that the second place knew of."""
    erasures: Annotated[str, INTERNAL]
    """From where later erasures were known: ``list``, ``none`` (it was said that there are none)."""
    again: Annotated[int, INTERNAL]
    """How many subjects are forgotten once more after it."""


class KeysCopied(Fact, frozen=True, kw_only=True, tag="record.keys-copied"):
    """The keys of persons were copied: who is forgotten from now on is wholly gone once this copy is past its time."""

    until: Moment
    subjects: Annotated[int, INTERNAL]
    """Whose keys it holds."""
