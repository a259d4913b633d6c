"""The default store: one SQLite file in WAL mode, fully synchronous; one writer, readers beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from threading import Lock
from time import sleep
from weakref import WeakSet

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from cityloop.adapters.stores.naming import named
from cityloop.adapters.stores.schema import bring
from cityloop.journal.errors import NoRecord, StoreBusy, StoreError, StoreFull, StoreGone, StoreRefused
from cityloop.journal.ports import Transaction

_PRAGMAS = ("foreign_keys=ON", "secure_delete=ON", "cache_size=-65536", "temp_store=MEMORY")
_FULL, _BUSY = {sqlite3.SQLITE_FULL}, {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_GONE = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_ROOM = 1 << 20
"""Bytes free below which a failed write is told as a full disk."""

_PAUSE_S = 0.01

_CURSORS = "cursors"


def _let_go_of_what_was_seen(engine: Engine) -> None:
    """No query outlives its transaction.

    One that was read in part, and is kept alive by the traceback of what went wrong, would hold the line to the state
    that it saw: whoever has the line next would read the past.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def remember(connection: Connection, cursor: sqlite3.Cursor, *_: object) -> None:
        connection.info.setdefault(_CURSORS, WeakSet()).add(cursor)

    @event.listens_for(engine, "checkin")
    def finish(_: object, record: ConnectionPoolEntry) -> None:
        for cursor in record.info.pop(_CURSORS, ()):
            cursor.close()


class SqliteStore:
    """Entries, tables and positions in the file ``path``. ``durable=False`` is for tests that need no disk's word."""

    def __init__(self, path: Path, *, durable: bool = True, patience_s: float = 30.0) -> None:
        self.path = path
        self._patience_s = patience_s
        self._lock = Lock()
        synchronous = "synchronous=FULL" if durable else "synchronous=OFF"
        self._writer = self._engine("BEGIN IMMEDIATE", (*_PRAGMAS, synchronous), size=1)
        self._reader = self._engine("BEGIN", (*_PRAGMAS, "query_only=ON"), size=16)

    def _engine(self, begin: str, pragmas: tuple[str, ...], size: int) -> Engine:
        """Connections that begin with ``begin``."""
        arguments = {"check_same_thread": False, "timeout": self._patience_s}
        engine = create_engine(f"sqlite:///{self.path}", connect_args=arguments, pool_size=size, max_overflow=0)

        @event.listens_for(engine, "connect")
        def settle(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            self._write_ahead(connection)
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        _let_go_of_what_was_seen(engine)
        return engine

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        """WAL mode. A new file changes to it once; for that SQLite waits for nobody else, so we do."""
        for wait in range(int(self._patience_s / _PAUSE_S), -1, -1):
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if wait == 0 or error.sqlite_errorcode & 0xFF not in _BUSY:
                    raise
                sleep(_PAUSE_S)

    def create(self, tables: MetaData, /) -> None:
        """Make those of ``tables`` that are not there."""
        with self._held(), named(self._translated), self._writer.begin() as connection:
            bring(connection, tables)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """The one writer's transaction: on the disk when the block ends, undone when it raises."""
        with self._held(), named(self._translated), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reader's transaction: one consistent state, whatever is written meanwhile."""
        with named(self._translated), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The writer's place among the threads of this process."""
        if not self._lock.acquire(timeout=self._patience_s):
            raise StoreBusy(f"{self.path}: the writer was not free within {self._patience_s:.0f} s.", path=self.path)
        try:
            yield
        finally:
            self._lock.release()

    def _is_full(self) -> bool:
        return self.path.parent.exists() and disk_usage(self.path.parent).free < _ROOM

    def _translated(self, error: DBAPIError) -> StoreError | None:
        if isinstance(error, IntegrityError):
            return StoreRefused(f"{self.path}: {error.orig}", path=self.path)
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code in _FULL or (code in _GONE and self._is_full()):
            return StoreFull(f"{self.path}: the disk is full. Make room; nothing was half written.", path=self.path)
        if code in _BUSY:
            return StoreBusy(f"{self.path}: another process is writing. Try again.", path=self.path)
        if "no such table" in str(error.orig):
            return NoRecord(f"{self.path} holds no record of this kind ({error.orig}).", path=self.path)
        return StoreGone(f"{self.path}: {error.orig}. See that disk and file are whole.") if code in _GONE else None
