"""Cases as tables for reading: what lists, queues and counts need, beside each case's whole state."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Boolean, Index, Integer, LargeBinary, MetaData, String, Table, delete, insert, select

from cityloop.city.facts.dispatching import Assisting
from cityloop.city.facts.fact import CaseFact
from cityloop.city.label import INTERNAL, OPEN, PERSONAL, SENSITIVE, STAFF
from cityloop.command.case import Case
from cityloop.command.exchange import agree, state_of
from cityloop.command.folding import fold
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import BIG

TABLES = MetaData(info={"edition": 5})

CASES = Table(
    "cases",
    TABLES,
    column("id", String(40), INTERNAL, primary_key=True),
    column("life", String(10), OPEN, nullable=False),
    column("kind", String(10), OPEN),
    column("category", String(80), OPEN),
    column("stage", String(12), OPEN, nullable=False),
    column("open", Boolean, OPEN, nullable=False),
    column("ground", String(160), OPEN, nullable=False),
    column("run_by", String(160), OPEN, nullable=False),
    column("channel", String(12), OPEN, nullable=False),
    column("lead", String(60), OPEN),
    column("person", String(60), STAFF),
    column("team", String(60), OPEN),
    column("unowned", Boolean, OPEN, nullable=False),
    column("late", Boolean, OPEN, nullable=False),
    column("still", Boolean, OPEN, nullable=False),
    column("sensitive", Boolean, INTERNAL, nullable=False),
    column("withheld", Boolean, INTERNAL, nullable=False),
    column("escalated", String(160), OPEN),
    column("supervised", String(10), OPEN),
    column("subject", String(60), PERSONAL, nullable=False),
    column("follow", String(64), SENSITIVE),
    column("source", String(80), INTERNAL),
    column("occurred", Instant, INTERNAL),
    column("reported", Instant, INTERNAL, nullable=False),
    column("since", Instant, INTERNAL, nullable=False),
    column("soon", Instant, INTERNAL),
    column("due", Instant, INTERNAL),
    column("timer", Instant, INTERNAL),
    column("closed", Instant, INTERNAL),
    column("closings", Integer, OPEN, nullable=False),
    column("outcome", String(40), OPEN),
    column("recorded_unit", String(60), OPEN),
    column("overridden_by", String(60), OPEN),
    column("state", LargeBinary, SENSITIVE, nullable=False),
    Index("cases_queue", "open", "run_by", "due"),
    Index("cases_lead", "lead", "open"),
    Index("cases_timer", "timer"),
    Index("cases_follow", "follow"),
    Index("cases_source", "source"),
    Index("cases_subject", "subject"),
)

ASSISTING = Table(
    "case_assisting",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("unit", String(60), OPEN, primary_key=True),
    column("due", Instant, INTERNAL),
    column("done", Instant, INTERNAL),
    Index("case_assisting_unit", "unit"),
)

MIRRORS = Table(
    "case_mirrors",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("system", String(60), OPEN, primary_key=True),
    column("number", String(80), INTERNAL, nullable=False),
    column("way", String(4), OPEN, nullable=False),
    column("revision", BIG, INTERNAL, nullable=False),
    column("here", String(12), OPEN, nullable=False),
    column("there", String(12), OPEN),
    column("why", String(60), OPEN, nullable=False),
    column("agree", Boolean, OPEN, nullable=False),
    Index("case_mirrors_number", "system", "number", unique=True),
    Index("case_mirrors_agree", "agree", "system"),
)
"""The same matters in outside systems: how a case stands here, how it is said to stand there."""

_SAME = (
    "id life kind category stage channel lead person team unowned late sensitive withheld escalated supervised subject "
    "follow source occurred reported since soon due closed closings outcome recorded_unit "
    "overridden_by"
).split()
_DECODER = msgspec.msgpack.Decoder(Case)
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_AT_ONCE = 500


def row(case: Case) -> dict[str, Any]:
    """The row of ``case``; ``timer`` is the next moment at which a timer has something to say."""
    return {
        **{name: getattr(case, name) for name in _SAME},
        "open": case.is_open,
        "ground": case.where,
        "run_by": case.at,
        "still": case.is_still,
        "timer": next_timer(case),
        "state": _ENCODER.encode(case),
    }


def next_timer(case: Case) -> datetime | None:
    """When a timer must look at ``case`` next: the hold-over's end, due soon, or due, also of help; None for never."""
    if case.held_until or not case.is_open or case.paused:
        return case.held_until
    own = None if case.late else _next(case)
    return min(filter(None, (own, *(_next(help) for help in case.assisting if help.runs))), default=None)


def _next(clock: Case | Assisting) -> datetime | None:
    return clock.due if clock.told_soon else clock.soon or clock.due


def load(transaction: Transaction, ids: Iterable[str]) -> dict[str, Case]:
    """The cases of ``ids`` that exist."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = transaction.execute(select(CASES.c.id, CASES.c.state).where(CASES.c.id.in_(some)))
        found.update({row.id: _DECODER.decode(row.state) for row in rows})
    return found


class CaseTables:
    """The projection that keeps ``cases`` and ``case_assisting``."""

    name = "cases"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """Fold in memory, then write each touched case once."""
        own = [entry for entry in entries if isinstance(entry.fact, CaseFact)]
        before = load(transaction, {entry.about for entry in own if entry.version > 1})
        after: dict[str, Case] = dict(before)
        for entry in own:
            after[entry.about] = fold(after.get(entry.about), entry)
        _write(transaction, before, {entry.about: after[entry.about] for entry in own})

    def clear(self, transaction: Transaction) -> None:
        """Empty the tables."""
        for table in (CASES, ASSISTING, MIRRORS):
            transaction.execute(delete(table))


def _write(transaction: Transaction, before: dict[str, Case], after: dict[str, Case]) -> None:
    known = [id for id in after if id in before]
    for start in range(0, len(known), _AT_ONCE):
        transaction.execute(delete(CASES).where(CASES.c.id.in_(known[start : start + _AT_ONCE])))
    if after:
        transaction.execute(insert(CASES), [row(case) for case in after.values()])
    _write_parts(transaction, ASSISTING, _assisting, before, after)
    _write_parts(transaction, MIRRORS, _mirrors, before, after)


Rows = list[dict[str, Any]]


def _write_parts(
    transaction: Transaction,
    table: Table,
    parts: Callable[[Case], Rows],
    before: dict[str, Case],
    after: dict[str, Case],
) -> None:
    """Rows that a case has several of: written anew where they are others now."""
    rows: Rows = []
    for id, case in after.items():
        old, new = parts(before[id]) if id in before else [], parts(case)
        if old != new:
            rows += new
            if old:
                transaction.execute(delete(table).where(table.c.case == id))
    if rows:
        transaction.execute(insert(table), rows)


def _assisting(case: Case) -> Rows:
    return [{"case": case.id, "unit": help.unit, "due": help.due, "done": help.done} for help in case.assisting]


def _mirrors(case: Case) -> Rows:
    here = state_of(case)
    return [
        {
            "case": case.id,
            "here": here,
            "there": mirror.state,
            "agree": not mirror.why and agree(here, mirror.state),
            **{name: getattr(mirror, name) for name in ("system", "number", "way", "revision", "why")},
        }
        for mirror in case.mirrors
    ]
