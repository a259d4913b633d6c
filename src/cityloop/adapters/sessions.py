"""Sessions in a store: a row each, under the digest of its secret."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import MetaData, Row, String, Table, delete, insert, or_, select, update

from cityloop.city.label import RESTRICTED, STAFF
from cityloop.guard.sessions import Lifetimes, Session, stands
from cityloop.journal.columns import Instant, column
from cityloop.journal.errors import StoreError
from cityloop.journal.ports import Clock, Store

SECRET_BYTES = 32
TABLES = MetaData()
SESSIONS = Table(
    "sessions",
    TABLES,
    column("digest", String(64), RESTRICTED, primary_key=True),
    column("person", String(120), STAFF, nullable=False, index=True),
    column("opened", Instant, STAFF, nullable=False),
    column("seen", Instant, STAFF, nullable=False),
)


def draw_secret() -> str:
    """256 bits of chance, fit for an address or a header."""
    return token_urlsafe(SECRET_BYTES)


class StoredSessions:
    """``guard.sessions.Sessions`` on a journal's store, or on any other."""

    def __init__(
        self, store: Store, clock: Clock, lifetimes: Lifetimes | None = None, draw: Callable[[], str] = draw_secret
    ) -> None:
        self._store = store
        self._clock = clock
        self._draw = draw
        self.lifetimes = lifetimes or Lifetimes()
        store.create(TABLES)

    def open(self, person: str) -> str:
        """A new session; its secret."""
        secret, now = self._draw(), self._clock()
        with self._store.write() as transaction:
            row = {"digest": digest_of(secret), "person": person, "opened": now, "seen": now}
            transaction.execute(insert(SESSIONS).values(row))
        return secret

    def find(self, secret: str, *, live: bool = False) -> Session | None:
        """The session of this secret while it stands; a use is written at most once a minute."""
        now = self._clock()
        with self._store.read() as transaction:
            row = transaction.execute(select(SESSIONS).where(SESSIONS.c.digest == digest_of(secret))).one_or_none()
        session = None if row is None else session_of(row)
        if session is None or not stands(session, now, self.lifetimes):
            return None
        if not live and now - session.seen >= self.lifetimes.touch:
            self._touch(session, now)
        return session

    def _touch(self, session: Session, now: datetime) -> None:
        """A use that cannot be written (a full disk) costs the session some of its time, not the person the page."""
        with suppress(StoreError), self._store.write() as transaction:
            transaction.execute(update(SESSIONS).where(SESSIONS.c.digest == session.digest).values(seen=now))

    def close(self, secret: str) -> bool:
        """End the session of this secret."""
        with self._store.write() as transaction:
            return bool(transaction.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest_of(secret))).rowcount)

    def close_all(self, person: str) -> int:
        """End every session of a person."""
        with self._store.write() as transaction:
            return transaction.execute(delete(SESSIONS).where(SESSIONS.c.person == person)).rowcount

    def clear(self) -> int:
        """End every session of everybody."""
        with self._store.write() as transaction:
            return transaction.execute(delete(SESSIONS)).rowcount

    def sweep(self) -> int:
        """Forget those that have ended."""
        now = self._clock()
        over = or_(SESSIONS.c.opened <= now - self.lifetimes.absolute, SESSIONS.c.seen <= now - self.lifetimes.idle)
        with self._store.write() as transaction:
            return transaction.execute(delete(SESSIONS).where(over)).rowcount


def digest_of(secret: str) -> str:
    """What stands in the store for ``secret``: chance of 256 bits needs no slow hash."""
    return sha256(secret.encode()).hexdigest()


def session_of(row: Row[tuple[object, ...]]) -> Session:
    """The row as a value."""
    return Session(**row._mapping)
