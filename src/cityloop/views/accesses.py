"""The access journal for whoever guards the data: who looked at what and why, newest first, and who was refused.

It knows cases by their number alone; what they say is on another journal, and not for this reader.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile

import msgspec

from cityloop.city.facts.access import Accessed, Form, RefusalsCounted
from cityloop.city.facts.fact import Fact
from cityloop.city.label import INTERNAL, OPEN, STAFF, Label
from cityloop.city.principal import Principal
from cityloop.guard.terms import Dataset
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal
from cityloop.views.asking import Reading
from cityloop.views.newest import Newest

FIELDS: dict[str, Label] = {"who": STAFF, "what": INTERNAL, "why": OPEN, "source": STAFF, "reason": OPEN}
ROWS = 50
"""Looks on one page."""
LINES = 100
"""Refusals on one page; a minute is never torn apart."""
SIGN_IN = frozenset({"sign-in", "come-in", "choose", "identity back"})
"""Routes by which one comes in."""
RECENT = timedelta(hours=1)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which looks. What is empty does not narrow them."""

    who: frozenset[str] = frozenset()
    """Authors: ``person:jin``, ``machine:…``, ``nobody``."""
    dataset: str = ""
    purpose: str = ""
    case: str = ""
    personal: bool = False
    """Only those at which a person's data went out."""
    before: int | None = None
    """Only entries before this position."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look, or one step taken."""

    seq: int
    time: datetime
    who: str
    duty: str
    purpose: str
    action: str
    dataset: str
    case: str | None
    rows: str
    """The predicate that narrowed the rows."""
    count: int
    personal: bool
    form: Form


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """How often one source was refused at one route for one reason within a minute."""

    minute: datetime
    source: str
    """Empty: of many sources, counted together."""
    route: str
    reason: str
    count: int

    @property
    def is_sign_in(self) -> bool:
        """Whether somebody failed to come in."""
        return self.route in SIGN_IN


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """What happened within the last ``RECENT``; a count that reached ``newest.MOST`` may be larger."""

    looks: int
    personal: int
    refused: int
    failed: int
    """Of the refused: those who failed to come in."""


class Accesses(msgspec.Struct, frozen=True, kw_only=True):
    """One page of looks, newest first."""

    looks: tuple[Look, ...]
    older: int | None
    """Where to go on; None at the beginning of the journal."""
    searched_to: datetime | None
    """The time of the oldest look that was read."""
    recent: Recent
    refused: tuple[Refused, ...]
    """The latest refusals."""
    now: datetime


class Refusals(msgspec.Struct, frozen=True, kw_only=True):
    """One page of refusals, newest first."""

    refused: tuple[Refused, ...]
    older: int | None
    now: datetime


def accesses(reading: Reading, by: Principal, asked: Asked) -> Accesses:
    """The looks that were asked for; this look is itself noted. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.ACCESS, FIELDS)
    read = Newest(reading.access, Accessed, asked.before)
    looks = tuple(islice((look for look in map(_look, read) if look and _fits(look, asked)), ROWS))
    now = reading.clock()
    page = Accesses(
        looks=looks,
        older=read.older,
        searched_to=read.last.time if read.last else None,
        recent=_recent(reading.access, now),
        refused=refusals_of(reading.access, None, sign_in=False)[0],
        now=now,
    )
    reading.note(granted, len(looks), Form.PAGE)
    return page


def refusals(reading: Reading, by: Principal, before: int | None, *, sign_in: bool) -> Refusals:
    """The refusals before a position, all or those of sign-in; this look is itself noted. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.ACCESS, FIELDS)
    refused, older = refusals_of(reading.access, before, sign_in=sign_in)
    reading.note(granted, len(refused), Form.PAGE)
    return Refusals(refused=refused, older=older, now=reading.clock())


def refusals_of(access: Journal, before: int | None, *, sign_in: bool) -> tuple[tuple[Refused, ...], int | None]:
    """At least ``LINES`` of them where there are so many, whole minutes; and where to go on."""
    found: list[Refused] = []
    read = Newest(access, RefusalsCounted, before)
    for entry in read:
        found += [each for each in _lines(entry.fact) if each.is_sign_in or not sign_in]
        if len(found) >= LINES:
            break
    return tuple(found), read.older


def _look(entry: Entry) -> Look | None:
    fact = entry.fact
    if not isinstance(fact, Accessed):
        return None
    told = {name: getattr(fact, name) for name in fact.__struct_fields__}
    return Look(seq=entry.seq, time=entry.time, who=entry.author, **told)


def _fits(look: Look, asked: Asked) -> bool:
    return (
        (not asked.who or look.who in asked.who)
        and asked.dataset in ("", look.dataset)
        and asked.purpose in ("", look.purpose)
        and asked.case in ("", look.case)
        and (look.personal or not asked.personal)
    )


def _lines(fact: Fact) -> Iterator[Refused]:
    if isinstance(fact, RefusalsCounted):
        for each in fact.refusals:
            yield Refused(
                minute=fact.minute, source=each.source, route=each.route, reason=each.reason, count=each.count
            )
        if fact.others:
            yield Refused(minute=fact.minute, source="", route="", reason="", count=fact.others)


def _recent(access: Journal, now: datetime) -> Recent:
    looks = [look for look in map(_look, _since(access, Accessed, now - RECENT)) if look]
    lines = [line for entry in _since(access, RefusalsCounted, now - RECENT) for line in _lines(entry.fact)]
    return Recent(
        looks=len(looks),
        personal=sum(look.personal for look in looks),
        refused=sum(line.count for line in lines),
        failed=sum(line.count for line in lines if line.is_sign_in),
    )


def _since(access: Journal, kind: type[Fact], since: datetime) -> Iterator[Entry]:
    return takewhile(lambda entry: entry.time >= since, Newest(access, kind))
