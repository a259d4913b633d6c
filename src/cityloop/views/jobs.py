"""The jobs of one who works on the spot: what to do next, where, by when; and what waits for a look in one's grids."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, false, or_, select

from cityloop.city.area import Point, Tier
from cityloop.city.facts.access import Form
from cityloop.city.principal import Duty, Principal
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.command.lifecycle import Step
from cityloop.command.stages import Stage
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import steps_for
from cityloop.views.case_row import FIELDS, CaseRow, row_of
from cityloop.views.rows import disclosed

MOST = 50
_DECODER = msgspec.msgpack.Decoder(Case)
LOOK = (Stage.ESTABLISH, Stage.CHECK)
"""Stages in which somebody on the spot may look: 核实 and 核查."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do on the spot."""

    row: CaseRow
    point: Point | None
    steps: tuple[Step, ...]
    """What may be done with it now, from the spot."""


class Jobs(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, the one that is due first at the top."""

    sent: tuple[Job, ...]
    """Sent to this person."""
    look: tuple[Job, ...]
    """In this person's grids: to be verified or checked."""
    now: datetime
    position: int


def jobs(reading: Reading, by: Principal) -> Jobs:
    """What ``by`` has to do. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.CASE, FIELDS)
    position, given, now = reading.journal.size(), reading.in_force(), reading.clock()
    grids = tuple(_grids(by, given))
    rows = or_(disclosed(granted.rows), _ground(grids))
    others = CASES.c.person.is_distinct_from(by.id.removeprefix("person:"))
    first = (others, CASES.c.due.is_(None), CASES.c.due)
    query = select(CASES.c.state).where(CASES.c.open, rows).order_by(*first).limit(MOST)
    with reading.journal.store.read() as transaction:
        cases = [_DECODER.decode(row.state) for row in transaction.execute(query)]
    reading.note(granted, len(cases), Form.PAGE)
    own = [case for case in cases if f"person:{case.person}" == by.id]
    around = [case for case in cases if case.stage in LOOK and case not in own and case.where.startswith(grids)]
    look = [case for case in around if steps_for(by, case)]
    return Jobs(
        sent=tuple(_job(by, case, given, now) for case in own),
        look=tuple(_job(by, case, given, now) for case in look),
        now=now,
        position=position,
    )


def _grids(by: Principal, given: InForce) -> Iterator[str]:
    """Paths of the grids of one's posts. A crew, whose ground is a street or more, goes where it is sent."""
    for claim in by.claims:
        if Duty.FIELD in claim.duties and given.index.node(claim.jurisdiction).tier in (Tier.GRID, Tier.BUILDING):
            yield claim.path


def _ground(grids: Iterable[str]) -> ColumnElement[bool]:
    """Cases to look at in these grids; sensitive ones are not among them."""
    look = and_(CASES.c.stage.in_(LOOK), CASES.c.sensitive.is_(False))
    return or_(*(and_(look, below(CASES.c.ground, path)) for path in grids), false())


def _job(by: Principal, case: Case, given: InForce, now: datetime) -> Job:
    place = given.index.places.find(case.place) if case.place else None
    point = place.point if place else None
    return Job(row=row_of(case, given, now), point=point, steps=tuple(steps_for(by, case)))
