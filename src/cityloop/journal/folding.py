"""Tables for reading follow the record: they fold, catch up, are rebuilt, and know the position they stand at."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from cityloop.city.errors import CityloopError
from cityloop.journal.canonical import decode
from cityloop.journal.entry import Entry
from cityloop.journal.errors import FoldFailed
from cityloop.journal.ports import Projection, Transaction
from cityloop.journal.tables import Tables

STRIDE = 2_000
"""Entries read and folded at a time when a table catches up."""
CURSOR, PROJECTION = "cursor", "projection"


def shape(projection: Projection) -> str:
    """Digest of a projection's columns and edition: another one means tables of another time, to be made anew."""
    columns = [f"{c.table.name}.{c!r}" for table in projection.tables.sorted_tables for c in table.columns]
    edition = projection.tables.info.get("edition", 0)
    return sha256("\n".join([f"{edition}", *columns]).encode()).hexdigest()


def positions(transaction: Transaction, tables: Tables, kind: str) -> dict[str, tuple[int, str]]:
    """Position and shape of every cursor or projection."""
    table = tables.positions
    rows = transaction.execute(select(table.c.name, table.c.position, table.c.shape).where(table.c.kind == kind))
    return {row.name: (row.position, row.shape) for row in rows}


def move(transaction: Transaction, tables: Tables, kind: str, moved: dict[str, tuple[int, str]]) -> None:
    """Set positions, together with what brought them there."""
    if moved:
        table = tables.positions
        transaction.execute(delete(table).where(table.c.kind == kind, table.c.name.in_(list(moved))))
        rows = [{"kind": kind, "name": n, "position": p, "shape": digest} for n, (p, digest) in moved.items()]
        transaction.execute(insert(table), rows)


def stretches(transaction: Transaction, entries: Table, start: int, stop: int) -> Iterator[list[Entry]]:
    """Entries ``start`` to ``stop``, in strides."""
    for first in range(start, stop, STRIDE):
        last = min(first + STRIDE, stop)
        query = select(entries.c.bytes).where(entries.c.seq >= first, entries.c.seq < last).order_by(entries.c.seq)
        yield [decode(data) for data in transaction.execute(query).scalars()]


def fold(
    transaction: Transaction, tables: Tables, projections: Iterable[Projection], start: int, entries: Sequence[Entry]
) -> None:
    """Bring every projection over ``entries``, which begin at ``start`` and are written already."""
    known = positions(transaction, tables, PROJECTION)
    moved = {}
    for projection in projections:
        position, digest = known[projection.name]
        over(projection, transaction, stretches(transaction, tables.entries, position, start))
        over(projection, transaction, [entries])
        moved[projection.name] = (start + len(entries), digest)
    move(transaction, tables, PROJECTION, moved)


def stand(transaction: Transaction, tables: Tables, projections: Iterable[Projection], size: int) -> None:
    """Make the tables that are missing or of another shape, and bring all of them to ``size``."""
    known = positions(transaction, tables, PROJECTION)
    moved = {}
    for projection in projections:
        digest = shape(projection)
        position = known.get(projection.name, (0, ""))
        if position[1] != digest or position[0] > size:
            _make(transaction, projection)
            position = (0, digest)
        over(projection, transaction, stretches(transaction, tables.entries, position[0], size))
        moved[projection.name] = (size, digest)
    move(transaction, tables, PROJECTION, moved)


def refold(transaction: Transaction, tables: Tables, projections: Iterable[Projection], size: int) -> None:
    """Empty every projection and fold it again from the first entry."""
    projections = list(projections)
    for projection in projections:
        projection.clear(transaction)
    move(transaction, tables, PROJECTION, {each.name: (0, shape(each)) for each in projections})
    stand(transaction, tables, projections, size)


def _make(transaction: Transaction, projection: Projection) -> None:
    """The projection's tables, new and empty."""
    made = projection.tables.sorted_tables
    for table in reversed(made):
        transaction.execute(DropTable(table, if_exists=True))
    for table in made:
        transaction.execute(CreateTable(table))
        for index in table.indexes:
            transaction.execute(CreateIndex(index))


def over(projection: Projection, transaction: Transaction, batches: Iterable[Sequence[Entry]]) -> None:
    """Fold batch after batch. Raises ``FoldFailed`` with the cause where the projection breaks."""
    for batch in batches:
        try:
            projection.fold(transaction, batch)
        except CityloopError:
            raise
        except Exception as error:
            span = f"entries {batch[0].seq} to {batch[-1].seq}"
            what = f"Table {projection.name} could not fold {span}: {type(error).__name__}: {error}"
            raise FoldFailed(what, projection=projection.name, first=batch[0].seq, last=batch[-1].seq) from error
