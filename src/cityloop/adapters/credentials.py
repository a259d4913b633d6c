"""Passwords in a store, as Argon2id hashes (RFC 9106), a bounded number of them reckoned at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import MetaData, String, Table, delete, insert, select, update

from cityloop.city.label import RESTRICTED, STAFF
from cityloop.edge.limits import SIGN_INS_AT_ONCE, SIGN_INS_WAITING
from cityloop.guard.credentials import TooBusy
from cityloop.guard.guessable import refuse_guessable
from cityloop.journal.columns import Instant, column
from cityloop.journal.ports import Clock, Store

TABLES = MetaData()
PASSWORDS = Table(
    "passwords",
    TABLES,
    column("person", String(120), STAFF, primary_key=True),
    column("hash", String(200), RESTRICTED, nullable=False),
    column("since", Instant, STAFF, nullable=False),
)
FIRST = Table(
    "first_passwords",
    TABLES,
    column("person", String(120), STAFF, primary_key=True),
    column("until", Instant, STAFF, nullable=False),
)
"""Whose password is a first one, until when: a table of its own, since stores of earlier releases lack it."""


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
        """Give a person a password of their own."""
        refuse_guessable(composed(password), (person,), common())
        self._give(person, password, None)

    def give_first(self, person: str, password: str, until: datetime) -> None:
        """Give a person a password to come in with once."""
        self._give(person, password, until)

    def _give(self, person: str, password: str, until: datetime | None) -> None:
        made = self._hash(password)
        with self._store.write() as transaction:
            for table in (PASSWORDS, FIRST):
                transaction.execute(delete(table).where(table.c.person == person))
            transaction.execute(insert(PASSWORDS).values(person=person, hash=made, since=self._clock()))
            if until is not None:
                transaction.execute(insert(FIRST).values(person=person, until=until))

    def _hash(self, password: str) -> str:
        with self._place():
            return self._hasher.hash(composed(password))

    def verify(self, person: str, password: str) -> bool:
        """Whether it is this person's. One who is not there takes as long."""
        kept = self._find(person)
        with self._place():
            right = self._matches(kept or self._nobody, composed(password)) and kept is not None
        if right and kept is not None and self._hasher.check_needs_rehash(kept):
            self._renew(person, kept, password)
        return right

    def _renew(self, person: str, kept: str, password: str) -> None:
        """The same password under newer parameters; one that was changed meanwhile stays."""
        made = self._hash(password)
        same = PASSWORDS.c.person == person, PASSWORDS.c.hash == kept
        with self._store.write() as transaction:
            transaction.execute(update(PASSWORDS).where(*same).values(hash=made))

    def first_until(self, person: str) -> datetime | None:
        """Until when the first password holds."""
        with self._store.read() as transaction:
            return transaction.execute(select(FIRST.c.until).where(FIRST.c.person == person)).scalar()

    def has(self, person: str) -> bool:
        """Whether the person has a password at all."""
        return self._find(person) is not None

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
            transaction.execute(delete(FIRST).where(FIRST.c.person == person))
            return bool(transaction.execute(delete(PASSWORDS).where(PASSWORDS.c.person == person)).rowcount)


@cache
def common() -> frozenset[str]:
    """What everybody tries: one a line, written down here."""
    lines = files("cityloop").joinpath("data", "passwords", "common.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def composed(password: str) -> str:
    """The password in one form, however a keyboard composed it (NIST SP 800-63B-4, 3.1.1.2: NFKC)."""
    return normalize("NFKC", password)
