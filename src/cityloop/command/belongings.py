"""All that the record holds of one person: what goes when the key goes, and what stays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select

from cityloop.city.facts.fact import Sealed
from cityloop.command import copying
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.forgetting import cases_of, is_forgotten
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal

PAGE = 5_000
KINDS = {
    "words": "words of reports",
    "contact": "contacts",
    "spot": "exact places, in words",
    "point": "exact places, as points",
    "photo": "photos",
    "claimed_time": "what devices claimed of photos",
    "claimed_place": "what devices claimed of photos",
    "claimed_device": "what devices claimed of photos",
    "note": "words added, answered, or given with steps",
}
"""What is sealed, by the field that it stands in."""
OTHER = "other sealed words"


class Sort(NamedTuple):
    """So many of one sort of thing, and how many bytes they take."""

    what: str
    pieces: int
    bytes: int = 0


class Belongings(NamedTuple):
    """What there is of one person."""

    subject: str
    forgotten: bool
    cases: tuple[Case, ...]
    goes: tuple[Sort, ...]
    entries: int
    notices: int
    looks: int
    """Entries of the access journal about the cases: who looked, and nothing of what was seen."""
    copies_until: datetime | None
    """Until when a copy of the keys still holds the key; None: no copy is good any more."""


def belongings(journal: Journal, looks: Journal, subject: str, now: datetime) -> Belongings:
    """Count it all; nothing is opened."""
    ids = cases_of(journal, subject)
    with journal.store.read() as transaction:
        cases = load(transaction, ids)
    entries = [entry for id in ids for entry in journal.about(id)]
    notices = [entry for id in ids for entry in journal.about(f"notice:{id}")]
    return Belongings(
        subject=subject,
        forgotten=is_forgotten(journal, subject),
        cases=tuple(cases[id] for id in sorted(cases)),
        goes=tuple(_sorts(journal, subject, [*entries, *notices])),
        entries=len(entries),
        notices=len(notices),
        looks=_count_looks(looks, ids),
        copies_until=copying.last_end(journal, min((case.reported for case in cases.values()), default=now), now),
    )


def _sorts(journal: Journal, subject: str, entries: Sequence[Entry]) -> Iterator[Sort]:
    """What is sealed for the subject, sorted; also what none of these entries speaks of."""
    sizes = _sizes(journal, subject)
    counts, taken = Counter[str](), Counter[str]()
    for name, sealed in (found for entry in entries for found in _sealed(msgspec.to_builtins(entry.fact))):
        if sealed.commitment in sizes:
            kind = KINDS.get(name, OTHER)
            counts[kind] += 1
            taken[kind] += sizes.pop(sealed.commitment)
    if sizes:
        counts[OTHER] += len(sizes)
        taken[OTHER] += sum(sizes.values())
    return (Sort(kind, counts[kind], taken[kind]) for kind in dict.fromkeys((*KINDS.values(), OTHER)) if counts[kind])


def _sizes(journal: Journal, subject: str) -> dict[str, int]:
    payloads = journal.tables.payloads
    query = select(payloads.c.commitment, func.length(payloads.c.ciphertext).label("bytes"))
    with journal.store.read() as transaction:
        rows = transaction.execute(query.where(payloads.c.subject == subject)).all()
    return {row.commitment: row.bytes for row in rows}


def _sealed(value: Any, name: str = "") -> Iterator[tuple[str, Sealed]]:
    """Every commitment within a fact, with the field in which it stands."""
    if isinstance(value, dict):
        if value.keys() == {"subject", "commitment"}:
            yield name, Sealed(**value)
        for field, inner in value.items():
            yield from _sealed(inner, field)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _sealed(inner, name)


def _count_looks(looks: Journal, cases: Sequence[str]) -> int:
    """Read through the access journal; its entries name a case as JSON does."""
    marks = [b'"case":' + msgspec.json.encode(case) for case in cases]
    entries, count, start = looks.tables.entries, 0, 0
    while True:
        query = select(entries.c.bytes).where(entries.c.seq >= start, entries.c.seq < start + PAGE)
        with looks.store.read() as transaction:
            found = list(transaction.execute(query).scalars())
        count += sum(any(mark in data for mark in marks) for data in found)
        if not found:
            return count
        start += PAGE
