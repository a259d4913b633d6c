"""Notices as a table for reading: what is still to be delivered, what was, and what was given up."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    false,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)

from cityloop.city.facts.notices import NoticeConfirmed, NoticeDelivered, NoticeDue, NoticeGivenUp
from cityloop.city.label import INTERNAL, OPEN, STAFF, Grade
from cityloop.command.case_table import CASES
from cityloop.guard.narrow import below
from cityloop.guard.reach import Narrowing, Reach
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import BIG

TABLES = MetaData(info={"edition": 2})


class State(StrEnum):
    """What became of a notice so far."""

    OPEN = "open"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


NOTICES = Table(
    "notices",
    TABLES,
    column("seq", BIG, INTERNAL, primary_key=True, autoincrement=False),
    column("case", String(40), INTERNAL, nullable=False),
    column("channel", String(60), OPEN, nullable=False),
    column("instead", String(400), OPEN, nullable=False),
    column("to", String(80), STAFF, nullable=False),
    column("event", String(40), OPEN, nullable=False),
    column("rule", String(60), OPEN),
    column("cause", BIG, INTERNAL),
    column("run_by", String(160), OPEN, nullable=False),
    column("sensitive", Boolean, INTERNAL, nullable=False),
    column("since", Instant, INTERNAL, nullable=False),
    column("again", BIG, INTERNAL),
    column("state", String(12), OPEN, nullable=False),
    column("ended", Instant, INTERNAL),
    column("receipt", String(80), INTERNAL),
    column("why", String(80), OPEN),
    column("confirmed", Boolean, INTERNAL),
    column("tried_again", Integer, INTERNAL, nullable=False),
    Index("notices_case", "case"),
    Index("notices_receipt", "receipt"),
    Index("notices_state", "state", "seq"),
)

Ended: TypeAlias = NoticeDelivered | NoticeGivenUp


class NoticeTable:
    """The projection that keeps ``notices``."""

    name = "notices"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """New ones first: what befell a notice comes after it."""
        due = [_row(entry, entry.fact) for entry in entries if isinstance(entry.fact, NoticeDue)]
        if due:
            transaction.execute(insert(NOTICES), due)
        _befall(transaction, _ENDS, [_end(e, e.fact) for e in entries if isinstance(e.fact, Ended)])
        _befall(transaction, _CONFIRMS, [_confirm(e.fact) for e in entries if isinstance(e.fact, NoticeConfirmed)])
        again = [{"of": e.fact.again} for e in entries if isinstance(e.fact, NoticeDue) and e.fact.again is not None]
        _befall(transaction, _REPEATS, again)

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(NOTICES))


# The first end of a notice holds: a letter that was sent twice by two processes ends twice.
_ENDS = (
    update(NOTICES)
    .where(NOTICES.c.seq == bindparam("of"), NOTICES.c.state == State.OPEN)
    .values({name: bindparam(f"new_{name}") for name in ("state", "channel", "ended", "receipt", "why")})
)
# What has arrived has arrived, whatever is said of it later.
_CONFIRMS = (
    update(NOTICES)
    .where(NOTICES.c.seq == bindparam("of"), NOTICES.c.confirmed.is_not(True))
    .values(confirmed=bindparam("arrived"))
)
_REPEATS = update(NOTICES).where(NOTICES.c.seq == bindparam("of")).values(tried_again=NOTICES.c.tried_again + 1)


def _befall(transaction: Transaction, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        transaction.execute(statement, rows)


def _row(entry: Entry, fact: NoticeDue) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        **{name: getattr(fact, name) for name in ("case", "channel", "to", "event", "rule", "again")},
        "instead": " ".join(fact.instead),
        "cause": entry.cause,
        "run_by": entry.jurisdiction,
        "sensitive": entry.label is Grade.RESTRICTED,
        "since": entry.time,
        "state": State.OPEN,
        "tried_again": 0,
    }


def _end(entry: Entry, fact: Ended) -> dict[str, Any]:
    delivered = isinstance(fact, NoticeDelivered)
    return {
        "of": fact.notice,
        "new_state": State.DELIVERED if delivered else State.GIVEN_UP,
        "new_channel": fact.channel,
        "new_ended": entry.time,
        "new_receipt": getattr(fact, "receipt", None),
        "new_why": getattr(fact, "why", None),
    }


def _confirm(fact: NoticeConfirmed) -> dict[str, Any]:
    return {"of": fact.notice, "arrived": fact.arrived}


def is_sensitive() -> ColumnElement[bool]:
    """Whether the case of a notice is a sensitive matter as it stands: it may have become one since it was due."""
    return exists().where(CASES.c.id == NOTICES.c.case, CASES.c.sensitive)


class OpenNotice(NamedTuple):
    """A notice that is still to be delivered."""

    seq: int
    case: str
    channel: str
    instead: str
    to: str
    event: str
    rule: str | None
    cause: int
    run_by: str
    sensitive: bool
    since: datetime

    @property
    def lane(self) -> tuple[str, str, str]:
        """What is delivered in order."""
        return self.case, self.to, self.channel

    @property
    def ways(self) -> tuple[str, ...]:
        """Its channels, the first choice first."""
        return self.channel, *self.instead.split()


def list_open(transaction: Transaction, after: int, limit: int) -> list[OpenNotice]:
    """Notices that are still to be delivered, from behind the entry ``after`` on, in the order they came."""
    wanted = [NOTICES.c[name] for name in OpenNotice._fields]
    found = select(*wanted).where(NOTICES.c.state == State.OPEN, NOTICES.c.seq > after).order_by(NOTICES.c.seq)
    return [OpenNotice._make(row) for row in transaction.execute(found.limit(limit))]


def was_delivered(transaction: Transaction, case: str, to: str) -> bool:
    """Whether any letter about a case reached one who is told of it."""
    wanted = (NOTICES.c.case == case, NOTICES.c.to == to, NOTICES.c.state == State.DELIVERED)
    return transaction.execute(select(NOTICES.c.seq).where(*wanted).limit(1)).first() is not None


class Unconfirmed(NamedTuple):
    """A letter that was taken, and of which it is not known whether it arrived."""

    seq: int
    receipt: str


def list_unconfirmed(
    transaction: Transaction, channel: str, since: datetime, after: int, limit: int
) -> list[Unconfirmed]:
    """Letters behind notice ``after`` that a channel took from ``since`` on and gave a receipt for, in order."""
    found = select(NOTICES.c.seq, NOTICES.c.receipt).where(
        NOTICES.c.channel == channel,
        NOTICES.c.state == State.DELIVERED,
        NOTICES.c.confirmed.is_(None),
        NOTICES.c.receipt != "",
        NOTICES.c.ended >= since,
        NOTICES.c.seq > after,
    )
    return [Unconfirmed._make(row) for row in transaction.execute(found.order_by(NOTICES.c.seq).limit(limit))]


def waits_again() -> ColumnElement[bool]:
    """What was given up, and that nobody had tried again."""
    return and_(NOTICES.c.state == State.GIVEN_UP, NOTICES.c.tried_again == 0)


def in_reach(rows: Narrowing) -> ColumnElement[bool]:
    """The rows of a grant, as a condition."""
    return and_(below(NOTICES.c.run_by, rows.within), or_(false(), *map(_reached, rows.reaches)))


def _reached(reach: Reach) -> ColumnElement[bool]:
    ground = true() if reach.path is None else below(NOTICES.c.run_by, reach.path)
    return and_(ground, true() if reach.sensitive else not_(is_sensitive()))


def list_some(transaction: Transaction, notices: Iterable[int]) -> Sequence[Row[Any]]:
    """The notices of these entries."""
    return transaction.execute(select(NOTICES).where(NOTICES.c.seq.in_(list(notices)))).all()


def list_of(transaction: Transaction, case: str) -> Sequence[Row[Any]]:
    """All notices of a case, the newest first."""
    return transaction.execute(select(NOTICES).where(NOTICES.c.case == case).order_by(NOTICES.c.seq.desc())).all()
