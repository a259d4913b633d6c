"""Copies of SQLite files while others write to them: several files as they stand at one moment."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from cityloop.journal.errors import StoreFull, StoreGone

Told: TypeAlias = Callable[[str, int, int], None]
"""Is told what is copied, how many bytes (or rows) so far, and of how many."""
PAGES = 512
"""Pages copied at a time (2 MiB); between them it rests as long as they took, so that the city goes first."""


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
    began = [time.monotonic()]

    def rest(_status: int, left: int, total: int) -> None:
        told(source.name, (total - left) * page, total * page)
        time.sleep(time.monotonic() - began[0])
        began[0] = time.monotonic()

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
