"""A second place as an audit reads it: a folder or a file of signed checkpoints, of which nothing is written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from cityloop.adapters.stores.witness import read_leaves, vouched, whole
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import BadNote, StoreGone, StoreRefused


class Deposit:
    """What ``place`` holds of the journal called ``name``.

    ``place`` is the folder of all second places (``name/checkpoints`` in it), that of one, or a file of checkpoints as
    others may have kept it. Of a file without the hashes of leaves beside it, only spans can be told, not entries.
    """

    def __init__(self, place: Path, name: str) -> None:
        self.name = name
        own = place / name if (place / name).is_dir() else place
        self._checkpoints = own / "checkpoints" if own.is_dir() else own
        self._leaves = own / "leaves" if own.is_dir() else None

    @cached_property
    def _notes(self) -> list[str]:
        """Read once, so that what is signed later does not count."""
        return [note for note in self.notes_of_all() if _journal_of(note) in ("", self.name)]

    @cached_property
    def _vouched(self) -> int:
        return vouched(self._notes)

    def notes_of_all(self) -> list[str]:
        """The notes of every journal that are found there."""
        if not self._checkpoints.is_file():
            return []
        with self._named(), self._checkpoints.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            return whole(file)

    @property
    def end(self) -> int:
        """How many entries the largest note speaks of."""
        return self._vouched

    def notes(self) -> list[str]:
        """The notes of this journal, in the order they were written; those that say no origin are everybody's."""
        return self._notes

    def latest(self) -> str | None:
        """The last note, or None."""
        return self._notes[-1] if self._notes else None

    def leaves(self, start: int, stop: int, /) -> bytes:
        """The hashes of entries ``start`` to ``stop``, or fewer where a note stands behind fewer."""
        if self._leaves is None or not self._vouched:
            return b""
        with self._named():
            return read_leaves(self._leaves, start, min(stop, self._vouched))

    def write(self, note: str, leaves: bytes, /) -> None:
        """Refused: an audit writes nothing."""
        raise StoreRefused(f"{self._checkpoints} is only read here.")

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the disk by the names of the journal."""
        try:
            yield
        except OSError as error:
            raise StoreGone(f"{self._checkpoints}: {error}. See that the second place can be read.") from error


def names_at(place: Path) -> list[str]:
    """The journals, by the last part of their origin, of which a second place or a file of checkpoints holds any."""
    own = place / "checkpoints" if place.is_dir() else place
    if own.is_file():
        return list(dict.fromkeys(filter(None, map(_journal_of, Deposit(place, "").notes_of_all()))))
    return sorted(path.parent.name for path in place.glob("*/checkpoints"))


def origins(checkpoints: Sequence[str]) -> list[str]:
    """Where the notes say they come from, each once."""
    found = (Checkpoint.parse(note).origin for note in checkpoints if _journal_of(note))
    return list(dict.fromkeys(found))


def _journal_of(note: str) -> str:
    """The journal that a checkpoint is of: the last part of its origin; empty for what is no checkpoint."""
    try:
        return Checkpoint.parse(note).origin.rpartition("/")[2]
    except BadNote:
        return ""
