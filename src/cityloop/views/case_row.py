"""One case as a row of a list: what, where, whose, which stage, which clock; nothing that anybody wrote."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.label import INTERNAL, OPEN, Label
from cityloop.city.words import Name
from cityloop.command.case import Case
from cityloop.command.given import InForce
from cityloop.command.stages import NAMES, Stage
from cityloop.views.clock import Clock, clock_of

FIELDS: dict[str, Label] = {"category": OPEN, "ground": OPEN, "stage": OPEN, "lead": OPEN, "due": INTERNAL}
"""What a row discloses, with its labels."""
UNKNOWN = Name(zh="未归类", en="Not yet sorted")


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a queue, a board, a list."""

    id: str
    version: int
    life: Life
    language: str
    """BCP 47 tag of the language in which it is to be answered."""
    kind: RequestKind | None
    category: str | None
    title: Name
    """The category's name."""
    ground: str
    street: Name
    """The lowest tier of command that it lies in."""
    place: Name | None
    """The name of the place in the gazetteer, when one was chosen."""
    stage: Stage
    stage_name: Name
    lead: str | None
    lead_name: Name | None
    holder: Name | None
    """Who has it: the unit that leads, or the post that is to name one."""
    clock: Clock
    reported: datetime
    since: datetime
    unowned: bool
    urged: int
    supervised: str | None
    escalated: str | None
    rounds: int
    rework: int
    held_until: datetime | None
    help_late: bool
    """A unit that assists is late with its part."""
    closed: datetime | None
    outcome: str | None


def rows_of(cases: Iterable[Case], given: InForce, now: datetime) -> tuple[CaseRow, ...]:
    """Rows in the order of ``cases``."""
    return tuple(row_of(case, given, now) for case in cases)


def row_of(case: Case, given: InForce, now: datetime) -> CaseRow:
    """One row."""
    index = given.index
    place = index.places.find(case.place) if case.place else None
    same = {name: getattr(case, name) for name in _SAME}
    lead = unit_name(case.lead, given)
    return CaseRow(
        **same,
        title=title_of(case.category, given),
        ground=case.where,
        street=index.node(case.at.rstrip("/").rpartition("/")[2]).name,
        place=place.name if place else None,
        stage_name=NAMES[case.stage],
        lead_name=lead,
        holder=lead or post_name(case.arbiter, given),
        help_late=case.is_open and any(help.late and not help.done for help in case.assisting),
        clock=clock_of(case, given.timing, now),
    )


_SAME = (
    "id version life language kind category stage lead reported since unowned urged supervised escalated rounds rework "
    "held_until closed outcome"
).split()


def title_of(category: str | None, given: InForce) -> Name:
    """The name of the category, also of one that the catalogue no longer has."""
    found = given.index.law.categories.find(category) if category else None
    return found.name if found else Name(zh=category, en=category) if category else UNKNOWN


def unit_name(unit: str | None, given: InForce) -> Name | None:
    """The name of a unit, also of one that the city no longer has."""
    return None if unit is None else given.index.units.find_name(unit) or Name(zh=unit, en=unit)


def post_name(post: str | None, given: InForce) -> Name | None:
    """The name of a post, also of one that the city no longer has."""
    return None if post is None else given.index.posts.find_name(post) or Name(zh=post, en=post)
