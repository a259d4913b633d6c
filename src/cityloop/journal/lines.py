"""Lines of a record: after a restore it goes on in a new line, so that what the second place saw of the old one stays.

The second place of the first line is called as the journal is; that of a later one has its number behind (``main.2``).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from cityloop.city.facts.record import Restored
from cityloop.journal.canonical import decode
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables

TAG = str(Restored.__struct_config__.tag)


def place_name(journal: str, line: int) -> str:
    """What the second place of a journal's line is called."""
    return journal if line == 1 else f"{journal}.{line}"


def line_of(journal: str, place: str) -> int | None:
    """The line that a second place is of; None where it is another journal's.

    >>> line_of("main", "main.3"), line_of("main", "main"), line_of("main", "access")
    (3, 1, None)
    """
    if place == journal:
        return 1
    name, _, number = place.rpartition(".")
    return int(number) if name == journal and number.isdecimal() and int(number) > 1 else None


def restores(transaction: Transaction, tables: Tables) -> list[tuple[int, Restored]]:
    """Every restore on the record of the main journal with the entry that says so, oldest first."""
    entries = tables.entries
    query = select(entries.c.bytes).where(entries.c.tag == TAG).order_by(entries.c.seq)
    found = (decode(data) for data in transaction.execute(query).scalars())
    return [(entry.seq, msgspec.convert(entry.fact, Restored)) for entry in found]


def current(known: Sequence[tuple[int, Restored]]) -> int:
    """The line that the record is in now."""
    return known[-1][1].line if known else 1


class Left(NamedTuple):
    """A line that the record has left: what it shares with it, and how far the second place had seen it go."""

    line: int
    shared: int
    seen: int


def left(known: Sequence[tuple[int, Restored]], journal: str) -> Iterator[Left]:
    """The lines that restores have left, of one journal."""
    found: dict[int, Left] = {}
    for seq, fact in known:
        kept = seq if journal == "main" else fact.access
        for seen in (each for each in fact.seen if each.journal == journal):
            before = found.get(seen.line)
            shared = min(kept, before.shared) if before else kept
            found[seen.line] = Left(seen.line, shared, seen.size)
    yield from found.values()
