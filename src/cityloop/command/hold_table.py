"""Holds as a table for reading: which stand on whom, and until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import MetaData, String, Table, delete, insert, select, update

from cityloop.city.facts.keeping import HoldLifted, HoldPlaced
from cityloop.city.label import INTERNAL, PERSONAL, STAFF
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import BIG

TABLES = MetaData(info={"edition": 1})
HOLDS = Table(
    "holds",
    TABLES,
    column("number", BIG, INTERNAL, primary_key=True, autoincrement=False),
    column("subject", String(60), PERSONAL, nullable=False, index=True),
    column("case", String(40), INTERNAL),
    column("ground", String, INTERNAL, nullable=False),
    column("placed", Instant, INTERNAL, nullable=False),
    column("author", String(120), STAFF, nullable=False),
    column("until", Instant, INTERNAL, nullable=False),
    column("lifted", Instant, INTERNAL),
)


class Hold(NamedTuple):
    """One hold that was placed; ``number`` is the entry that did."""

    number: int
    subject: str
    case: str | None
    ground: str
    placed: datetime
    author: str
    until: datetime
    lifted: datetime | None

    def stands(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.lifted is None and now < self.until


class HoldTable:
    """The projection that keeps ``holds``."""

    name = "holds"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """A row for each hold; one that is lifted keeps its row."""
        for entry in entries:
            if isinstance(entry.fact, HoldPlaced):
                transaction.execute(insert(HOLDS), [_row(entry, entry.fact)])
            elif isinstance(entry.fact, HoldLifted):
                lifted = update(HOLDS).where(HOLDS.c.number == entry.fact.hold)
                transaction.execute(lifted.values(lifted=entry.time))

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(HOLDS))


def _row(entry: Entry, fact: HoldPlaced) -> dict[str, object]:
    return {
        "number": entry.seq,
        "subject": fact.subject,
        "case": fact.case,
        "ground": fact.ground,
        "placed": entry.time,
        "author": entry.author,
        "until": fact.until,
        "lifted": None,
    }


def list_holds(transaction: Transaction, subject: str | None = None) -> list[Hold]:
    """All holds, or those on one subject, oldest first."""
    query = select(HOLDS).order_by(HOLDS.c.number)
    query = query.where(HOLDS.c.subject == subject) if subject else query
    return [Hold(**row) for row in transaction.execute(query).mappings()]
