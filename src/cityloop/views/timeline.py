"""What befell a case: its entries in order, each with its author, its cause, and the words that the reader may read."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from cityloop.city.facts.fact import CaseFact, Sealed
from cityloop.city.facts.intake import Reported
from cityloop.city.words import Name
from cityloop.command.case import Case
from cityloop.command.given import InForce
from cityloop.command.lifecycle import find_step, verb_of
from cityloop.journal.entry import Entry
from cityloop.views.case_row import unit_name

Read = Callable[[Sealed], str | None]
"""The words behind a commitment as the reader may read them: clear, masked, or None."""
REPORTED = Name(zh="来报", en="Reported")


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One entry for people."""

    seq: int
    time: datetime
    verb: str
    name: Name
    author: str
    author_name: Name
    cause: int | None
    details: dict[str, Any]
    """The fact's open values: unit, ground, finding, due, ... as they stand; nothing sealed."""
    note: str | None = None
    note_hidden: bool = False
    """There are words, but not for this reader, or they were forgotten."""


def timeline(case: Case, entries: Iterable[Entry], given: InForce, read: Read) -> tuple[Happened, ...]:
    """The case's entries, oldest first."""
    return tuple(_happened(case, entry, entry.fact, given, read) for entry in entries if _told(entry))


def _told(entry: Entry) -> bool:
    return isinstance(entry.fact, CaseFact)


def _happened(case: Case, entry: Entry, fact: Any, given: InForce, read: Read) -> Happened:
    sealed = getattr(fact, "note", None)
    note = read(sealed) if sealed else None
    return Happened(
        seq=entry.seq,
        time=entry.time,
        verb=_verb(case, fact),
        name=_name(case, fact),
        author=entry.author,
        author_name=author_name(entry.author, given),
        cause=entry.cause,
        details=_details(fact, given),
        note=note,
        note_hidden=sealed is not None and note is None,
    )


def _verb(case: Case, fact: CaseFact) -> str:
    return "report" if isinstance(fact, Reported) else verb_of(case.life, fact)


def _name(case: Case, fact: CaseFact) -> Name:
    step = None if isinstance(fact, Reported) else find_step(case.life, verb_of(case.life, fact))
    return step.name if step else REPORTED


def _details(fact: CaseFact, given: InForce) -> dict[str, Any]:
    open_values = ((name, getattr(fact, name)) for name in fact.__struct_fields__ if name not in _HIDDEN)
    found = {
        name: value for name, value in open_values if value not in (None, "", ()) and not isinstance(value, Sealed)
    }
    for name in ("to", "unit"):
        if isinstance(found.get(name), str):
            found[f"{name}_name"] = unit_name(found[name], given)
    return found


_HIDDEN = frozenset({"case", "subject", "follow", "note", "soon", "text"})


def author_name(author: str, given: InForce) -> Name:
    """The author for people: a person's name, or what kind of author it is."""
    kind, _, id = author.partition(":")
    person = given.index.persons.find(id) if kind == "person" else None
    return person.name if person else _KINDS.get(kind, Name(zh=author, en=author))


_KINDS = {
    "citizen": Name(zh="市民", en="Citizen"),
    "nobody": Name(zh="市民", en="Citizen"),
    "stage": Name(zh="系统", en="System"),
    "machine": Name(zh="外部系统", en="Other system"),
    "person": Name(zh="工作人员", en="Officer"),
}
