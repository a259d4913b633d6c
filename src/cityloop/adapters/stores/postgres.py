"""The store for a large city: PostgreSQL. One writer at a time, by an advisory lock; needs the extra ``postgres``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError

from cityloop.adapters.stores.naming import named
from cityloop.adapters.stores.schema import bring
from cityloop.journal.errors import NoRecord, StoreBusy, StoreError, StoreFull, StoreGone, StoreRefused
from cityloop.journal.ports import Transaction

_WRITER = 0x63697479
"""The advisory lock of the one writer ("city")."""
_FULL = {"53100", "53000", "58030"}
"""Disk full, out of resources, input/output error (PostgreSQL's appendix A)."""
_BUSY = {"55P03", "40001", "40P01", "57014"}
"""Lock not available, serialisation failure, deadlock, statement cancelled."""
_UNDEFINED = "42P01"
"""Undefined table."""
_GONE = ("08", "57P", "XX", "58")
"""Classes of connection lost, server going down, data corrupted, system error."""


def _address(url: str) -> URL:
    """The address, spoken with the driver that we use. Raises ``StoreRefused``; what was said may hold a password."""
    try:
        return make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise StoreRefused("CITYLOOP_DATABASE is no address: write postgresql://user@host/name.") from error


class PostgresStore:
    """Entries, tables and positions in the database at ``url`` (``postgresql://user@host/database``).

    Every commit is on the server's disk (``synchronous_commit``), whatever the server's own default. A database takes
    one city: all its journals share the one writer's place.
    """

    def __init__(self, url: str, *, patience_s: float = 30.0, readers: int = 16) -> None:
        self._where = _address(url)
        self._patience_s = patience_s
        engine = create_engine(self._where, pool_size=readers, max_overflow=4, pool_pre_ping=True)
        event.listen(engine, "connect", self._settle)
        self._writer = engine.execution_options(isolation_level="READ COMMITTED")
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _settle(self, connection: Any, _record: object) -> None:
        """What each new connection is told."""
        milliseconds = int(self._patience_s * 1000)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
            cursor.execute("SET client_min_messages = warning")
            cursor.execute(f"SET lock_timeout = {milliseconds}")
        connection.commit()

    def create(self, tables: MetaData, /) -> None:
        """Make those of ``tables`` that are not there."""
        with self._transaction() as connection:
            bring(connection, tables)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """The one writer's transaction: on the server's disk when the block ends, undone when it raises."""
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reader's transaction: one consistent state, whatever is written meanwhile."""
        with named(self._translated), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the server."""
        self._writer.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with named(self._translated), self._writer.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER})
            yield connection

    @property
    def _place(self) -> str:
        return self._where.render_as_string(hide_password=True)

    def _translated(self, error: DBAPIError) -> StoreError | None:
        """The error's name by its SQLSTATE; without one the connection itself has failed."""
        if isinstance(error, IntegrityError | DataError):
            return StoreRefused(f"{self._place}: {error.orig}")
        state = getattr(error.orig, "sqlstate", None)
        if state in _FULL:
            return StoreFull(f"{self._place}: the server's disk is full. Make room; nothing was half written.")
        if state in _BUSY:
            return StoreBusy(f"{self._place}: another process is writing. Try again.")
        if state == _UNDEFINED:
            return NoRecord(f"{self._place} holds no record of this kind.")
        if error.connection_invalidated or state is None or state.startswith(_GONE):
            return StoreGone(f"{self._place}: {error.orig}. See that the server runs and can be reached.")
        return None
