"""What the journal asks of the world: a store with transactions, keys, sealed payloads, a clock."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy import CursorResult, Executable, MetaData

from cityloop.journal.entry import Entry

Clock: TypeAlias = Callable[[], datetime]
"""Now, in UTC."""


class Transaction(Protocol):
    """Runs SQLAlchemy expressions; all of them hold, or none."""

    def execute(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None, /) -> CursorResult[Any]:
        """Run one statement, or one for each of ``rows``."""


class Store(Protocol):
    """Where entries, tables and positions live together."""

    def create(self, tables: MetaData, /) -> None:
        """Make those of ``tables`` that are not there."""

    def write(self) -> AbstractContextManager[Transaction]:
        """The one writer's transaction: durable when the block ends, undone when it raises."""

    def read(self) -> AbstractContextManager[Transaction]:
        """A reader's transaction: one consistent state."""

    def close(self) -> None:
        """Let go of it."""


class Keys(Protocol):
    """The small store apart that holds one 32-byte key a subject, with secure deletion; and who calls from where."""

    def create(self, subjects: Sequence[str], /) -> Mapping[str, bytes]:
        """The key of each subject, made where there is none; durable on return. An erased subject: ``KeyErased``."""

    def find(self, subject: str, /) -> bytes | None:
        """The subject's key, or None where there is none or it was erased."""

    def erase(self, subject: str, /) -> bool:
        """Destroy the key so that no file holds it; durable on return. True where there was one.

        With it goes whatever the subject is known by.
        """

    def known_as(self, caller: str, fresh: str, /) -> str:
        """The subject known by the number ``caller``; ``fresh``, with a key, where there was none. Durable on return.

        Kept of the number is a digest under a secret of this store alone. An erased ``fresh``: ``KeyErased``.
        """

    def find_known(self, caller: str, /) -> str | None:
        """The subject known by the number ``caller``, or None."""


class Witness(Protocol):
    """The second place: signed checkpoints of one journal, out of reach of whoever keeps it. It only ever grows.

    The hashes of the leaves stand beside them, so that an audit can name the entry and not only a span.
    """

    def write(self, note: str, leaves: bytes, /) -> None:
        """Add a note and the hashes (32 bytes each) of the entries since the note before; durable on return."""

    def latest(self) -> str | None:
        """The last note, or None."""

    def notes(self) -> Sequence[str]:
        """All notes, in the order they were written."""

    def leaves(self, start: int, stop: int, /) -> bytes:
        """The hashes of entries ``start`` to ``stop``, or fewer where it holds fewer."""


class Projection(Protocol):
    """Tables for reading, folded from entries; they commit together with the entries and with their position.

    Where the same entries fold to other rows than before, raise ``tables.info["edition"]``: then they are made anew.
    """

    name: str
    tables: MetaData

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        """Bring the tables from the position before the first of ``entries`` to after the last."""

    def clear(self, transaction: Transaction, /) -> None:
        """Empty the tables, before a refold from the first entry."""
