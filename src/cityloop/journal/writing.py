"""One transaction of appends: entries, tree, payloads, cursors and tables for reading hold together, or none does."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import and_, delete, func, insert, select

from cityloop.city.errors import CityloopError
from cityloop.journal import folding
from cityloop.journal.canonical import decode
from cityloop.journal.columns import EPOCH, MICROSECOND
from cityloop.journal.entry import Append, Entry
from cityloop.journal.erasing import erased_among, note_erasures
from cityloop.journal.pen import Head, Pen
from cityloop.journal.ports import Clock, Projection, Store, Transaction
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import HASH, Place, edge_places, grow

Outcome: TypeAlias = tuple[Entry, ...] | CityloopError
"""What became of one append: its entries, or the error that refused it."""
REMEMBERED = 100_000
"""Versions of things that the writer keeps in mind between transactions."""


def head(transaction: Transaction, tables: Tables) -> Head:
    """Where the journal stands."""
    entries = tables.entries
    query = select(entries.c.seq, entries.c.time, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
    row = transaction.execute(query).first()
    return Head(row.seq + 1, EPOCH + row.time * MICROSECOND, bytes(row.hash)) if row else Head()


def tile_reader(transaction: Transaction, tables: Tables) -> Callable[[int, int], bytes]:
    """Reads stored tiles: ``tile(level, number)``; empty where there is none."""
    tiles = tables.tiles

    def tile(level: int, number: int) -> bytes:
        query = select(tiles.c.hashes).where(tiles.c.level == level, tiles.c.number == number)
        return bytes(transaction.execute(query).scalar() or b"")

    return tile


def edge(transaction: Transaction, tables: Tables, size: int) -> tuple[bytes, ...]:
    """The partial tile of each level of the stored tree."""
    tile = tile_reader(transaction, tables)
    return tuple(tile(*place)[: width * HASH] if width else b"" for place, width in edge_places(size))


class Writer:
    """Writes groups of appends. One group at a time; what it remembers holds only for the head it left behind."""

    def __init__(self, store: Store, tables: Tables, projections: Sequence[Projection], clock: Clock) -> None:
        self._store = store
        self._tables = tables
        self._projections = projections
        self._clock = clock
        self._forget(Head())

    def _forget(self, head: Head) -> None:
        self._head, self._versions, self._edge = head, dict[str, int](), tuple[bytes, ...]()

    def write(self, appends: Sequence[Append]) -> list[Outcome]:
        """Write those that stand, say why others do not. Raises ``StoreError``, ``FoldFailed``: nothing stands."""
        with self._store.write() as transaction:
            pen = self._pen(transaction, appends)
            outcomes = [self._one(pen, append) for append in appends]
            edge = self._ink(transaction, pen)
        self._remember(pen, edge)
        return outcomes

    def _pen(self, transaction: Transaction, appends: Sequence[Append]) -> Pen:
        """A pen at the head, which another process may have moved."""
        now = head(transaction, self._tables)
        if now != self._head:
            self._forget(now)
            self._edge = edge(transaction, self._tables, now.size)
        subjects = sorted({sealing.subject for append in appends for sealing in append.sealings})
        erased = erased_among(transaction, self._tables, subjects)
        versions = self._known(transaction, appends)
        return Pen(now, versions, erased, lambda thing, version: _author(transaction, self._tables, thing, version))

    def _known(self, transaction: Transaction, appends: Sequence[Append]) -> Mapping[str, int]:
        """The version of everything that these appends are about."""
        things = {thing for append in appends for thing in append.expect}
        things |= {draft.about for append in appends for draft in append.drafts if draft.about}
        things = set(filter(_is_text, things))
        missing = [thing for thing in things if thing not in self._versions]
        self._versions |= dict.fromkeys(missing, 0) | _versions(transaction, self._tables, missing)
        return {thing: self._versions[thing] for thing in things}

    def _one(self, pen: Pen, append: Append) -> Outcome:
        try:
            return pen.write(append, self._clock())
        except CityloopError as error:
            return error

    def _ink(self, transaction: Transaction, pen: Pen) -> tuple[bytes, ...]:
        """Put on disk what the pen wrote; the tree's new edge."""
        grown = grow(self._head.size, self._edge, [each.hash for each in pen.written])
        entries = [each.entry for each in pen.written]
        if entries:
            transaction.execute(insert(self._tables.entries), [each.row() for each in pen.written])
            _put_tiles(transaction, self._tables, grown.changed)
            folding.fold(transaction, self._tables, self._projections, self._head.size, entries)
        self._beside(transaction, pen)
        note_erasures(transaction, self._tables, entries)
        return grown.edge

    def _beside(self, transaction: Transaction, pen: Pen) -> None:
        """Sealed payloads and the positions of stages."""
        columns = ("subject", "commitment", "ciphertext")
        sealings = [sealing for append in pen.accepted for sealing in append.sealings]
        if sealings:
            rows = [{name: getattr(sealing, name) for name in columns} for sealing in sealings]
            transaction.execute(insert(self._tables.payloads), rows)
        moved = {name: (to, "") for append in pen.accepted for name, to in append.cursors.items()}
        folding.move(transaction, self._tables, folding.CURSOR, moved)

    def _remember(self, pen: Pen, edge: tuple[bytes, ...]) -> None:
        """After the commit: the next group may start from here."""
        self._head, self._edge = pen.head, edge
        self._versions |= pen.versions
        if len(self._versions) > REMEMBERED:
            self._versions = dict(pen.versions)


def _is_text(thing: str) -> bool:
    """Whether a store can be asked for it; of what is no Unicode there is no version, and the pen refuses it."""
    try:
        thing.encode()
    except UnicodeEncodeError:
        return False
    return True


def _versions(transaction: Transaction, tables: Tables, things: Sequence[str]) -> dict[str, int]:
    """The latest version of each thing that has one."""
    if not things:
        return {}
    entries = tables.entries
    query = select(entries.c.about, func.max(entries.c.version).label("latest"))
    found = transaction.execute(query.where(entries.c.about.in_(things)).group_by(entries.c.about))
    return {row.about: row.latest for row in found}


def _author(transaction: Transaction, tables: Tables, thing: str, version: int) -> str:
    """Who wrote that version of a thing; empty for none."""
    entries = tables.entries
    data = transaction.execute(
        select(entries.c.bytes).where(and_(entries.c.about == thing, entries.c.version == version))
    ).scalar()
    return decode(data).author if data else ""


def _put_tiles(transaction: Transaction, tables: Tables, changed: Mapping[Place, bytes]) -> None:
    """Write new tiles, and the partial ones again."""
    tiles = tables.tiles
    first = {level: min(n for other, n in changed if other == level) for level, _ in changed}
    for level, number in first.items():
        transaction.execute(delete(tiles).where(tiles.c.level == level, tiles.c.number >= number))
    rows = [{"level": level, "number": number, "hashes": data} for (level, number), data in changed.items()]
    transaction.execute(insert(tiles), rows)
