"""A tier's board: what came down to it, what goes up, which stage holds what, its grids and who is on duty there."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import select

from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.facts.access import Form
from cityloop.city.label import INTERNAL, OPEN
from cityloop.city.principal import Duty, Principal
from cityloop.city.words import Name
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.command.stages import TAKEN
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_row import CaseRow, rows_of
from cityloop.views.rows import disclosed

FIELDS = {"area": OPEN, "open": INTERNAL, "late": INTERNAL}
MOST = 50
"""Rows of one list on the board; the queue has the rest."""
_DECODER = msgspec.msgpack.Decoder(Case)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One node below the board's own, with its open cases and who is on duty."""

    id: str
    path: str
    tier: Tier
    name: Name
    open: int
    late: int
    on_duty: tuple[Name, ...]


class Crew(msgspec.Struct, frozen=True, kw_only=True):
    """A team that works here, and the open cases that it was sent to."""

    id: str
    name: Name
    unit: str
    cases: tuple[str, ...]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The board of one node."""

    node: str
    name: Name
    tier: Tier
    path: str
    open: int
    late: int
    came_down: tuple[CaseRow, ...]
    """With a unit's desk, nobody sent yet."""
    in_hand: tuple[CaseRow, ...]
    """Somebody was sent."""
    goes_up: tuple[CaseRow, ...]
    """Told to the tier above, or run by it."""
    parts: tuple[Part, ...]
    teams: tuple[Crew, ...]
    now: datetime
    position: int


def board(reading: Reading, by: Principal, node_id: str) -> Board:
    """The board of a node. Raises ``Forbidden``, ``UnknownId``."""
    given, now = reading.in_force(), reading.clock()
    path = given.index.path(node_id)
    granted = reading.grant(by, "read", Dataset.BOARD, FIELDS, area=path)
    position = reading.journal.size()
    here = (disclosed(granted.rows), CASES.c.open, below(CASES.c.ground, path))
    query = select(CASES.c.state).where(*here).order_by(CASES.c.due.is_(None), CASES.c.due, CASES.c.id)
    with reading.journal.store.read() as transaction:
        cases = [_DECODER.decode(row.state) for row in transaction.execute(query)]
    reading.note(granted, len(cases), Form.PAGE)
    return _board(given, given.index.node(node_id), cases, now, position)


def _board(given: InForce, node: Jurisdiction, cases: list[Case], now: datetime, position: int) -> Board:
    path = given.index.path(node.id)

    def rows(chosen: Iterable[Case]) -> tuple[CaseRow, ...]:
        return rows_of(list(chosen)[:MOST], given, now)

    return Board(
        node=node.id,
        name=node.name,
        tier=node.tier,
        path=path,
        open=len(cases),
        late=sum(is_late(case, now) for case in cases),
        came_down=rows(case for case in cases if case.stage in TAKEN and not is_sent(case)),
        in_hand=rows(case for case in cases if case.stage in TAKEN and is_sent(case)),
        goes_up=rows(case for case in cases if goes_up(case, path)),
        parts=tuple(_part(given, below_it, cases, now) for below_it in given.index.children(node.id)),
        teams=tuple(_teams(given, node, cases)),
        now=now,
        position=position,
    )


def is_late(case: Case, now: datetime) -> bool:
    """Whether its stage is past due; what was late before its clock was stopped is late in the meantime."""
    return case.due is not None and case.due <= now


def is_sent(case: Case) -> bool:
    """Whether a team or a person was sent."""
    return bool(case.team or case.person)


def goes_up(case: Case, path: str) -> bool:
    """Whether a tier above ``path`` runs it or was told of it."""
    above = (case.at, case.escalated or path)
    return any(len(node) < len(path) and path.startswith(node) for node in above)


def _part(given: InForce, node: Jurisdiction, cases: Iterable[Case], now: datetime) -> Part:
    path = given.index.path(node.id)
    own = [case for case in cases if case.where.startswith(path)]
    late = sum(is_late(case, now) for case in own)
    on_duty = tuple(on_duty_in(given, node.id, now))
    return Part(id=node.id, path=path, tier=node.tier, name=node.name, open=len(own), late=late, on_duty=on_duty)


def on_duty_in(given: InForce, node: str, now: datetime) -> Iterator[Name]:
    """Whoever has the ground there: grid workers of a grid, duty officers of a tier."""
    tier = given.index.node(node).tier
    duty = Duty.FIELD if tier in (Tier.GRID, Tier.BUILDING) else Duty.DISPATCH
    roster = given.index.roster
    persons = {
        person.id: person.name
        for post in roster.posts_with(duty, node)
        for person in (roster.on_duty(post.id, now) or roster.holders(post.id, now))
    }
    yield from persons.values()


def _teams(given: InForce, node: Jurisdiction, cases: Iterable[Case]) -> Iterator[Crew]:
    sent = [(case.team, case.id) for case in cases if case.team]
    for team in given.index.teams:
        if given.index.within(given.index.unit(team.unit).jurisdiction, node.id):
            own = tuple(case for who, case in sent if who == team.id)
            yield Crew(id=team.id, name=team.name, unit=team.unit, cases=own)
