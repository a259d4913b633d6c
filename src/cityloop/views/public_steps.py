"""What the city did with cases, step by step, as others may know it (Open311: service request updates)."""

from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, select

from cityloop.city.label import OPEN, Label
from cityloop.city.principal import Principal
from cityloop.command.case_table import CASES
from cityloop.command.public_table import REFERENCES, STEPS
from cityloop.views.asking import Reading
from cityloop.views.onlookers import MOST, Line, Span, as_told, case_of, eyes
from cityloop.views.public import answer_of

FIELDS: dict[str, Label] = {"step": OPEN, "status": OPEN, "day": OPEN}
PUBLISHED = "published"


class PublicStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step: which, whether the case was open after it, and when; an answer where one was published with it."""

    id: str
    reference: str
    step: str
    is_open: bool
    at: datetime
    """On the city's own clocks: the instant for the machine that told of the case, its day for anybody."""
    answer: str | None


def public_steps(reading: Reading, by: Principal, span: Span) -> tuple[PublicStep, ...]:
    """The latest ``MOST`` steps within a span, the oldest first."""
    looking = eyes(reading, by, "list", FIELDS)
    lines = _lines(reading, looking.within(STEPS.c.at, span, reading.in_force()))
    looking.note(reading, lines)
    return tuple(_step(reading, line, whole=looking.is_own(line)) for line in lines)


def _lines(reading: Reading, condition: ColumnElement[bool]) -> list[Line]:
    joined = STEPS.join(REFERENCES, STEPS.c.case == REFERENCES.c.case).join(CASES, STEPS.c.case == CASES.c.id)
    columns = (STEPS.c.id, STEPS.c.step, STEPS.c.open, STEPS.c.at, REFERENCES.c.reference, REFERENCES.c.machine)
    query = select(*columns, CASES.c.state).select_from(joined).where(condition)
    with reading.journal.store.read() as transaction:
        latest = transaction.execute(query.order_by(STEPS.c.seq.desc()).limit(MOST)).all()
    return list(reversed(latest))


def _step(reading: Reading, line: Line, *, whole: bool) -> PublicStep:
    case = case_of(line) if line.step == PUBLISHED else None
    return PublicStep(
        id=line.id,
        reference=line.reference,
        step=line.step,
        is_open=line.open,
        at=as_told(line.at, reading.in_force(), whole=whole),
        answer=answer_of(reading, case) if case else None,
    )
