"""A store that fails on demand, before or after its commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import MetaData

from cityloop.journal.errors import StoreError, StoreGone
from cityloop.journal.ports import Store, Transaction


class Failing:
    """``before`` and ``after`` are raised by the next transaction: nothing of it stands, or all of it though unsaid."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.before: StoreError | None = None
        self.after: StoreError | None = None
        self.writes = 0

    def create(self, tables: MetaData, /) -> None:
        self.store.create(tables)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self.writes += 1
        with self.store.write() as transaction:
            yield transaction
            self._fail(self.before)
        self._fail(self.after)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.store.read() as transaction:
            yield transaction

    def close(self) -> None:
        self.store.close()

    def _fail(self, error: StoreError | None) -> None:
        if error:
            self.before = self.after = None
            raise error


GONE = StoreGone("the server went away")
