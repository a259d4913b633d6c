"""One case as an outside system is told of it: what its machine may see here, and no more."""

from cityloop.city.facts.access import Form
from cityloop.city.facts.mirrors import Way
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.case import Case
from cityloop.command.exchange import Told, state_of
from cityloop.command.permission import matter_of
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import find_case
from cityloop.views.case_row import FIELDS, title_of
from cityloop.views.opening import Opener
from cityloop.views.public import end_of


def outgoing(reading: Reading, by: Principal, case_id: str, system: str) -> Told:
    """The case for the outside system ``system``. Raises ``NoSuchCase`` and ``Forbidden``."""
    case = find_case(reading, case_id)
    matter = matter_of(case, path=case.where)
    with reading.together():
        reading.note(reading.grant(by, "read", Dataset.CASE, FIELDS, matter), 1, Form.BODY)
        return _told(reading, case, Opener(reading, by, matter), system)


def _told(reading: Reading, case: Case, opener: Opener, system: str) -> Told:
    mirror = case.find_mirror(system)
    way = mirror.way if mirror else Way.OUT
    title = title_of(case.category, reading.in_force())
    return Told(
        case=case.id,
        version=case.version,
        way=way,
        number=mirror.number if mirror else None,
        state=state_of(case),
        life=case.life,
        category=case.category or "",
        title=_by_language(title),
        reported=case.reported,
        due=case.due,
        words=opener.text(case.words, Dataset.WORDS) if way is Way.OUT else None,
        spot=opener.text(case.spot or case.point, Dataset.PLACE) if way is Way.OUT else None,
        answer=opener.text(case.released, Dataset.WORDS),
        into=_into(reading, case),
        photos=tuple(photo.seq for photo in case.photos) if opener.may(Dataset.PHOTOS) else (),
    )


def _into(reading: Reading, case: Case) -> str | None:
    """Where a merged case goes on, unless that is nothing to be told of."""
    end = end_of(reading, case)
    return end.id if end is not case and not end.sensitive else None


def _by_language(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
