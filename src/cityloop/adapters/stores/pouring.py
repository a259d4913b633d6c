"""Rows of one database poured into another, table by table: how a record goes from PostgreSQL into a file, and back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import BigInteger, Connection, Integer, MetaData, Select, Table, event, func, insert, select

from cityloop.adapters.stores.pacing import Pace, Told
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.schema import bring
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.journal.folding import PROJECTION
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables

AT_ONCE = 1_000
Belongs = Callable[[str], bool]
"""Whether the table of this name goes into a file."""


def pour_out(store: PostgresStore, files: dict[Path, tuple[str, Belongs]], told: Told) -> None:
    """All files out of one state of the database: each the journal of that name, and the tables that belong beside.

    It rests as long as it works, since the city goes on meanwhile.
    """
    pace = Pace(told)
    with store.read() as transaction:
        source = _connection(transaction)
        for path, (journal, belongs) in files.items():
            tables = [table for table in _reflected(source) if belongs(table.name)]
            with _new(path) as target:
                _prepare(target, (journal,), tables)
                _pour(source, target, tables, pace)


def pour_in(
    files: Iterable[Path], journals: tuple[str, ...], belongs: Belongs, store: PostgresStore, told: Told
) -> None:
    """The tables of all files into an empty database, in one transaction."""
    with store.write() as transaction:
        target = _connection(transaction)
        for path in files:
            with _opened(path) as source:
                tables = [table for table in _reflected(source) if belongs(table.name)]
                own = tuple(name for name in journals if f"{name}_entries" in {table.name for table in tables})
                _prepare(target, own, tables)
                _pour(source, target, tables, told)


def is_empty(store: PostgresStore) -> bool:
    """Whether the database holds no table at all."""
    with store.read() as transaction:
        return not _reflected(_connection(transaction))


def _prepare(target: Connection, journals: tuple[str, ...], tables: list[Table]) -> None:
    """The tables, empty: those of journals by their migrations, the rest as they are in the source."""
    for name in journals:
        bring(target, Tables(name).metadata)
    own = {f"{name}_{rest}" for name in journals for rest in _OWN}
    for table in tables:
        if table.name not in own:
            table.create(target)


_OWN = ("entries", "tiles", "payloads", "erasures", "positions", "checkpoints", "schema")


def _pour(source: Connection, target: Connection, tables: list[Table], told: Told) -> None:
    for table in tables:
        if table.name.endswith("_schema"):
            continue  # the migrations have written it
        total, done = source.execute(select(func.count()).select_from(table)).scalar() or 0, 0
        found = source.execution_options(yield_per=AT_ONCE).execute(_rows(table))
        for rows in found.mappings().partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            told(table.name, done, total)


def _rows(table: Table) -> Select[Any]:
    """All rows; of positions not those of tables for reading, which stay behind and are folded anew."""
    query = select(table)
    return query.where(table.c.kind != PROJECTION) if table.name.endswith("_positions") else query


def _reflected(connection: Connection) -> list[Table]:
    """The tables as they are, in types that every database has."""
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def generic(_inspector: Any, _table: Any, column: dict[str, Any]) -> None:
        kind = column["type"].as_generic()
        column["type"] = BigInteger() if isinstance(kind, Integer) else kind  # in SQLite all whole numbers are alike

    metadata.reflect(connection)
    return metadata.sorted_tables


@contextmanager
def _new(path: Path) -> Iterator[Connection]:
    path.touch(0o600, exist_ok=False)
    with _opened(path) as connection:
        yield connection


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    store = SqliteStore(path, durable=False)
    try:
        with store.write() as transaction:
            yield _connection(transaction)
    finally:
        store.close()


def _connection(transaction: Transaction) -> Connection:
    """What a transaction of our own stores is."""
    return cast("Connection", transaction)
