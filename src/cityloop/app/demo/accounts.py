"""The account of a played day: every report followed to its end or to its holder, as persons of the city see it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from cityloop.app.demo.play import Play
from cityloop.city.area import Tier
from cityloop.city.catalogue import Life
from cityloop.city.principal import Duty, Kind, Principal
from cityloop.command.lifecycle import BY_NO_PERSON, Step
from cityloop.command.stages import ENDED, Stage
from cityloop.views.case_page import CasePage
from cityloop.views.case_row import CaseRow
from cityloop.views.queue import Wanted
from cityloop.views.timeline import Happened

PAGE = 200
CLOSINGS = ("close", "answer-directly")
SETS_DEADLINE = frozenset(
    "report establish accept dispatch sign contact return arbitrate decide-extension resume end-hold reopen".split()
)
"""Steps whose due time is when the matter itself must be dealt with, or come to whoever deals with it."""
SENDS_BACK = frozenset("check review revisit".split())


class Account(msgspec.Struct, kw_only=True):
    """What became of a day's reports."""

    made: int = 0
    turned_away: int = 0
    """Refused at the door with a reason; most are told again in words."""
    closed: int = 0
    refused: int = 0
    """With a ground."""
    merged: int = 0
    open_held: int = 0
    """Open, on somebody's list, and that somebody can take it on."""
    unheld: list[str] = msgspec.field(default_factory=list)
    """Open, and nobody has it on a list from which it can go on."""
    lost: list[str] = msgspec.field(default_factory=list)
    """Reported, and on nobody's list."""
    unexplained: list[str] = msgspec.field(default_factory=list)
    """Refused without a ground."""
    closed_twice: list[str] = msgspec.field(default_factory=list)
    """Closed more often than once a round."""
    fell_due: int = 0
    due_closed: int = 0
    by_tier: Counter[str] = msgspec.field(default_factory=Counter)
    """Closed, by the tier that ran it."""
    by_lead: Counter[str] = msgspec.field(default_factory=Counter)
    """Closed, by the tier of the unit that led it; ``none`` for what was answered at once."""
    by_life: Counter[str] = msgspec.field(default_factory=Counter)
    holders: Counter[str] = msgspec.field(default_factory=Counter)
    """Open, by the post of the holder found."""
    verbs: Counter[str] = msgspec.field(default_factory=Counter)
    """Steps taken."""

    @property
    def accounted(self) -> int:
        """Reports that ended, or are open and held."""
        return self.closed + self.refused + self.merged + self.open_held

    @property
    def due_share(self) -> float:
        """The share of what fell due that is closed."""
        return self.due_closed / self.fell_due if self.fell_due else 0.0

    def share(self, counted: Mapping[str, int], name: str) -> float:
        """The share of the closed ones that is counted under ``name``."""
        return counted.get(name, 0) / self.closed if self.closed else 0.0

    @property
    def is_complete(self) -> bool:
        """Whether every report is accounted for, and none twice."""
        wrong = (*self.unheld, *self.lost, *self.unexplained, *self.closed_twice)
        return not wrong and self.accounted == self.made


def account(play: Play) -> Account:
    """Draw the account through the views, asking as each sort of person of the city, never from the tables."""
    now = play.clock()
    lists = Lists(play, now)
    made = dict.fromkeys(each.case for each in play.public.made)
    found = Account(made=len(made), turned_away=len(play.public.turned_away))
    for case in made:
        page = lists.find_page(case)
        if page is None:
            found.lost.append(case)
        else:
            _count(found, page, lists, now)
    return found


