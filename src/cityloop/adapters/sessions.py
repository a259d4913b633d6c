"""Sessions in a store: a row each, under the digest of its secret."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from msgspec import structs
from sqlalchemy import ColumnElement, MetaData, Row, String, Table, delete, insert, or_, select, update

from cityloop.city.label import RESTRICTED, STAFF
from cityloop.guard.sessions import MARK, UNTOLD, Lifetimes, Session, SignIn, stands
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
SIGN_INS = Table(
    "sign_ins",
    TABLES,
    column("digest", String(64), RESTRICTED, primary_key=True),
    column("device", String(80), STAFF, nullable=False),
    column("network", String(40), STAFF, nullable=False),
    column("subject", String(255), STAFF, nullable=False, index=True),
    column("provider_session", String(255), STAFF, nullable=False, index=True),
)
"""How each session began: a table of its own, since stores of earlier releases hold sessions without it."""
BEGAN = tuple(each for each in SIGN_INS.c if each.name != "digest")


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
        self._lifetimes = lifetimes or Lifetimes()
        store.create(TABLES)

    @property
    def lifetimes(self) -> Lifetimes:
        """How long one lasts."""
        return self._lifetimes

    def open(self, person: str, sign_in: SignIn = UNTOLD) -> str:
        """A new session; its secret."""
        secret, now = self._draw(), self._clock()
        digest = digest_of(secret)
        with self._store.write() as transaction:
            row = {"digest": digest, "person": person, "opened": now, "seen": now}
            transaction.execute(insert(SESSIONS).values(row))
            transaction.execute(insert(SIGN_INS).values(digest=digest, **structs.asdict(sign_in)))
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
        return bool(self._drop(SESSIONS.c.digest == digest_of(secret)))

    def close_all(self, person: str, *, but: str = "") -> int:
        """End every session of a person, but the one with this digest."""
        return self._drop(SESSIONS.c.person == person, SESSIONS.c.digest != but)

    def close_one(self, person: str, mark: str) -> bool:
        """End the session of a person that has this mark."""
        if len(mark) != MARK:
            return False
        return bool(self._drop(SESSIONS.c.person == person, SESSIONS.c.digest.startswith(mark, autoescape=True)))

    def close_vouched(self, subject: str, provider_session: str) -> tuple[str, ...]:
        """End one session of the identity provider's, or all of a subject."""
        one, all_of = SIGN_INS.c.provider_session == provider_session, SIGN_INS.c.subject == subject
        said = select(SIGN_INS.c.digest).where(one if provider_session else all_of)
        if not (subject or provider_session):
            return ()
        with self._store.read() as transaction:
            whose = transaction.execute(select(SESSIONS.c.person).where(SESSIONS.c.digest.in_(said))).scalars().all()
        self._drop(SESSIONS.c.digest.in_(said))
        return tuple(dict.fromkeys(map(str, whose)))

    def list_of(self, person: str) -> tuple[Session, ...]:
        """The sessions of a person that stand, the last used first."""
        told = SESSIONS.outerjoin(SIGN_INS, SESSIONS.c.digest == SIGN_INS.c.digest)
        query = select(*SESSIONS.c, *BEGAN).select_from(told).where(SESSIONS.c.person == person)
        with self._store.read() as transaction:
            rows = transaction.execute(query.order_by(SESSIONS.c.seen.desc())).all()
        now = self._clock()
        return tuple(each for each in map(told_of, rows) if stands(each, now, self.lifetimes))

    def clear(self) -> int:
        """End every session of everybody."""
        return self._drop()

    def sweep(self) -> int:
        """Forget those that have ended."""
        now = self._clock()
        return self._drop(
            or_(SESSIONS.c.opened <= now - self.lifetimes.absolute, SESSIONS.c.seen <= now - self.lifetimes.idle)
        )

    def _drop(self, *which: ColumnElement[bool]) -> int:
        """Forget sessions, then how they began."""
        orphaned = SIGN_INS.c.digest.not_in(select(SESSIONS.c.digest))
        with self._store.write() as transaction:
            count = transaction.execute(delete(SESSIONS).where(*which)).rowcount
            if count:
                transaction.execute(delete(SIGN_INS).where(orphaned))
            return count


def digest_of(secret: str) -> str:
    """What stands in the store for ``secret``: chance of 256 bits needs no slow hash."""
    return sha256(secret.encode()).hexdigest()


def session_of(row: Row[tuple[object, ...]]) -> Session:
    """The row as a value."""
    return Session(**row._mapping)


def told_of(row: Row[tuple[object, ...]]) -> Session:
    """The row with how the session began; empty for one that an earlier release opened."""
    said = dict(row._mapping)
    began = {each.name: said.pop(each.name) or "" for each in BEGAN}
    return Session(**said, sign_in=SignIn(**began))
