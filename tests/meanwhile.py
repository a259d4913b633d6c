"""A store in which somebody else acts between two reads: two at once, in an order that a test chooses."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import MetaData

from cityloop.journal.ports import Store, Transaction


class Meanwhile:
    """A store; once so many reads are over, ``deed`` is done, once."""

    def __init__(self, store: Store, reads: int, deed: Callable[[], object]) -> None:
        self._store, self._left, self._deed = store, reads, deed

    def create(self, tables: MetaData, /) -> None:
        self._store.create(tables)

    def write(self) -> AbstractContextManager[Transaction]:
        return self._store.write()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._store.read() as transaction:
            yield transaction
        self._left -= 1
        if self._left == 0:
            self._deed()

    def close(self) -> None:
        self._store.close()
