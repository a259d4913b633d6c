"""What keeps a person's words from being destroyed: holds, and the archive period (保管期限) of each of the cases.

PIPL article 47: where a period that the law sets has not run out, nothing but storage and its protection goes on. A
period is counted in whole calendar years from 1 January after the year in which the case ended, as that of files is.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from cityloop.city.catalogue import Retention
from cityloop.city.errors import CityloopError
from cityloop.command.case import Case
from cityloop.command.case_table import CASES, load
from cityloop.command.given import InForce
from cityloop.command.hold_table import list_holds
from cityloop.journal.ports import Transaction


class ErasureBarred(CityloopError):
    """A person cannot be forgotten yet: a hold stands, or the archive period of a case runs; ``bars`` says which."""

    code = "erasure-barred"


class Bar(NamedTuple):
    """One thing that keeps a person's words: by which rule, on which case, and until when."""

    case: str | None
    rule: str
    until: datetime | None
    """None: for ever, or until a case that is open has ended and its years have run."""

    def __str__(self) -> str:
        """``case 9R45-54Y2 until 2037-01-01: …``, in the zone that ``until`` has."""
        when = f"until {self.until:%Y-%m-%d}" if self.until else "with no end yet"
        return f"{f'case {self.case}' if self.case else 'the person'} {when}: {self.rule}"


class Period(NamedTuple):
    """The archive period of one case."""

    case: str
    rule: Retention
    ends: datetime | None
    """None: it is permanent, or has not begun."""
    begun: bool


def bars(transaction: Transaction, given: InForce, subject: str, now: datetime) -> tuple[Bar, ...]:
    """All that keeps the words of ``subject`` now."""
    zone = given.timing.calendar.zone
    holds = (hold for hold in list_holds(transaction, subject) if hold.stands(now))
    held = (Bar(hold.case, f"hold {hold.number}: {hold.ground}", hold.until.astimezone(zone)) for hold in holds)
    return (*held, *_kept(transaction, given, subject, now))


def _kept(transaction: Transaction, given: InForce, subject: str, now: datetime) -> Iterator[Bar]:
    zone = given.timing.calendar.zone
    for period in periods(transaction, given, subject):
        if period.ends is None or now < period.ends:
            yield Bar(period.case, _said(period), period.ends.astimezone(zone) if period.ends else None)


def _said(period: Period) -> str:
    rule = period.rule
    years = "for ever" if rule.years is None else f"{rule.years} years from the year after its end"
    state = "" if period.begun else "; it is open still"
    return f"{rule.category or 'every category'} is kept {years} ({rule.source}){state}"


def periods(transaction: Transaction, given: InForce, subject: str) -> Iterator[Period]:
    """The archive period of each case of ``subject`` for which the catalogue sets one."""
    query = select(CASES.c.id).where(CASES.c.subject == subject).order_by(CASES.c.id)
    ids = list(transaction.execute(query).scalars())
    for id, case in load(transaction, ids).items():
        if period := period_of(given, id, _lasting(transaction, case)):
            yield period


def period_of(given: InForce, id: str, case: Case) -> Period | None:
    """How long ``id`` is kept, which is ``case``, or goes on in it; None where the catalogue says nothing."""
    rule = given.index.law.find_retention(case.category or case.life)
    if rule is None:
        return None
    ended = None if case.is_open else case.closed or case.since
    ends = _ends(given, ended, rule.years) if ended and rule.years else None
    return Period(id, rule, ends, ended is not None)


def _ends(given: InForce, ended: datetime, years: int) -> datetime:
    calendar = given.timing.calendar
    return calendar.midnight(date(calendar.day_of(ended).year + years + 1, 1, 1))


def _lasting(transaction: Transaction, case: Case) -> Case:
    """The case in which a merged one goes on."""
    while case.into and (found := load(transaction, (case.into,))):
        case = found[case.into]
    return case


def refuse_barred(found: tuple[Bar, ...], subject: str) -> None:
    """Raise ``ErasureBarred`` where anything keeps the words."""
    if found:
        said = "; ".join(map(str, found))
        raise ErasureBarred(f"{subject} cannot be forgotten yet. {said}.", bars=found)
