"""Places for a journal, one for each store: opened as often as asked, all closed in the end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.ground import Ground
from cityloop.journal.ports import Store


@contextmanager
def writing(store: Store) -> Iterator[None]:
    """While the block runs, somebody else holds the one writer's place."""
    begun, go_on = Event(), Event()

    def hold() -> None:
        with store.write():
            begun.set()
            go_on.wait(30)

    holder = Thread(target=hold)
    holder.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        go_on.set()
        holder.join()


class Place(NamedTuple):
    """A folder, and what opens a store and keys in it; ``rest`` closes whatever was opened."""

    folder: Path
    opens: Callable[[], SqliteStore | PostgresStore]
    rest: ExitStack

    def store(self) -> SqliteStore | PostgresStore:
        """The store, opened once more."""
        opened = self.opens()
        self.rest.callback(opened.close)
        return opened

    def keys(self) -> KeyFile:
        """The keys, opened once more."""
        opened = KeyFile(self.folder / "keys.db")
        self.rest.callback(opened.close)
        return opened

    @property
    def ground(self) -> Ground:
        """Store and keys for a whole journal."""
        return Ground(self.store, self.keys)
