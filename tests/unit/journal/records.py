"""A journal for tests: keys and second place in memory, a clock set by hand, a store in a temporary folder."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.ground import START
from cityloop.journal.audit import Report, audit
from cityloop.journal.errors import KeyErased
from cityloop.journal.journal import Journal
from cityloop.journal.notary import Notary
from cityloop.journal.note import Signer
from cityloop.journal.ports import Projection, Store, Transaction, Witness

ORIGIN = "cityloop/linjiang/main"
SIGNER = Signer("linjiang", Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32))
THIEF = Signer("linjiang", Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32))
"""One who calls himself the same, with another key."""


class SetClock:
    """Stands still until somebody sets it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


class MemoryKeys:
    """Keys made of their subject's name; erased ones are None."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes | None] = {}
        self.known: dict[str, str] = {}
        self._lock = Lock()

    def create(self, subjects: Sequence[str], /) -> Mapping[str, bytes]:
        with self._lock:
            return {subject: self._made(subject) for subject in subjects}

    def _made(self, subject: str) -> bytes:
        key = self.keys.setdefault(subject, sha256(subject.encode()).digest())
        if key is None:
            raise KeyErased(f"{subject} was forgotten", subject=subject)
        return key

    def find(self, subject: str, /) -> bytes | None:
        return self.keys.get(subject)

    def erase(self, subject: str, /) -> bool:
        with self._lock:
            there = self.keys.get(subject) is not None
            self.keys[subject] = None
            self.known = {caller: name for caller, name in self.known.items() if name != subject}
        return there

    def known_as(self, caller: str, fresh: str, /) -> str:
        with self._lock:
            if caller not in self.known:
                self._made(fresh)
            return self.known.setdefault(caller, fresh)

    def find_known(self, caller: str, /) -> str | None:
        return self.known.get(caller)


class MemoryWitness:
    """A second place that is a list."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.hashes = b""

    def write(self, note: str, leaves: bytes, /) -> None:
        self.kept.append(note)
        self.hashes += leaves

    def latest(self) -> str | None:
        return self.kept[-1] if self.kept else None

    def notes(self) -> Sequence[str]:
        return tuple(self.kept)

    def leaves(self, start: int, stop: int, /) -> bytes:
        return self.hashes[start * 32 : stop * 32]


class Record:
    """A journal with all that belongs to it, in ``folder``, or in a ``store`` that is handed in."""

    def __init__(self, folder: Path, *projections: Projection, store: Store | None = None) -> None:
        self.store = store or SqliteStore(folder / "main.db", durable=False)
        self.keys = MemoryKeys()
        self.clock = SetClock()
        self.witness = MemoryWitness()
        self.journal = Journal(self.store, self.keys, self.clock, projections)

    def notary(self, signer: Signer = SIGNER, origin: str = ORIGIN, every: int = 1_000) -> Notary:
        """One who signs this journal."""
        return Notary(self.journal, signer, self.witness, origin, self.clock, every)

    def audit(self, witness: Witness | None = None) -> Report:
        """What an audit says, with this second place (or its own)."""
        with self.store.read() as transaction:
            return self.audit_in(transaction, witness or self.witness)

    def audit_in(self, transaction: Transaction, witness: Witness | None) -> Report:
        """What an audit says within a transaction."""
        return audit(transaction, self.journal.tables, SIGNER.verifier, witness, self.keys)

    @contextmanager
    def undone(self) -> Iterator[Transaction]:
        """A writer's transaction of which nothing stays."""
        try:
            with self.store.write() as transaction:
                yield transaction
                raise _Undo
        except _Undo:
            pass


class _Undo(Exception):
    pass
