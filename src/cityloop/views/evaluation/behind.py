"""The cases behind one number: each round or turn that it counts, as a row without anybody's words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, func, not_, select, true

from cityloop.city.facts.access import Form
from cityloop.city.label import INTERNAL, OPEN, Label
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.evaluation_table import TURNS
from cityloop.command.given import InForce
from cityloop.command.rate import Rate
from cityloop.command.stages import NAMES, Stage
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_row import title_of, unit_name
from cityloop.views.evaluation.answer import counting, granted_for
from cityloop.views.evaluation.asked import Asked
from cityloop.views.evaluation.counting import Counting
from cityloop.views.evaluation.rows import disclosed
from cityloop.views.question import BadQuestion

FIELDS: dict[str, Label] = {"category": OPEN, "ground": OPEN, "stage": OPEN, "lead": OPEN, "due": INTERNAL}


class Part(StrEnum):
    """Which part of a number."""

    DUE = "due"
    """The denominator."""
    COUNTED = "counted"
    """The numerator."""
    REST = "rest"
    """What is due and not counted."""


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """One round, or one turn, that a number counts."""

    case: str
    round: int
    title: Name
    ground: str
    at: Name | None
    lead: str | None
    lead_name: Name | None
    stage: Name
    """Of a turn, its stage; of a round, where it stands or stood last."""
    began: datetime
    first_due: datetime | None
    due: datetime | None
    """As it stands; of a round there is none beside the first."""
    ended: datetime | None
    counted: bool


class List(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the rows."""

    rows: tuple[Behind, ...]
    total: int
    now: datetime


def behind(
    reading: Reading,
    by: Principal,
    asked: Asked,
    part: Part,
    offset: int = 0,
    limit: int = 100,
    form: Form = Form.PAGE,
) -> List:
    """The rows behind the one rate asked for. Raises ``Forbidden``, ``BadQuestion``, ``UnknownId``."""
    rate = _one(asked)
    counted = granted_for(reading, by, asked, Form.PAGE)
    action = "export" if form is Form.EXPORT else "list"
    cases = reading.grant(by, action, Dataset.CASE, FIELDS, area=counted.rows.within)
    with counting(reading, counted, asked) as count:
        shown = and_(_wanted(rate, part, count), disclosed(cases.rows, rate.over))
        total = count.transaction.execute(select(func.count()).where(shown).params(now=count.now)).scalar_one()
        rows = tuple(_rows(rate, shown, count, offset, limit, reading.in_force()))
    reading.note(cases, len(rows), form)
    return List(rows=rows, total=total, now=count.now)


def _one(asked: Asked) -> Rate:
    rates = asked.list_rates()
    if len(rates) != 1:
        raise BadQuestion("Cases stand behind one rate at a time. Name one.")
    return rates[0]


def _wanted(rate: Rate, part: Part, count: Counting) -> ColumnElement[bool]:
    counts = func.coalesce(rate.counts, False)
    parts = {Part.DUE: true(), Part.COUNTED: counts, Part.REST: not_(counts)}
    return and_(count.within(rate.when), rate.due, parts[part])


def _rows(
    rate: Rate, shown: ColumnElement[bool], count: Counting, offset: int, limit: int, given: InForce
) -> Iterator[Behind]:
    """The longest due first."""
    c, counts = rate.over.c, func.coalesce(rate.counts, False).label("counted")
    is_turn = rate.over is TURNS
    first, due = (c.first_due, c.due) if is_turn else (c.owed, c.owed)
    columns = [c.case, c.round, c.category, c.ground, c.lead, c.stage, c.began, c.ended]
    asked = select(*columns, first.label("first_due"), due.label("due"), counts).where(shown).params(now=count.now)
    ordered = asked.order_by(rate.when, c.case, *([c.turn] if is_turn else [c.round])).offset(offset).limit(limit)
    yield from _told(count.transaction.execute(ordered).mappings(), given)


def _told(rows: Iterable[Any], given: InForce) -> Iterator[Behind]:
    index = given.index
    for row in rows:
        same = {name: row[name] for name in ("case", "round", "ground", "lead", "began", "first_due", "due", "ended")}
        nodes = [node for node in row["ground"].rstrip("/").split("/") if node in index.tree]
        yield Behind(
            **same,
            title=title_of(row["category"], given),
            at=index.node(nodes[-1]).name if nodes else None,
            lead_name=unit_name(row["lead"], given),
            stage=NAMES[Stage(row["stage"])],
            counted=bool(row["counted"]),
        )
