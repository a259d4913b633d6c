"""The keys of subjects: one small SQLite file apart, from which a key can be destroyed so that no file holds it."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from cityloop.adapters.stores import callers
from cityloop.adapters.stores.callers import Callers
from cityloop.adapters.stores.folders import wipe
from cityloop.journal.errors import KeyErased, StoreBusy, StoreFull, StoreGone
from cityloop.journal.turns import Turns

KEY_BYTES = 32
ERASED = bytes(KEY_BYTES)
"""What stands where a key was destroyed."""
_LIMIT = 1_000
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_TABLES = """
CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS subjects (subject TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
"""


class KeyFile:
    """One 32-byte key a subject in the file ``path``, which only its owner may read.

    A key is never deleted but overwritten where it stands, so that SQLite moves no copy of it from page to page.
    The rollback journal, which holds earlier pages, stays one file and is overwritten with zeros after each erasure
    (``journal_mode=PERSIST``): a file that is unlinked would leave its blocks on the disk.
    """

    def __init__(self, path: Path, chance: Callable[[int], bytes] = os.urandom, patience_s: float = 30.0) -> None:
        self.path = path
        self._chance = chance
        self._lock = Lock()
        self._turns: Turns[str, bytes | KeyErased] = Turns(self._make, _LIMIT)
        with self._named():
            if not path.exists():  # closing a file that is there would let go of its locks, also those of others here
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=PERSIST", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(_TABLES + callers.TABLES)
        self._callers = Callers(self._connection, chance)
        self._wipe()

    def create(self, subjects: Sequence[str], /) -> Mapping[str, bytes]:
        """The key of each subject, made where there is none; durable on return. Raises ``KeyErased``."""
        wanted = list(dict.fromkeys(subjects))
        found: dict[str, bytes] = {}
        for subject, key in zip(wanted, self._turns.take(wanted) if wanted else (), strict=True):
            if isinstance(key, KeyErased):
                raise key
            found[subject] = key
        return found

    def find(self, subject: str, /) -> bytes | None:
        """The subject's key, or None where there is none or it was erased."""
        with self._lock, self._named():
            key = self._read(subject)
        return None if key == ERASED else key

    def erase(self, subject: str, /) -> bool:
        """Destroy the subject's key so that no file holds it; durable on return. True where there was one.

        A subject that never had a key gets none afterwards either.
        """
        with self._lock, self._named(), self._transaction():
            there = self._read(subject) not in (None, ERASED)
            self._overwrite(subject)
            self._callers.erase(subject)
        self._wipe()
        return there

    def known_as(self, caller: str, fresh: str, /) -> str:
        """The subject that calls from this number; ``fresh`` from now on where nobody did. Raises ``KeyErased``."""
        with self._lock, self._named(), self._transaction():
            found = self._callers.find(caller)
            if found is None:
                key = self._live(fresh, self._read(fresh) or self._add(fresh))
                if isinstance(key, KeyErased):
                    raise key
                self._callers.add(caller, fresh)
        return found or fresh

    def find_known(self, caller: str, /) -> str | None:
        """The subject that calls from this number, or None where nobody is known by it."""
        with self._lock, self._named():
            return self._callers.find(caller)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _make(self, subjects: Sequence[str]) -> list[bytes | KeyErased]:
        """The keys of subjects in one commit; an error in the place of one that was erased."""
        with self._lock, self._named():
            known = {subject: self._read(subject) for subject in subjects}
            if None in known.values():
                with self._transaction():
                    known = {subject: self._read(subject) or self._add(subject) for subject in subjects}
        return [self._live(subject, known[subject]) for subject in subjects]

    def _live(self, subject: str, key: bytes | None) -> bytes | KeyErased:
        if key is None or key == ERASED:
            return KeyErased(f"{subject} was forgotten; begin with a new subject.", subject=subject)
        return key

    def _read(self, subject: str) -> bytes | None:
        query = "SELECT key FROM keys JOIN subjects USING (id) WHERE subject = ?"
        row = self._connection.execute(query, (subject,)).fetchone()
        return bytes(row[0]) if row else None

    def _add(self, subject: str) -> bytes:
        key = self._chance(KEY_BYTES)
        self._insert(subject, key)
        return key

    def _insert(self, subject: str, key: bytes) -> None:
        row = self._connection.execute("INSERT INTO keys (key) VALUES (?)", (key,))
        self._connection.execute("INSERT INTO subjects (subject, id) VALUES (?, ?)", (subject, row.lastrowid))

    def _overwrite(self, subject: str) -> None:
        query = "UPDATE keys SET key = ? WHERE id = (SELECT id FROM subjects WHERE subject = ?)"
        if not self._connection.execute(query, (ERASED, subject)).rowcount:
            self._insert(subject, ERASED)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of the block, or nothing, against other processes too."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _wipe(self) -> None:
        """Overwrite the rollback journal, which is cold, while no other process can begin to write one."""
        rollback = self.path.with_name(self.path.name + "-journal")
        with self._lock, self._named():
            self._connection.execute("BEGIN EXCLUSIVE")
            try:
                if rollback.exists():
                    wipe(rollback)
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of driver and disk by the names of the journal."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
                raise StoreFull(f"{self.path}: the disk is full. Make room; nothing was half written.") from error
            if code not in _BROKEN and not isinstance(error, sqlite3.OperationalError):
                raise
            if code in _BUSY:
                raise StoreBusy(f"{self.path}: another process is writing. Try again.") from error
            raise StoreGone(f"{self.path}: {error}. See that disk and file are whole.") from error
        except OSError as error:
            raise StoreGone(f"{self.path}: {error}. See that the folder of the keys is there.") from error
