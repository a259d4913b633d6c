"""Cases as service requests of other systems (Open311): coarse for anybody, whole for the machine that told of them.

What anybody sees follows the public list: category, street, day, status, who has it, an answer that was published. Each
goes under its reference, which leads to no number. A machine sees its own reports as far as the guard grants it.
"""

from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select

from cityloop.city.area import Point
from cityloop.city.label import INTERNAL, OPEN, Label
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.case import Case, NoSuchCase
from cityloop.command.case_table import CASES
from cityloop.command.permission import matter_of
from cityloop.command.public_table import REFERENCES, step_id
from cityloop.command.stages import START, Stage
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_row import title_of, unit_name
from cityloop.views.onlookers import MOST, Eyes, Line, Span, as_told, case_of, eyes
from cityloop.views.opening import Opener
from cityloop.views.public import STREET_DEPTH, answer_of

FIELDS: dict[str, Label] = {
    "category": OPEN,
    "street": OPEN,
    "status": OPEN,
    "day": OPEN,
    "answer": OPEN,
    "lead": OPEN,
    "due": INTERNAL,
}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests: these alone, or those reported in a span of time, of some categories, open or ended."""

    span: Span
    references: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    is_open: bool | None = None


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One case as others may know it. Times stand on the city's own clocks; a day is its first instant."""

    reference: str
    is_open: bool
    stage: Stage
    title: Name
    category: str | None
    unit: Name | None
    requested: datetime
    updated: datetime
    expected: datetime | None
    """For the one who told of it alone."""
    where: tuple[Name, ...]
    """Names of nodes, the most specific first, never below the street."""
    point: Point | None
    """The middle of the street for anybody; the place itself for the one who told of it."""
    answer: str | None
    """What was published."""
    words: str | None = None
    place: str | None = None


class Referred(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference leads to, for the desk alone."""

    case: str
    version: int
    reference: str
    root: str
    token: str
    stage: Stage
    due: datetime | None
    unit: Name | None

    @property
    def is_taken_on(self) -> bool:
        """Whether somebody has looked at it and gone on."""
        return self.stage not in START.values()

    def step(self, of: str) -> str:
        """The id of a step that another system calls ``of``."""
        return step_id(self.root, of)


def requests(reading: Reading, by: Principal, wanted: Wanted) -> tuple[ServiceRequest, ...]:
    """The requests that are wanted, the latest first, ``MOST`` of them at most."""
    looking = eyes(reading, by, "list", FIELDS)
    lines = _lines(reading, _chosen(reading, looking, wanted))
    looking.note(reading, lines)
    return tuple(_request(reading, looking, line) for line in lines)


def request(reading: Reading, by: Principal, reference: str) -> ServiceRequest:
    """One request; the words too for the machine that told of it. Raises ``NoSuchCase``."""
    looking = eyes(reading, by, "read", FIELDS)
    lines = _lines(reading, and_(REFERENCES.c.reference == reference, or_(looking.anybody, looking.mine)))
    if not lines:
        raise NoSuchCase("There is no such request, or nothing of it is public.")
    case = case_of(lines[0])
    looking = eyes(reading, by, "read", FIELDS, matter_of(case, path=case.where))
    with reading.together():
        looking.note(reading, lines)
        found = _request(reading, looking, lines[0])
        return _opened(reading, by, found, case) if looking.is_own(lines[0]) else found


def referred(reading: Reading, *, reference: str = "", case: str = "", token: str = "") -> Referred:
    """What a reference, a case or a token belongs to: for the desk, and for the one who holds it. Shows no content.

    Raises ``NoSuchCase``.
    """
    said = {REFERENCES.c.reference: reference, REFERENCES.c.case: case, REFERENCES.c.token: token}
    lines = _lines(reading, and_(*(column == word for column, word in said.items() if word)))
    if not lines:
        raise NoSuchCase("There is no such request, or nothing of it is public.")
    return _referred(reading, lines[0])


def _referred(reading: Reading, line: Line) -> Referred:
    case, given = case_of(line), reading.in_force()
    same = {name: getattr(line, name) for name in ("reference", "root", "token")}
    due = as_told(case.due, given, whole=True) if case.due else None
    unit = unit_name(case.lead, given)
    return Referred(case=case.id, version=case.version, stage=case.stage, due=due, unit=unit, **same)


def _lines(reading: Reading, condition: ColumnElement[bool]) -> list[Line]:
    joined = CASES.join(REFERENCES, CASES.c.id == REFERENCES.c.case)
    columns = (CASES.c.state, *(REFERENCES.c[name] for name in ("reference", "root", "token", "machine")))
    query = select(*columns).select_from(joined).where(condition).order_by(CASES.c.reported.desc()).limit(MOST)
    with reading.journal.store.read() as transaction:
        return list(transaction.execute(query))


def _chosen(reading: Reading, looking: Eyes, wanted: Wanted) -> ColumnElement[bool]:
    """What was asked for, of what may be seen; references stand over everything else."""
    if wanted.references:
        return and_(REFERENCES.c.reference.in_(sorted(wanted.references)), or_(looking.anybody, looking.mine))
    within = looking.within(CASES.c.reported, wanted.span, reading.in_force())
    of = [CASES.c.category.in_(sorted(wanted.categories))] if wanted.categories else []
    stands = [] if wanted.is_open is None else [CASES.c.open.is_(wanted.is_open)]
    return and_(within, *of, *stands)


def _request(reading: Reading, looking: Eyes, line: Line) -> ServiceRequest:
    case, given, whole = case_of(line), reading.in_force(), looking.is_own(line)
    path = case.where.rstrip("/").split("/")[:STREET_DEPTH]
    place = given.index.places.find(case.place) if whole and case.place else None
    changed = case.closed if case.closed and not case.is_open else case.since
    return ServiceRequest(
        reference=line.reference,
        is_open=case.is_open,
        stage=case.stage,
        title=title_of(case.category, given),
        category=case.category,
        unit=unit_name(case.lead, given),
        requested=as_told(case.reported, given, whole=whole),
        updated=as_told(changed, given, whole=whole),
        expected=as_told(case.due, given, whole=True) if whole and case.is_open and case.due else None,
        where=tuple(given.index.node(node).name for node in reversed(path)),
        point=place.point if place and place.point else given.index.terrain.middle(path[-1]),
        answer=answer_of(reading, case),
        place=place.id if place else None,
    )


def _opened(reading: Reading, by: Principal, found: ServiceRequest, case: Case) -> ServiceRequest:
    """With the words and the exact point, as far as they may be shown."""
    opener = Opener(reading, by, matter_of(case, path=case.where))
    words, point = opener.text(case.words, Dataset.WORDS), opener.point(case.point)
    return msgspec.structs.replace(found, words=words, point=point or found.point)
