"""The list of erasures, kept apart from the record and its backups: what a restore has to do once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path

from cityloop.adapters.stores.folders import make_folder, put, settle
from cityloop.city.errors import CityloopError
from cityloop.journal.errors import BadNote, StoreFull, StoreGone
from cityloop.journal.note import Signer, Verifier, notes, parts

FILE = "erasures"
"""What it is called in the second place."""
NAME = "cityloop/erasures"
"""Who signs it: the key that also signs checkpoints, by a name of its own."""
NOBODY = "-"
"""The subject of the first note, by which an empty list is told from a lost one."""


class BadErasures(CityloopError):
    """A list of erasures that was changed, cut in between, or is another record's."""

    code = "bad-erasures"


class ErasureList:
    """Subjects that were forgotten, each in a signed note that names the hash of the one before. It only grows.

    Nothing else of anybody stands in it. It lies in the second place, since a backup of the record is older than what
    was erased after it.
    """

    def __init__(self, path: Path, signer: Signer) -> None:
        self.path = path
        self._signer = signer
        with self._named():
            make_folder(path.parent)
            path.touch()
            settle(path.parent)
        self._seen: tuple[int, list[str]] = (-1, [])
        self.add(NOBODY)

    def add(self, subject: str) -> None:
        """Add a subject, once; on the disk on return. Raises a ``StoreError`` or ``BadErasures``."""
        with self._named(), self._alone():
            end, found = self._read()
            if subject not in _subjects(found):
                note = self._signer.sign(_text(len(found), found[-1] if found else "", subject))
                put(self.path, end, note.encode())

    def _read(self) -> tuple[int, list[str]]:
        """Where the last whole note ends, and the notes; read again where another program has written."""
        if self._seen[0] != self.path.stat().st_size:
            found = _notes(self.path)
            self._seen = sum(len(note.encode()) for note in found), found
        return self._seen

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.path.open("rb") as held:
            flock(held, LOCK_EX)
            yield

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the disk by the names of the journal."""
        try:
            yield
        except OSError as error:
            if error.errno in {ENOSPC, EDQUOT}:
                raise StoreFull(f"{self.path}: the disk is full. Make room; the erasure goes on then.") from error
            raise StoreGone(f"{self.path}: {error}. See that the second place can be reached.") from error


def read_erasures(path: Path, verifier: Verifier) -> frozenset[str]:
    """The subjects of a list that is whole and signed. Raises ``BadErasures``; ``StoreGone`` where it is not there."""
    try:
        found = _notes(path)
    except OSError as error:
        raise StoreGone(f"{path}: {error}. Name the list of erasures, or say --erasures none.") from error
    signer = Verifier(NAME, verifier.public)
    for number, note in enumerate(found):
        _check(path, number, note, found[number - 1] if number else "", signer)
    if not found:
        raise BadErasures(f"{path} is no list of erasures: name the one of the second place.")
    return frozenset(_subjects(found)) - {NOBODY}


def _check(path: Path, number: int, note: str, before: str, signer: Verifier) -> None:
    try:
        subject = parts(note)[0].splitlines()[-1]
        whole = parts(note)[0] == _text(number, before, subject) and signer.has_signed(note)
    except (BadNote, IndexError):
        whole = False
    if not whole:
        raise BadErasures(f"{path}: note {number} was changed, or another key signed it. Name a list that is whole.")


def _notes(path: Path) -> list[str]:
    """The whole notes of the file; what a crash tore at its end is none."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        found = list(notes(file))
    return found[:-1] if found and "\0" in found[-1] else found


def _subjects(found: list[str]) -> set[str]:
    return {parts(note)[0].splitlines()[-1] for note in found}


def _text(number: int, before: str, subject: str) -> str:
    """What is signed: what it is, its number, the hash of the note before, and the subject, a line each."""
    return f"{NAME}\n{number}\n{sha256(before.encode()).hexdigest()}\n{subject}\n"
