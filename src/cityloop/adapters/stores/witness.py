"""The second place by default: a folder whose files only grow. Put it on another machine's disk."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from fcntl import LOCK_EX, flock
from pathlib import Path

from cityloop.adapters.stores.folders import make_folder, put, settle
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import BadNote, StoreFull, StoreGone
from cityloop.journal.note import notes
from cityloop.journal.tiles import HASH

_HOLE = "\0"
"""What stands where a file grew but its bytes did not reach the disk."""


class WitnessFolder:
    """Signed checkpoints, one after the other, in ``checkpoints``, and the hashes of all leaves in ``leaves``.

    What a crash has left at the end of either, unfinished or torn, is not handed out, and overwritten by the next note.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checkpoints, self._leaves = folder / "checkpoints", folder / "leaves"
        with self._named():
            make_folder(folder)
            self._checkpoints.touch()
            self._leaves.touch()
            settle(folder)
        self._last: tuple[int, str | None] | None = None

    def write(self, note: str, leaves: bytes, /) -> None:
        """Add a note and the hashes of the entries since the note before; on the disk on return."""
        with self._named(), self._alone():
            end, last = self._end()
            there, size = Checkpoint.parse(last).size if last else 0, Checkpoint.parse(note).size
            if there > size:
                return
            put(self._leaves, there * HASH, leaves[max(0, there - (size - len(leaves) // HASH)) * HASH :])
            put(self._checkpoints, end, _bytes(note))
            self._last = end + len(_bytes(note)), note

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other program writes here: a look at the record by the command signs it as the server does."""
        with self._checkpoints.open("rb") as held:
            flock(held, LOCK_EX)
            yield

    def latest(self) -> str | None:
        """The last note, or None."""
        return self._end()[1]

    def notes(self) -> list[str]:
        """All notes, in the order they were written."""
        with self._named(), self._checkpoints.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            return whole(file)

    def leaves(self, start: int, stop: int, /) -> bytes:
        """The hashes of entries ``start`` to ``stop``, or fewer where a note stands behind fewer."""
        with self._named():
            return read_leaves(self._leaves, start, min(stop, self._vouched()))

    def _vouched(self) -> int:
        """How many entries the last note speaks of that can be read."""
        last = size_of(self._end()[1])
        return last if last is not None else vouched(self.notes())

    def _end(self) -> tuple[int, str | None]:
        """Where the last whole note ends, and that note; the file is read once, and again if another has written it."""
        with self._named():
            if self._last is None or self._checkpoints.stat().st_size != self._last[0]:
                found = self.notes()
                self._last = sum(len(_bytes(note)) for note in found), found[-1] if found else None
            return self._last

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the disk by the names of the journal."""
        try:
            yield
        except OSError as error:
            if error.errno in {ENOSPC, EDQUOT}:
                raise StoreFull(f"{self.folder}: the disk is full. Make room; no checkpoint is lost.") from error
            raise StoreGone(f"{self.folder}: {error}. See that the second place can be reached.") from error


def whole(lines: Iterable[str]) -> list[str]:
    """The notes that were written to their end; a hole that a failure of power left is no note."""
    found = list(notes(lines))
    return found[:-1] if found and _HOLE in found[-1] else found


def read_leaves(path: Path, start: int, stop: int) -> bytes:
    """The hashes of entries ``start`` to ``stop`` in a file of leaves."""
    with path.open("rb") as file:
        file.seek(start * HASH)
        return file.read(max(0, stop - start) * HASH)


def vouched(found: Iterable[str]) -> int:
    """How many entries the notes speak of: of the hashes beside them no more are believed."""
    return max(filter(None, map(size_of, found)), default=0)


def size_of(note: str | None) -> int | None:
    """How many entries a note speaks of; None where it is no checkpoint."""
    try:
        return Checkpoint.parse(note or "").size
    except BadNote:
        return None


def _bytes(note: str) -> bytes:
    """A note as it stands in the file, bytes that are no text included."""
    return note.encode("utf-8", "surrogateescape")
