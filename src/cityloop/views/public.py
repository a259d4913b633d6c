"""What anybody may see, and what a citizen sees with the link of an own report."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, not_, select

from cityloop.city.catalogue import Ground, Life, Service
from cityloop.city.facts.access import Form
from cityloop.city.label import OPEN, Label
from cityloop.city.principal import NOBODY, citizen
from cityloop.city.words import Name
from cityloop.command.case import Case, NoSuchCase
from cityloop.command.case_table import CASES
from cityloop.command.desk import Desk
from cityloop.command.given import InForce
from cityloop.command.lifecycle import Step
from cityloop.command.permission import SHARED, matter_of
from cityloop.command.reopening import is_past, reopen_until
from cityloop.command.stages import NAMES, Stage
from cityloop.guard.mask import text
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import find_case, steps_for
from cityloop.views.case_row import title_of, unit_name
from cityloop.views.opening import Opener
from cityloop.views.rows import disclosed
from cityloop.views.timeline import Happened, timeline

FIELDS: dict[str, Label] = {"category": OPEN, "street": OPEN, "status": OPEN, "day": OPEN, "answer": OPEN}
MOST = 50
_DECODER = msgspec.msgpack.Decoder(Case)
STREET_DEPTH = 3
"""City, district, street: no finer place is public."""


class PublicRow(msgspec.Struct, frozen=True, kw_only=True):
    """What others see of a case: category, coarse place and status; more where somebody published it."""

    title: Name
    street: Name
    stage: Stage
    stage_name: Name
    day: date
    """On which it was reported, by the city's own calendar; no finer time is public."""
    id: str | None = None
    """Its number, where it has a page of its own: where something of it was published."""
    answer: str | None = None
    """What was published of it, names and numbers masked."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What the one who reported sees: the own words, and how the case stands in which the report goes on."""

    id: str
    version: int
    end: str
    """The case in which it goes on; itself, where it was not merged."""
    end_version: int
    title: Name
    life: Life
    language: str
    stage: Stage
    stage_name: Name
    is_open: bool
    due: datetime | None
    unit: Name | None
    words: str | None
    spot: str | None
    answer: str | None
    """The latest answer of the unit that was let out, as it was written."""
    answer_in: str | None
    """The language that it is written in, where that was said."""
    translated: str | None
    """What it says in the report's own language, where that is another one."""
    translation_due: datetime | None
    """By when that is promised."""
    awaits_translation: bool
    ground: Ground | None
    """On which it was not taken on."""
    withheld: bool
    """举报: whoever handles it never learns who reported."""
    handed_to: Service | None
    """Who was called out to it at once."""
    thanked: bool
    reopen_until: datetime | None
    """Until when it may be opened again; None: always."""
    reported: datetime
    closed: datetime | None
    timeline: tuple[Happened, ...]
    """Steps without the officers' names and notes."""
    steps: tuple[Step, ...]
    now: datetime
    position: int

    def about(self, verb: str) -> tuple[str, int]:
        """Which case such a step is taken on, and the version that is seen here."""
        return (self.end, self.end_version) if verb in SHARED else (self.id, self.version)


def public_list(reading: Reading, area: str = "", offset: int = 0) -> tuple[PublicRow, ...]:
    """The latest cases, none of them sensitive or withheld."""
    granted = reading.grant(NOBODY, "list", Dataset.PUBLIC_CASE, FIELDS, area=area)
    given = reading.in_force()
    shown = (disclosed(granted.rows), is_public(), below(CASES.c.ground, area))
    query = select(CASES.c.state).where(*shown).order_by(CASES.c.reported.desc()).limit(MOST).offset(offset)
    with reading.journal.store.read() as transaction:
        cases = [_DECODER.decode(row.state) for row in transaction.execute(query)]
    reading.note(granted, len(cases), Form.PAGE)
    return tuple(_public(reading, case, given) for case in cases)


def public_case(reading: Reading, case_id: str) -> PublicRow:
    """One case of which something was published. Raises ``NoSuchCase`` for any other."""
    granted = reading.grant(NOBODY, "read", Dataset.PUBLIC_CASE, FIELDS)
    query = select(CASES.c.state).where(disclosed(granted.rows), is_public(), CASES.c.id == case_id)
    with reading.journal.store.read() as transaction:
        state = transaction.execute(query).scalar()
    found = _public(reading, _DECODER.decode(state), reading.in_force()) if state else None
    if found is None or found.id is None:
        raise NoSuchCase("Nothing of such a case is public. Check the address.")
    reading.note(granted, 1, Form.PAGE)
    return found


def is_public() -> ColumnElement[bool]:
    """Whether others may hear of a case at all."""
    return and_(not_(CASES.c.sensitive), not_(CASES.c.withheld))


def answer_of(reading: Reading, case: Case) -> str | None:
    """The answer that was published; none where the person was forgotten since."""
    content = reading.journal.payload(case.public_answer) if case.public_answer else None
    return None if content is None else text(content.decode())


