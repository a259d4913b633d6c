"""A journal read backwards: the newest entries with facts of one kind first, in chunks as they are asked for."""

from collections.abc import Iterator

from sqlalchemy import select

from cityloop.city.facts.fact import Fact
from cityloop.journal.canonical import decode
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal

CHUNK = 500
MOST = 20_000
"""Entries that are read for one page at most: who searches for something rare goes on from where that ended."""


class Newest:
    """The entries with facts of this kind before a position, newest first, and how far they were read."""

    def __init__(self, journal: Journal, kind: type[Fact], before: int | None = None) -> None:
        self._journal = journal
        self._kind = kind
        self._before = before
        self.last: Entry | None = None
        """The oldest entry that was read."""

    def __iter__(self) -> Iterator[Entry]:
        for _ in range(MOST // CHUNK):
            chunk = self._chunk(CHUNK)
            for entry in chunk:
                self.last = entry
                yield entry
            if len(chunk) < CHUNK:
                return

    @property
    def older(self) -> int | None:
        """The position before which to go on, if there is anything."""
        return self.last.seq if self.last and self._chunk(1) else None

    def _chunk(self, limit: int) -> list[Entry]:
        entries, before = self._journal.tables.entries, self.last.seq if self.last else self._before
        query = select(entries.c.bytes).where(entries.c.tag == str(self._kind.__struct_config__.tag))
        query = query if before is None else query.where(entries.c.seq < before)
        with self._journal.store.read() as transaction:
            found = transaction.execute(query.order_by(entries.c.seq.desc()).limit(limit))
            return [decode(data) for data in found.scalars()]
