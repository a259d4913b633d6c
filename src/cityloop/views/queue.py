"""The queue: the cases that wait, worst clock first, with the counts that a duty officer asks for."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select

from cityloop.city.facts.access import Form
from cityloop.city.principal import Principal
from cityloop.command.case import Case
from cityloop.command.case_table import ASSISTING, CASES
from cityloop.command.stages import Stage
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_row import FIELDS, CaseRow, rows_of
from cityloop.views.numbers import begins, goes_by
from cityloop.views.rows import disclosed

_DECODER = msgspec.msgpack.Decoder(Case)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the queue."""

    area: str = ""
    """Path; empty: all that the person may see."""
    at: str = ""
    """Path of the node that runs it, this very one; empty: any."""
    stage: Stage | None = None
    unit: str | None = None
    late: bool = False
    soon: bool = False
    unowned: bool = False
    open: bool | None = True
    category: str = ""
    number: str = ""
    """What a case number begins with, or one that another system has it under."""
    goes_by: str = ""
    """The whole of such a number."""
    offset: int = 0
    limit: int = 100


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The open cases of the area, whatever else was asked for."""

    open: int = 0
    late: int = 0
    soon: int = 0
    unowned: int = 0
    still: int = 0


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One page of it."""

    rows: tuple[CaseRow, ...]
    total: int
    """How many rows the question has, over all pages."""
    counts: Counts
    by_stage: dict[Stage, int]
    now: datetime
    position: int
    """The journal's length when it was read: where the live page goes on."""


def queue(reading: Reading, by: Principal, wanted: Wanted) -> Queue:
    """The part of the queue that ``by`` may see. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.CASE, FIELDS, area=wanted.area)
    now, given = reading.clock(), reading.in_force()
    position = reading.journal.size()
    shown = disclosed(granted.rows)
    asked = and_(shown, *_asked(wanted, now))
    with reading.journal.store.read() as transaction:
        total = transaction.execute(select(func.count()).select_from(CASES).where(asked)).scalar() or 0
        states = [row.state for row in transaction.execute(_page(asked, wanted))]
        counts = Counts(**transaction.execute(_counts(shown, now)).mappings().one())
        stages = [tuple(row) for row in transaction.execute(_by_stage(shown))]
    reading.note(granted, len(states), Form.PAGE)
    rows = rows_of((_DECODER.decode(state) for state in states), given, now)
    by_stage = {Stage(stage): count for stage, count in stages}
    return Queue(rows=rows, total=total, counts=counts, by_stage=by_stage, now=now, position=position)


def _asked(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    category = CASES.c.category
    parts = (
        (wanted.at, CASES.c.run_by == wanted.at),
        (wanted.stage, CASES.c.stage == wanted.stage),
        (wanted.unit, _of(wanted.unit or "")),
        (wanted.late, _late(now)),
        (wanted.soon, _soon(now)),
        (wanted.unowned, _unowned()),
        (wanted.open is not None, CASES.c.open.is_(wanted.open)),
        (wanted.category, or_(category == wanted.category, below(category, wanted.category + "."))),
        (wanted.number, begins(wanted.number)),
        (wanted.goes_by, goes_by(wanted.goes_by)),
    )
    return (clause for value, clause in parts if value)


def _of(unit: str) -> ColumnElement[bool]:
    return or_(CASES.c.lead == unit, CASES.c.id.in_(select(ASSISTING.c.case).where(ASSISTING.c.unit == unit)))


def _late(now: datetime) -> ColumnElement[bool]:
    return and_(CASES.c.open, CASES.c.due <= now)


def _soon(now: datetime) -> ColumnElement[bool]:
    return and_(CASES.c.open, not_(CASES.c.still), CASES.c.soon <= now, CASES.c.due > now)


def _unowned() -> ColumnElement[bool]:
    return and_(CASES.c.open, CASES.c.unowned)


def _page(asked: ColumnElement[bool], wanted: Wanted) -> Select[tuple[bytes]]:
    """Those whose clock runs first, the least time left at the top; then those that stand still or have no clock."""
    resting = or_(CASES.c.still, CASES.c.due.is_(None))
    order = (case((resting, 1), else_=0), CASES.c.due, CASES.c.reported, CASES.c.id)
    return select(CASES.c.state).where(asked).order_by(*order).limit(wanted.limit).offset(wanted.offset)


def _counts(shown: ColumnElement[bool], now: datetime) -> Select[Any]:
    parts = {
        "open": CASES.c.open,
        "late": _late(now),
        "soon": _soon(now),
        "unowned": _unowned(),
        "still": and_(CASES.c.open, CASES.c.still, or_(CASES.c.due.is_(None), CASES.c.due > now)),
    }
    columns: list[Any] = [func.count(case((part, 1))).label(name) for name, part in parts.items()]
    return select(*columns).select_from(CASES).where(shown)


def _by_stage(shown: ColumnElement[bool]) -> Select[tuple[str, int]]:
    return select(CASES.c.stage, func.count()).where(shown, CASES.c.open).group_by(CASES.c.stage)
