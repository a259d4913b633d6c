"""Tries in a store: a row each until it is too old to count, so that a restart forgets none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Index, Integer, MetaData, String, Table, delete, func, insert, select

from cityloop.city.label import INTERNAL, STAFF
from cityloop.guard.tries import Tries
from cityloop.journal.columns import Instant, column
from cityloop.journal.ports import Store, Transaction

MOST_KEPT = 100_000
"""Tries remembered; the oldest are forgotten first, so that guessing from everywhere cannot fill a disk."""
TABLES = MetaData()
TRIES = Table(
    "tries",
    TABLES,
    column("id", BigInteger().with_variant(Integer, "sqlite"), INTERNAL, primary_key=True),
    column("kind", String(20), INTERNAL, nullable=False),
    column("key", String(120), STAFF, nullable=False),
    column("made", Instant, INTERNAL, nullable=False),
)
Index("tries_key", TRIES.c.kind, TRIES.c.key)
Index("tries_made", TRIES.c.kind, TRIES.c.made)


def forget_all(store: Store) -> None:
    """Forget the tries of every kind."""
    store.create(TABLES)
    with store.write() as transaction:
        transaction.execute(delete(TRIES))


class StoredTries(Tries):
    """``guard.tries.Tries`` of one kind on a store: ``most`` ``within`` a time, whatever the key."""

    def __init__(self, store: Store, kind: str, most: int, within: timedelta, most_kept: int = MOST_KEPT) -> None:
        self._store = store
        self._kind = kind
        self._most = most
        self._within = within
        self._most_kept = most_kept
        store.create(TABLES)

    def take(self, key: str, now: datetime, /) -> timedelta:
        """Make a try: zero where it may be made; else how long to wait. Raises a ``StoreError``: then none is made."""
        query = select(TRIES.c.made).where(self._of(key), TRIES.c.made > now - self._within).order_by(TRIES.c.made)
        with self._store.write() as transaction:
            recent: Sequence[datetime] = transaction.execute(query).scalars().all()
            if len(recent) >= self._most:
                return recent[0] + self._within - now
            self._sweep(transaction, now)
            row = {"kind": self._kind, "key": key, "made": now}
            transaction.execute(insert(TRIES).values(row))
            newest = select(func.max(TRIES.c.id)).scalar_subquery()
            transaction.execute(delete(TRIES).where(TRIES.c.id <= newest - self._most_kept))
        return timedelta()

    def forgive(self, key: str, made: datetime, /) -> None:
        """Forget one try that was made then."""
        which = select(TRIES.c.id).where(self._of(key), TRIES.c.made == made).limit(1).scalar_subquery()
        with self._store.write() as transaction:
            transaction.execute(delete(TRIES).where(TRIES.c.id == which))

    def _of(self, key: str) -> ColumnElement[bool]:
        return (TRIES.c.kind == self._kind) & (TRIES.c.key == key)

    def _sweep(self, transaction: Transaction, now: datetime) -> None:
        """Forget what is too old to count."""
        transaction.execute(delete(TRIES).where(TRIES.c.kind == self._kind, TRIES.c.made <= now - self._within))
