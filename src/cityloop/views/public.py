"""What anybody may see, and what a citizen sees with the link of an own report."""

from datetime import datetime

import msgspec
from sqlalchemy import not_, select

from cityloop.city.catalogue import Life
from cityloop.city.facts.access import Form
from cityloop.city.label import OPEN, Label
from cityloop.city.principal import NOBODY, citizen
from cityloop.city.words import Language, Name
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.desk import Desk, NoSuchCase
from cityloop.command.given import InForce
from cityloop.command.lifecycle import Step
from cityloop.command.permission import matter_of
from cityloop.command.stages import NAMES, Stage
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import find_case, steps_for
from cityloop.views.case_row import title_of, unit_name
from cityloop.views.opening import Opener
from cityloop.views.rows import disclosed
from cityloop.views.timeline import Happened, timeline

FIELDS: dict[str, Label] = {"category": OPEN, "street": OPEN, "status": OPEN, "day": OPEN}
MOST = 50
_DECODER = msgspec.msgpack.Decoder(Case)
STREET_DEPTH = 3
"""City, district, street: no finer place is public."""


class PublicRow(msgspec.Struct, frozen=True, kw_only=True):
    """What others see of a case: category, coarse place and status."""

    title: Name
    street: Name
    stage: Stage
    stage_name: Name
    day: datetime


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What the one who reported sees."""

    id: str
    version: int
    title: Name
    life: Life
    language: Language
    stage: Stage
    stage_name: Name
    is_open: bool
    due: datetime | None
    unit: Name | None
    words: str | None
    spot: str | None
    answer: str | None
    """The latest answer of the unit that was let out."""
    thanked: bool
    reported: datetime
    closed: datetime | None
    timeline: tuple[Happened, ...]
    """Steps without the officers' names and notes."""
    steps: tuple[Step, ...]
    now: datetime
    position: int


def public_list(reading: Reading, area: str = "", offset: int = 0) -> tuple[PublicRow, ...]:
    """The latest cases, none of them sensitive or withheld."""
    granted = reading.grant(NOBODY, "list", Dataset.PUBLIC_CASE, FIELDS, area=area)
    given = reading.in_force()
    shown = (disclosed(granted.rows), not_(CASES.c.sensitive), not_(CASES.c.withheld), below(CASES.c.ground, area))
    query = select(CASES.c.state).where(*shown).order_by(CASES.c.reported.desc()).limit(MOST).offset(offset)
    with reading.journal.store.read() as transaction:
        cases = [_DECODER.decode(row.state) for row in transaction.execute(query)]
    reading.note(granted, len(cases), Form.PAGE)
    return tuple(_public(case, given) for case in cases)


def _public(case: Case, given: InForce) -> PublicRow:
    coarse = case.where.rstrip("/").split("/")[:STREET_DEPTH][-1]
    return PublicRow(
        title=title_of(case.category, given),
        street=given.index.node(coarse).name,
        stage=case.stage,
        stage_name=NAMES[case.stage],
        day=case.reported,
    )


def followed(reading: Reading, desk: Desk, secret: str) -> Followed:
    """The report whose link ends in ``secret``. Raises ``NoSuchCase`` for a link that leads nowhere."""
    case_id = desk.find_followed(secret)
    if case_id is None:
        raise NoSuchCase("This link leads to no report. Check that it was copied whole.")
    position, case, by = reading.journal.size(), find_case(reading, case_id), citizen(case_id)
    matter = matter_of(case, path=case.where, linked=True)
    with reading.together():
        reading.note(reading.grant(by, "follow", Dataset.CASE, FIELDS, matter), 1, Form.PAGE)
        return _followed(reading, case, Opener(reading, by, matter), position)


_SAME = "id version life language stage is_open due thanked reported closed".split()


def _followed(reading: Reading, case: Case, opener: Opener, position: int) -> Followed:
    given = reading.in_force()
    entries = reading.journal.about(case.id)
    told = timeline(case, entries, given, lambda sealed: opener.text(sealed, Dataset.WORDS))
    same = {name: getattr(case, name) for name in _SAME}
    return Followed(
        **same,
        title=title_of(case.category, given),
        stage_name=NAMES[case.stage],
        unit=unit_name(case.lead, given),
        words=opener.text(case.words, Dataset.WORDS),
        spot=opener.text(case.spot, Dataset.PLACE),
        answer=_answer(told),
        timeline=tuple(_for_citizens(step) for step in told if step.verb not in BEHIND),
        steps=tuple(steps_for(citizen(case.id), case)),
        now=reading.clock(),
        position=position,
    )


BEHIND = frozenset(
    "find-due-soon find-late reckon escalate send override evaluate contest decide-contest link absorb part record "
    "locate classify undo publish supervise leave-unowned".split()
)
"""The city's own doings, which say nothing to the one who reported."""


def _for_citizens(step: Happened) -> Happened:
    note = step.note if step.author.startswith("citizen:") else None
    return msgspec.structs.replace(step, note=note, note_hidden=False, author_name=_side(step))


def _side(step: Happened) -> Name:
    by_citizen = step.author.startswith("citizen:") or step.verb == "report"
    return Name(zh="您", en="You") if by_citizen else Name(zh="城市", en="The city")


def _answer(told: tuple[Happened, ...]) -> str | None:
    """The last answer, once its review let it out, or one given at once."""
    answer = None
    waiting: str | None = None
    for step in told:
        if step.verb == "answer-directly":
            answer = step.note
        if step.verb == "answer":
            waiting = step.note
        if step.verb == "review" and step.details.get("passed"):
            answer = waiting
    return answer
