"""Locks in a store: a row for each person who may not sign in for now."""

from sqlalchemy import MetaData, String, Table, delete, insert, select

from cityloop.city.facts.accounts import LockGround
from cityloop.city.label import STAFF
from cityloop.guard.locks import Lock
from cityloop.journal.columns import Instant, column
from cityloop.journal.ports import Clock, Store

TABLES = MetaData()
LOCKS = Table(
    "locks",
    TABLES,
    column("person", String(120), STAFF, primary_key=True),
    column("since", Instant, STAFF, nullable=False),
    column("ground", String(20), STAFF, nullable=False),
)


class StoredLocks:
    """``guard.locks.Locks`` on a store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        store.create(TABLES)

    def put(self, person: str, ground: LockGround) -> None:
        """Lock a person out."""
        with self._store.write() as transaction:
            transaction.execute(delete(LOCKS).where(LOCKS.c.person == person))
            transaction.execute(insert(LOCKS).values(person=person, since=self._clock(), ground=ground.value))

    def find(self, person: str) -> Lock | None:
        """The lock on a person, or None."""
        return next(iter(self._list(person)), None)

    def lift(self, person: str) -> bool:
        """Let a person in again."""
        with self._store.write() as transaction:
            return bool(transaction.execute(delete(LOCKS).where(LOCKS.c.person == person)).rowcount)

    def list_all(self) -> tuple[Lock, ...]:
        """Every lock, by person."""
        return self._list()

    def _list(self, person: str | None = None) -> tuple[Lock, ...]:
        query = select(LOCKS) if person is None else select(LOCKS).where(LOCKS.c.person == person)
        with self._store.read() as transaction:
            rows = transaction.execute(query.order_by(LOCKS.c.person)).all()
        return tuple(Lock(person=row.person, since=row.since, ground=LockGround(row.ground)) for row in rows)