class Lists:
    """Who sees which case: the lists of one person for each set of posts that anybody holds."""

    def __init__(self, play: Play, now: datetime) -> None:
        self._views = play.desks.views
        self.index = play.desks.town.index
        self._seers: dict[str, list[Principal]] = {}
        for person in self._persons(now):
            for row in self._rows(person):
                self._seers.setdefault(row.id, []).append(person)

    def _persons(self, now: datetime) -> Iterable[Principal]:
        claims = {self.index.claims(person.id, now): person.id for person in self.index.persons}
        for held, person in claims.items():
            if any(claim.duties - {Duty.SECURE, Duty.CONFIGURE, Duty.TRANSLATE} for claim in held):
                yield Principal(id=f"person:{person}", kind=Kind.PERSON, claims=held)

    def _rows(self, by: Principal) -> Iterator[CaseRow]:
        offset, total = 0, 1
        while offset < total:
            page = self._views.queue(by, Wanted(open=None, limit=PAGE, offset=offset))
            yield from page.rows
            offset, total = offset + PAGE, page.total

    def find_page(self, case: str) -> CasePage | None:
        """The page of a case as somebody sees it who has it on a list."""
        seers = self._seers.get(case, ())
        return self._views.case(seers[0], case) if seers else None

    def find_holder(self, page: CasePage) -> Principal | None:
        """Somebody who has it on a list and is offered a step that takes it further."""
        seers = sorted(self._seers.get(page.row.id, ()), key=lambda by: not _is_near(by, page.row))
        return next((by for by in seers if any(map(_moves, self._views.case(by, page.row.id).steps))), None)


def _is_near(by: Principal, row: CaseRow) -> bool:
    """Whether to ask this person first: the unit that leads, or whoever stands lowest."""
    return any(claim.unit is not None and claim.unit == row.lead for claim in by.claims)


def _moves(step: Step) -> bool:
    return step.target is not None and step.by not in BY_NO_PERSON and step.verb not in ("merge", "reopen")


def _count(found: Account, page: CasePage, lists: Lists, now: datetime) -> None:
    found.verbs.update(each.verb for each in page.timeline)
    if is_closed_twice(page.timeline):
        found.closed_twice.append(page.row.id)
    _count_due(found, page, now)
    if page.row.stage not in ENDED:
        _count_open(found, page, lists)
    elif page.row.stage is Stage.CLOSED:
        _count_closed(found, page, lists)
    elif page.row.stage is Stage.MERGED:
        found.merged += 1
    elif any(each.details.get("ground") for each in page.timeline if each.verb == "refuse"):
        found.refused += 1
    else:
        found.unexplained.append(page.row.id)


def _count_open(found: Account, page: CasePage, lists: Lists) -> None:
    holder = lists.find_holder(page)
    if holder is None:
        found.unheld.append(page.row.id)
        return
    found.open_held += 1
    found.holders[holder.claims[0].post] += 1


def _count_closed(found: Account, page: CasePage, lists: Lists) -> None:
    index = lists.index
    found.closed += 1
    found.by_tier[index.node(page.case.at.rstrip("/").rpartition("/")[2]).tier] += 1
    found.by_lead[index.node(index.unit(page.row.lead).jurisdiction).tier if page.row.lead else "none"] += 1
    found.by_life[page.row.life] += 1


def _count_due(found: Account, page: CasePage, now: datetime) -> None:
    due = find_deadline(page.timeline)
    if due is None or due > now or page.row.stage in (Stage.REFUSED, Stage.MERGED) or page.row.held_until:
        return
    found.fell_due += 1
    found.due_closed += page.row.stage is Stage.CLOSED


def find_deadline(timeline: Iterable[Happened]) -> datetime | None:
    """When the matter had to be dealt with: the last due time set while it came to its unit or lay with it."""
    told = [each.details["due"] for each in timeline if "due" in each.details and _sets_deadline(each)]
    return told[-1] if told else None


def _sets_deadline(each: Happened) -> bool:
    again = each.verb in SENDS_BACK and (each.details.get("passed") is False or each.details.get("word") == "unsolved")
    return again or each.verb in SETS_DEADLINE


def is_closed_twice(timeline: Iterable[Happened]) -> bool:
    """Whether it was closed again without having been reopened."""
    is_closed = False
    for each in timeline:
        if each.verb in CLOSINGS and is_closed:
            return True
        is_closed = each.verb in CLOSINGS or (is_closed and each.verb != "reopen")
    return False


LIVES, TIERS = tuple(Life), (Tier.CITY, Tier.DISTRICT, Tier.STREET)
