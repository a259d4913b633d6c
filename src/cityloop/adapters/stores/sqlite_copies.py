"""Copies of SQLite files while others write to them: several files as they stand at one moment."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from cityloop.adapters.stores.pacing import Pace, Told
from cityloop.journal.errors import StoreFull, StoreGone

PAGES = 512
"""Pages copied at a time (2 MiB)."""


def copy_databases(files: Mapping[Path, Path], told: Told) -> None:
    """Copy each database, with the online backup interface, into a new file; all as of the same moment.

    Writers are not kept waiting: a read transaction is held on each source, beside which they go on (WAL).
    """
    with ExitStack() as rest:
        held = [(rest.enter_context(_held(source)), source, target) for source, target in files.items()]
        for connection, source, target in held:
            _copy(connection, source, target, told)


@contextmanager
def _held(source: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the file until the block ends."""
    with named(source), closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection


def _copy(connection: sqlite3.Connection, source: Path, target: Path, told: Told) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    pace = Pace(told)

    def rest(_status: int, left: int, total: int) -> None:
        pace(source.name, (total - left) * page, total * page)

    with named(target), closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # it is synced as a whole, before it counts
        connection.backup(copy, pages=PAGES, progress=rest)


def settle_copy(target: Path) -> None:
    """Make one file of it: no log of changes beside it. Whatever opens it next may say otherwise."""
    with named(target), closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Errors of SQLite and the disk by the names of the journal."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise StoreFull(f"{path}: {error}. Make room, and try again; nothing else was touched.") from error
        raise StoreGone(f"{path}: {error}. See that disk and file are whole.") from error
    except OSError as error:
        raise StoreFull(f"{path}: {error}. Make room, and try again; nothing else was touched.") from error
