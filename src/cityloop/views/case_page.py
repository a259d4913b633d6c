"""One case, whole, as one reader may see it: its row, its words, its timeline, and what the reader may do next."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from cityloop.city.area import Point
from cityloop.city.facts.access import Form
from cityloop.city.facts.dispatching import Why
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.case import Case, NoSuchCase
from cityloop.command.case import Photo as Kept
from cityloop.command.case_table import load
from cityloop.command.duties import Route, route
from cityloop.command.given import InForce
from cityloop.command.lifecycle import BY_NO_PERSON, Step, steps_in
from cityloop.command.permission import matter_of, may
from cityloop.command.timely import makes_sense
from cityloop.guard.answer import Granted
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_row import FIELDS, CaseRow, row_of, unit_name
from cityloop.views.clock import Clock, clock_of_help
from cityloop.views.notices import Notice, notices_of
from cityloop.views.opening import Opener
from cityloop.views.timeline import Happened, timeline


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """One photo, to be fetched by its entry."""

    seq: int
    view: str
    claimed_time: str | None
    claimed_place: str | None
    claimed_device: str | None


class Helping(msgspec.Struct, frozen=True, kw_only=True):
    """An assisting unit."""

    unit: str
    name: Name | None
    clock: Clock
    done: datetime | None


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything for the page of a case."""

    row: CaseRow
    case: Case
    path: tuple[tuple[str, Name], ...]
    """The nodes from the city down: id and name."""
    point: Point | None
    """Where the reporter's device was, if that may be seen in clear; else where the gazetteer has the place."""
    words: str | None
    translated: str | None
    """What the words say in the language of those who have it, where somebody wrote that down."""
    contact: str | None
    spot: str | None
    figures: str | None
    """Longitude and latitude as the reporter's device said them, coarse for whom the exact place is masked."""
    forgotten: bool
    """The reporter's key was destroyed on request."""
    photos: tuple[Photo, ...]
    assisting: tuple[Helping, ...]
    why: Why | None
    suggested: Route | None
    """Where the responsibility data would send it, while it waits for dispatch."""
    timeline: tuple[Happened, ...]
    notices: tuple[Notice, ...]
    """Who was told; those to a reporter who is withheld, to nobody who may not know the reporter."""
    steps: tuple[Step, ...]
    """The steps that the life cycle allows now and the guard grants this reader."""
    now: datetime
    position: int


def case_page(reading: Reading, by: Principal, case_id: str) -> CasePage:
    """The page. Raises ``NoSuchCase`` and ``Forbidden``."""
    position = reading.journal.size()
    case = find_case(reading, case_id)
    matter = matter_of(case, path=case.where)
    granted = reading.grant(by, "read", Dataset.CASE, FIELDS, matter)
    with reading.together():
        reading.note(granted, 1, Form.PAGE)
        return _page(reading, by, case, Opener(reading, by, matter), position)


def is_open_to(reading: Reading, by: Principal, case_id: str) -> bool:
    """Whether ``by`` would be shown the page. Shows nothing of it. Raises ``NoSuchCase``."""
    case = find_case(reading, case_id)
    answer = reading.ask(by, "read", Dataset.CASE, FIELDS, matter_of(case, path=case.where))
    return isinstance(answer, Granted)


def find_case(reading: Reading, case_id: str) -> Case:
    """The case as it stands. Raises ``NoSuchCase``."""
    with reading.journal.store.read() as transaction:
        found = load(transaction, (case_id,)).get(case_id)
    if found is None:
        raise NoSuchCase(f"There is no case '{case_id}'. Check the number.", case=case_id)
    return found


def _page(reading: Reading, by: Principal, case: Case, opener: Opener, position: int) -> CasePage:
    given, now = reading.in_force(), reading.clock()
    place = given.index.places.find(case.place) if case.place else None
    entries = reading.journal.about(case.id)
    return CasePage(
        row=row_of(case, given, now),
        case=case,
        path=tuple((node, given.index.node(node).name) for node in case.where.rstrip("/").split("/")),
        point=opener.point(case.point) or (place.point if place else None),
        words=opener.text(case.words, Dataset.WORDS),
        translated=_translated(case, opener),
        contact=opener.text(case.contact, Dataset.CONTACT),
        spot=opener.text(case.spot, Dataset.PLACE),
        figures=opener.text(case.point, Dataset.PLACE),
        forgotten=reading.journal.keys.find(case.subject) is None,
        photos=_photos(case, opener),
        assisting=tuple(_helping(case, given, now)),
        why=case.why,
        suggested=suggested(case, given),
        timeline=timeline(case, entries, given, lambda sealed: opener.text(sealed, Dataset.WORDS)),
        notices=_notices(reading, case, opener),
        steps=tuple(steps_for(by, case)),
        now=now,
        position=position,
    )


def _notices(reading: Reading, case: Case, opener: Opener) -> tuple[Notice, ...]:
    reporter = not case.withheld or opener.may(Dataset.CONTACT)
    with reading.journal.store.read() as transaction:
        return notices_of(transaction, case.id, reading.in_force().index, reporter=reporter)


def _translated(case: Case, opener: Opener) -> str | None:
    """The last translation of the report's words."""
    found = [each.words for each in case.translations if case.words and each.text == case.words.commitment]
    return opener.text(found[-1], Dataset.WORDS) if found else None


def _photos(case: Case, opener: Opener) -> tuple[Photo, ...]:
    if not case.photos or not opener.may(Dataset.PHOTOS):
        return ()
    return tuple(_photo(each, opener) for each in case.photos)


def _photo(photo: Kept, opener: Opener) -> Photo:
    """Where it was taken is part of the place; with what, tells who took it."""
    return Photo(
        seq=photo.seq,
        view=photo.view,
        claimed_time=opener.text(photo.claimed_time, Dataset.PHOTOS),
        claimed_place=opener.text(photo.claimed_place, Dataset.PLACE),
        claimed_device=opener.text(photo.claimed_device, Dataset.CONTACT),
    )


def _helping(case: Case, given: InForce, now: datetime) -> Iterator[Helping]:
    for help in case.assisting:
        clock = clock_of_help(case, help, given.timing, now)
        yield Helping(unit=help.unit, name=unit_name(help.unit, given), clock=clock, done=help.done)


def suggested(case: Case, given: InForce) -> Route | None:
    """Where the data would send a case that waits for a lead."""
    return route(given.index, case.category, case.where) if case.category and not case.lead else None


def steps_for(by: Principal, case: Case) -> list[Step]:
    """What ``by`` may do with the case now, in the order of the table."""
    offered = (step for step in steps_in(case.life, case.stage) if step.by not in BY_NO_PERSON)
    return [step for step in offered if makes_sense(step, case, by) and may(by, case, step)]


def photo(reading: Reading, by: Principal, case_id: str, seq: int) -> bytes | None:
    """One photo's bytes (JPEG). None where it was forgotten or is not there. Raises ``NoSuchCase``, ``Forbidden``."""
    case = find_case(reading, case_id)
    matter = matter_of(case, path=case.where)
    found = next((each for each in case.photos if each.seq == seq), None)
    return Opener(reading, by, matter).content(found.photo, Dataset.PHOTOS) if found else None
