"""Who was forgotten, listed apart from the record, so that a backup brings nobody back."""

from collections.abc import Callable, Sequence

from cityloop.journal.erasing import count_erased, list_erased
from cityloop.journal.journal import Journal


class Forgotten:
    """Sees that whoever was forgotten stands in the lists apart from the record."""

    def __init__(self, journal: Journal, list_all: Callable[[Sequence[str]], None] | None) -> None:
        self._journal, self._list_all = journal, list_all
        self._listed = -1

    def list_erasures(self) -> None:
        """List them, where there are more than were listed before. Raises a ``StoreError``."""
        store, tables = self._journal.store, self._journal.tables
        erased = count_erased(store, tables)
        if self._list_all is not None and erased != self._listed:
            self._list_all(list_erased(store, tables))
            self._listed = erased
