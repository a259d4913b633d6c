"""Tables for reading under audit: each is folded again from the entries, apart, and held against what stands."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Table, select

from cityloop.journal import folding
from cityloop.journal.audit import Told
from cityloop.journal.entry import Entry
from cityloop.journal.faults import Faults, Kind
from cityloop.journal.ports import Projection, Store, Transaction
from cityloop.journal.tables import Tables
from cityloop.journal.writing import head

Rows: TypeAlias = dict[tuple[Any, ...], int]
"""What stands in a table: its rows by key, each by the hash of all it says (good within one process)."""


def refold_apart(
    transaction: Transaction,
    tables: Tables,
    projections: Sequence[Projection],
    scratch: Store,
    told: Told | None = None,
) -> Faults:
    """Fold every entry again in ``scratch``, an empty store; each row that stands and is not what comes of it."""
    faults, size = Faults(), head(transaction, tables).size
    for projection in _current(transaction, tables, projections, size, faults):
        scratch.create(projection.tables)
        stretches = folding.stretches(transaction, tables.entries, 0, size)
        with scratch.write() as apart:
            folding.over(projection, apart, _counted(stretches, told))
            for table in projection.tables.sorted_tables:
                _compare(table, _rows(transaction, table), _rows(apart, table), faults)
    return faults


def _current(
    transaction: Transaction, tables: Tables, projections: Sequence[Projection], size: int, faults: Faults
) -> Iterator[Projection]:
    """Those that can be compared; of another edition they are a fault until the node has made them anew."""
    known = folding.positions(transaction, tables, folding.PROJECTION)
    for projection in projections:
        position, shape = known.get(projection.name, (size, ""))
        if position != size:
            faults.add(Kind.TABLE, None, f"{projection.name} stands at {position} of {size} entries: start the node")
        elif shape != folding.shape(projection):
            faults.add(Kind.TABLE, None, f"{projection.name} is of another edition, or not there: start the node")
        else:
            yield projection


def _counted(batches: Iterable[Sequence[Entry]], told: Told | None) -> Iterator[Sequence[Entry]]:
    for batch in batches:
        yield batch
        if told:
            told(batch[-1].seq + 1)


def _rows(transaction: Transaction, table: Table) -> Rows:
    keys = [column.name for column in table.primary_key]
    found = transaction.execute(select(table)).mappings()
    return {tuple(row[key] for key in keys): hash(tuple(row.values())) for row in found}


def _compare(table: Table, stands: Rows, folded: Rows, faults: Faults) -> None:
    """Name the keys whose rows differ, and no word of what they say."""
    for key in sorted({key for key, _ in stands.items() ^ folded.items()}, key=str):
        wrong = "is missing" if key not in stands else "is too many" if key not in folded else "says something else"
        faults.add(Kind.TABLE, None, f"{table.name} {'/'.join(map(str, key))}: the row {wrong}")
