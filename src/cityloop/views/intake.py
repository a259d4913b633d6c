"""What a call-taker sees: earlier cases of the caller, similar ones near the place, and a case that is asked after."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, and_, not_, or_, select

from cityloop.city import telephone
from cityloop.city.catalogue import Ground, Service
from cityloop.city.facts.access import Form
from cityloop.city.label import PERSONAL
from cityloop.city.law import lineage
from cityloop.city.principal import Principal
from cityloop.city.words import Language, Name, page_language
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.permission import matter_of
from cityloop.command.stages import Stage
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import find_case
from cityloop.views.case_row import FIELDS, CaseRow, row_of, rows_of, unit_name
from cityloop.views.opening import Opener
from cityloop.views.public import end_of
from cityloop.views.rows import disclosed

EARLIER, SIMILAR = 6, 6
"""Rows of each list at most."""
LATELY = timedelta(days=14)
"""How long ago a similar case may have been reported."""
JUST_NOW = timedelta(minutes=30)
"""How long ago the same call is taken for the same call."""
_DECODER = msgspec.msgpack.Decoder(Case)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a call so far."""

    caller: str | None = None
    """The number, in its one form."""
    category: str | None = None
    where: str = ""
    """Path of the ground that the place lies in; empty where it is not known."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the call while it is taken down."""

    earlier: tuple[CaseRow, ...]
    """Of the same caller, newest first."""
    similar: tuple[CaseRow, ...]
    """Open, of the same sort, near the place, and not of this caller."""
    twice: CaseRow | None
    """Of the same caller, the same sort and the same place, minutes ago: the same call, most likely."""


class AskedAfter(msgspec.Struct, frozen=True, kw_only=True):
    """A case that a caller asks after, to be told in words."""

    row: CaseRow
    stage: Stage
    """Of the case in which it goes on; of that nothing is told but what its reporter may know: it may lie elsewhere."""
    due: datetime | None
    closed: datetime | None
    language: Language
    kind_withheld: bool
    """举报: its reporter is withheld, so it is not found by number and digits."""
    lasts: tuple[str, ...]
    """The last four digits of each telephone number that was left: the caller is asked for them first."""
    spot: str | None
    """Where, in the reporter's own words."""
    answer: str | None
    ground: Ground | None
    """On which it was not taken on."""
    handed_to: Service | None
    lead: Name | None
    reported: datetime
    """As the system says that it was taken over from, where it was."""
    ended_there: datetime | None
    adopted: bool
    """Taken over as another system recorded it."""


def beside(reading: Reading, by: Principal, told: Told) -> Beside:
    """The lists for a call. Raises ``Forbidden``."""
    with reading.together():
        earlier = _earlier(reading, by, told.caller) if told.caller else ()
        similar = _similar(reading, by, told) if told.where else ()
    given, now = reading.in_force(), reading.clock()
    mine = {case.id for case in earlier}
    return Beside(
        earlier=rows_of(earlier, given, now),
        similar=rows_of([case for case in similar if case.id not in mine][:SIMILAR], given, now),
        twice=next((row_of(case, given, now) for case in earlier if _is_same_call(case, told, now)), None),
    )


def _earlier(reading: Reading, by: Principal, caller: str) -> tuple[Case, ...]:
    """The cases of whoever calls from this number; a denunciation is never among them."""
    granted = reading.grant(by, "search", Dataset.CONTACT, {"caller": PERSONAL})
    subject = reading.journal.keys.find_known(caller)
    mine = and_(CASES.c.subject == (subject or ""), not_(CASES.c.withheld))
    found = _read(reading, and_(mine, disclosed(granted.rows)), EARLIER)
    reading.note(granted, len(found), Form.PAGE)
    return found


def _similar(reading: Reading, by: Principal, told: Told) -> tuple[Case, ...]:
    """Open cases of the same family near the place; of any sort where that is not known yet."""
    granted = reading.grant(by, "search", Dataset.CASE, FIELDS)
    lately = CASES.c.reported >= reading.clock() - LATELY
    near = and_(CASES.c.open, lately, below(CASES.c.ground, told.where), not_(CASES.c.withheld))
    found = _read(reading, and_(near, _of_family(told.category), disclosed(granted.rows)), EARLIER + SIMILAR)
    reading.note(granted, len(found), Form.PAGE)
    return tuple(sorted(found, key=lambda case: case.category != told.category))


def _of_family(category: str | None) -> ColumnElement[bool]:
    """The category, and whatever has the same parent."""
    if category is None:
        return and_(True)
    parent = lineage(category)[1] or category
    return or_(CASES.c.category == category, below(CASES.c.category, f"{parent}."))


def _read(reading: Reading, shown: ColumnElement[bool], most: int) -> tuple[Case, ...]:
    query = select(CASES.c.state).where(shown).order_by(CASES.c.reported.desc(), CASES.c.id).limit(most)
    with reading.journal.store.read() as transaction:
        return tuple(_DECODER.decode(row.state) for row in transaction.execute(query))


def _is_same_call(case: Case, told: Told, now: datetime) -> bool:
    return case.category == told.category and case.where == told.where and now - case.reported < JUST_NOW


# A case that is asked after


def asked_after(reading: Reading, by: Principal, case_id: str) -> AskedAfter:
    """The case for whoever takes calls. Raises ``NoSuchCase``, ``Forbidden``."""
    case = find_case(reading, case_id)
    matter, end = matter_of(case, path=case.where), end_of(reading, case)
    granted = reading.grant(by, "read", Dataset.CASE, FIELDS, matter)
    given, now = reading.in_force(), reading.clock()
    with reading.together():
        reading.note(granted, 1, Form.PAGE)
        opener = Opener(reading, by, matter)
        return AskedAfter(
            row=row_of(case, given, now),
            **{name: getattr(end, name) for name in ("stage", "due", "closed")},
            language=page_language(case.language),
            kind_withheld=case.withheld,
            lasts=tuple(_lasts(opener, case)),
            spot=opener.text(case.spot, Dataset.PLACE),
            answer=opener.text(case.released or end.public_answer, Dataset.WORDS),
            ground=given.index.law.grounds.find(case.refusal) if case.refusal else None,
            handed_to=case.handed_to,
            reported=(case.adopted and case.occurred) or case.reported,
            ended_there=case.recorded_end,
            adopted=case.adopted,
            lead=unit_name(end.lead, given),
        )


def _lasts(opener: Opener, case: Case) -> Iterator[str]:
    contact = opener.text(case.contact, Dataset.CONTACT) or ""
    yield from (telephone.last_of(number) for number in telephone.list_mentioned(contact))