def _public(reading: Reading, case: Case, given: InForce) -> PublicRow:
    answer = answer_of(reading, case)
    coarse = case.where.rstrip("/").split("/")[:STREET_DEPTH][-1]
    return PublicRow(
        title=title_of(case.category, given),
        street=given.index.node(coarse).name,
        stage=case.stage,
        stage_name=NAMES[case.stage],
        day=given.timing.calendar.day_of(case.reported),
        id=case.id if answer else None,
        answer=answer,
    )


def followed(reading: Reading, desk: Desk, secret: str) -> Followed:
    """The report whose link ends in ``secret``. Raises ``NoSuchCase`` for a link that leads nowhere."""
    case_id = desk.find_followed(secret)
    if case_id is None:
        raise NoSuchCase("This link leads to no report. Check that it was copied whole.")
    return followed_case(reading, case_id)


def followed_case(reading: Reading, case_id: str) -> Followed:
    """The report of somebody who has shown that it is the own one. Raises ``NoSuchCase``."""
    position, case, by = reading.journal.size(), find_case(reading, case_id), citizen(case_id)
    matter = matter_of(case, path=case.where, linked=True)
    with reading.together():
        reading.note(reading.grant(by, "follow", Dataset.CASE, FIELDS, matter), 1, Form.PAGE)
        return _followed(reading, case, end_of(reading, case), Opener(reading, by, matter), position)


def end_of(reading: Reading, case: Case) -> Case:
    """The case in which this one goes on, through however many merges."""
    seen = {case.id}
    while case.into and case.into not in seen:
        seen.add(case.into)
        case = find_case(reading, case.into)
    return case


_OWN = "id version life language thanked reported".split()
_OF_THE_END = "stage is_open due closed".split()


def _followed(reading: Reading, case: Case, end: Case, opener: Opener, position: int) -> Followed:
    given, now = reading.in_force(), reading.clock()
    entries = reading.journal.about(case.id)
    told = timeline(case, entries, given, lambda sealed: opener.text(sealed, Dataset.WORDS))
    return Followed(
        **{name: getattr(case, name) for name in _OWN},
        **{name: getattr(end, name) for name in _OF_THE_END},
        end=end.id,
        end_version=end.version,
        title=title_of(case.category, given),
        stage_name=NAMES[end.stage],
        unit=unit_name(end.lead, given),
        words=opener.text(case.words, Dataset.WORDS),
        spot=opener.text(case.spot or case.point, Dataset.PLACE),
        answer=opener.text(case.released, Dataset.ANSWER) or answer_of(reading, end),
        **_translation(case, opener),
        reopen_until=reopen_until(given.index, end),
        ground=given.index.law.grounds.find(end.refusal) if end.refusal else None,
        withheld=case.withheld,
        handed_to=end.handed_to,
        timeline=tuple(_for_citizens(step) for step in (*told, *_since(reading, case, end)) if step.verb not in BEHIND),
        steps=tuple(step for step in _steps(case, end) if step.verb != "reopen" or not is_past(given.index, end, now)),
        now=now,
        position=position,
    )


def _translation(case: Case, opener: Opener) -> dict[str, Any]:
    """The answer in the language of the report, or by when it is promised."""
    found = case.find_translation(case.released, case.language)
    translated = opener.text(found.words, Dataset.ANSWER) if found else None
    return {
        "answer_in": case.released_in,
        "translated": translated,
        "translation_due": found.due if found else None,
        "awaits_translation": found is not None and found.words is None,
    }


def _steps(case: Case, end: Case) -> Iterator[Step]:
    """What one may do with the own report, and with the case in which it goes on."""
    by = citizen(case.id)
    yield from steps_for(by, case)
    if end is not case:
        yield from (step for step in steps_for(by, end) if step.verb in SHARED)


def _since(reading: Reading, case: Case, end: Case) -> Iterator[Happened]:
    """What the city did with the case in which the report goes on; nothing that its own reporter did or said."""
    if end is not case:
        told = timeline(end, reading.journal.about(end.id), reading.in_force(), lambda _: None)
        yield from (step for step in told if not step.author.startswith(("citizen:", "nobody")))


BEHIND = frozenset(
    "find-due-soon find-late find-help-due-soon find-help-late reckon ask-help escalate send override evaluate contest "
    "decide-contest link absorb part record locate classify undo publish supervise leave-unowned "
    "await-translation translate".split()
)
"""The city's own doings, which say nothing to the one who reported."""


def _for_citizens(step: Happened) -> Happened:
    note = step.note if step.author.startswith("citizen:") else None
    return msgspec.structs.replace(step, note=note, note_hidden=False, author_name=_side(step))


def _side(step: Happened) -> Name:
    by_citizen = step.author.startswith("citizen:") or step.verb == "report"
    return Name(zh="您", en="You") if by_citizen else Name(zh="城市", en="The city")
