"""Passwords in a store, as Argon2id hashes (RFC 9106), a bounded number of them reckoned at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import MetaData, String, Table, delete, insert, select

from cityloop.city.label import RESTRICTED, STAFF
from cityloop.edge.limits import SIGN_INS_AT_ONCE, SIGN_INS_WAITING
from cityloop.guard.credentials import TooBusy, WeakPassword
from cityloop.journal.columns import Instant, column
from cityloop.journal.ports import Clock, Store

SHORTEST, LONGEST = 10, 256
"""Length of a password, in characters."""
TABLES = MetaData()
PASSWORDS = Table(
    "passwords",
    TABLES,
    column("person", String(120), STAFF, primary_key=True),
    column("hash", String(200), RESTRICTED, nullable=False),
    column("since", Instant, STAFF, nullable=False),
)


class StoredPasswords:
    """``guard.credentials.Passwords`` on a store."""

    def __init__(self, store: Store, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._nobody = self._hasher.hash("nobody's")
        self._places = BoundedSemaphore(SIGN_INS_AT_ONCE + SIGN_INS_WAITING)
        self._work = BoundedSemaphore(SIGN_INS_AT_ONCE)
        store.create(TABLES)

    def set(self, person: str, password: str) -> None:
        """Give a person a new password."""
        refuse_weak(person, password)
        with self._place():
            made = self._hasher.hash(password)
        self._write(person, made)

    def _write(self, person: str, made: str) -> None:
        with self._store.write() as transaction:
            transaction.execute(delete(PASSWORDS).where(PASSWORDS.c.person == person))
            transaction.execute(insert(PASSWORDS).values(person=person, hash=made, since=self._clock()))

    def verify(self, person: str, password: str) -> bool:
        """Whether it is this person's. One who is not there takes as long."""
        kept = self._find(person)
        with self._place():
            right = self._matches(kept or self._nobody, password) and kept is not None
        if right and kept is not None and self._hasher.check_needs_rehash(kept):
            self.set(person, password)
        return right

    def _find(self, person: str) -> str | None:
        with self._store.read() as transaction:
            found = transaction.execute(select(PASSWORDS.c.hash).where(PASSWORDS.c.person == person)).scalar()
        return None if found is None else str(found)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except VerificationError:
            return False

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place to reckon in; raises ``TooBusy`` where too many wait for one."""
        if not self._places.acquire(blocking=False):
            raise TooBusy("Too many people are signing in at this moment. Try again in a few seconds.")
        try:
            with self._work:
                yield
        finally:
            self._places.release()

    def drop(self, person: str) -> bool:
        """Take the password away."""
        with self._store.write() as transaction:
            return bool(transaction.execute(delete(PASSWORDS).where(PASSWORDS.c.person == person)).rowcount)


def refuse_weak(person: str, password: str) -> None:
    """Raise ``WeakPassword`` for one that is too easily guessed, or too long to be meant."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"A password has {SHORTEST} to {LONGEST} characters; a short sentence does well.")
    if person.casefold() in password.casefold() and len(password) < 2 * len(person):
        raise WeakPassword("The password is little more than the name: choose another.")
    if len(set(password)) < 5:
        raise WeakPassword("The password repeats a few characters: choose one with at least five different ones.")
