"""The jobs of one who works on the spot: what to do next, where, by when; and what waits for a look in one's grids."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true

from cityloop.city.area import Tier
from cityloop.city.facts.access import Form
from cityloop.city.principal import Claim, Duty, Principal
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.command.lifecycle import Step
from cityloop.command.stages import Stage
from cityloop.guard.access import sent_as
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import steps_for
from cityloop.views.case_row import FIELDS, CaseRow, row_of
from cityloop.views.rows import disclosed, sent_to

GRIDS = (Tier.GRID, Tier.BUILDING)
MOST = 50
"""Jobs of each of the two sorts; what is due first is told first."""
_DECODER = msgspec.msgpack.Decoder(Case)
LOOK = (Stage.ESTABLISH, Stage.CHECK)
"""Stages in which somebody on the spot may look: 核实 and 核查."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do on the spot."""

    row: CaseRow
    steps: tuple[Step, ...]
    """What may be done with it now, from the spot."""


class Jobs(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, the one that is due first at the top."""

    sent: tuple[Job, ...]
    """Sent to this person, or to a team in which the person works."""
    look: tuple[Job, ...]
    """In this person's grids: to be verified or checked."""
    now: datetime
    position: int


def jobs(reading: Reading, by: Principal) -> Jobs:
    """What ``by`` has to do; one's own jobs are asked for apart, so that no list of others can hide them.

    Raises ``Forbidden``.
    """
    granted = reading.grant(by, "list", Dataset.CASE, FIELDS)
    position, given, now = reading.journal.size(), reading.in_force(), reading.clock()
    shown, sent = disclosed(granted.rows), _sent(by)
    own = _cases(reading, or_(_own(by), and_(shown, sent)))
    near = _cases(reading, and_(_ground(by, given), CASES.c.stage.in_(LOOK), not_(sent)))
    reading.note(granted, len(own) + len(near), Form.PAGE)
    look = [case for case in near if steps_for(by, case)]
    return Jobs(sent=_jobs(by, own, given, now), look=_jobs(by, look, given, now), now=now, position=position)


def _cases(reading: Reading, rows: ColumnElement[bool]) -> list[Case]:
    with reading.journal.store.read() as transaction:
        return [_DECODER.decode(row.state) for row in transaction.execute(_first(rows))]


def _first(rows: ColumnElement[bool]) -> Select[tuple[bytes]]:
    order = (CASES.c.due.is_(None), CASES.c.due, CASES.c.id)
    return select(CASES.c.state).where(CASES.c.open, rows).order_by(*order).limit(MOST)


def _sent(by: Principal) -> ColumnElement[bool]:
    """Cases to which the person was sent, alone or in a team."""
    return or_(false(), *(sent_to(sent_as(by.id, claim)) for claim in by.claims))


def _own(by: Principal) -> ColumnElement[bool]:
    """Of these, those that the person's posts on the spot may see."""
    return or_(false(), *(and_(sent_to(sent_as(by.id, claim)), _seen_by(claim)) for claim in _on_the_spot(by)))


def _seen_by(claim: Claim) -> ColumnElement[bool]:
    return true() if claim.named else not_(CASES.c.sensitive)


def _ground(by: Principal, given: InForce) -> ColumnElement[bool]:
    """Cases in the grids of one's posts. A crew, whose ground is a street or more, goes where it is sent."""
    grids = (claim for claim in _on_the_spot(by) if given.index.node(claim.jurisdiction).tier in GRIDS)
    return or_(false(), *(and_(below(CASES.c.ground, claim.path), _seen_by(claim)) for claim in grids))


def _on_the_spot(by: Principal) -> list[Claim]:
    return [claim for claim in by.claims if Duty.FIELD in claim.duties]


def _jobs(by: Principal, cases: Iterable[Case], given: InForce, now: datetime) -> tuple[Job, ...]:
    return tuple(_job(by, case, given, now) for case in cases)


def _job(by: Principal, case: Case, given: InForce, now: datetime) -> Job:
    return Job(row=row_of(case, given, now), steps=tuple(steps_for(by, case)))
