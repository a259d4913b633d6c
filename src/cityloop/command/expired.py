"""Whose archive periods are over (保管期限届满), and what the catalogue says is done with their words then.

PIPL article 47: when the period is over, whoever keeps them erases them without being asked. All words of a person
go together, since they have one key: each of the person's cases has to be past its period, and all to say the same.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, not_, select

from cityloop.city.catalogue import Afterwards
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.command.keeping import Period, bars, periods
from cityloop.journal.erasing import erased_among
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction

AT_ONCE = 500
FIRST = 1970
"""Nothing ended before this year, however long a period is."""


class Expired(NamedTuple):
    """One person of whom nothing need be kept any more."""

    subject: str
    cases: tuple[str, ...]
    ended: datetime
    """When the last of the periods ended."""
    then: Afterwards
    """What is done; where the rules of several cases differ, or one has none, somebody judges."""
    sources: tuple[str, ...]
    """The rules that say so."""


def expired(journal: Journal, given: InForce, now: datetime, at_once: int = AT_ONCE) -> Iterator[Expired]:
    """Everybody whose periods are over, whom no hold and no open case keeps, and who was not forgotten yet."""
    years = [rule.years for rule in given.index.city.retention if rule.years is not None]
    for page in _pages(journal, _midnight(given, now, min(years)), at_once) if years else ():
        with journal.store.read() as transaction:
            forgotten = erased_among(transaction, journal.tables, page)
            some = [_expired(transaction, given, subject, now) for subject in page if subject not in forgotten]
        yield from filter(None, some)


def _midnight(given: InForce, now: datetime, years: int) -> datetime:
    """What ended before it is past a period of so many years."""
    calendar = given.timing.calendar
    return calendar.midnight(date(max(calendar.day_of(now).year - years, FIRST), 1, 1))


def _pages(journal: Journal, before: datetime, at_once: int) -> Iterator[Sequence[str]]:
    """Those with a case that ended long enough ago for the shortest of the periods, some at a time."""
    ended = func.coalesce(CASES.c.closed, CASES.c.since)
    old = select(CASES.c.subject).distinct().where(not_(CASES.c.open), ended < before).order_by(CASES.c.subject)
    after = ""
    while True:
        with journal.store.read() as transaction:
            page = transaction.execute(old.where(CASES.c.subject > after).limit(at_once)).scalars().all()
        if not page:
            return
        yield page
        after = page[-1]


def _expired(transaction: Transaction, given: InForce, subject: str, now: datetime) -> Expired | None:
    cases = transaction.execute(
        select(CASES.c.id, CASES.c.open).where(CASES.c.subject == subject).order_by(CASES.c.id)
    ).all()
    found = tuple(periods(transaction, given, subject))
    ends = [period.ends for period in found if period.ends is not None]
    if not ends or any(case.open for case in cases) or bars(transaction, given, subject, now):
        return None
    sources = tuple(dict.fromkeys(period.rule.source for period in found))
    return Expired(subject, tuple(case.id for case in cases), max(ends), _then(found, len(cases)), sources)


def _then(found: Sequence[Period], cases: int) -> Afterwards:
    said = {period.rule.then for period in found}
    return said.pop() if len(said) == 1 and len(found) == cases else Afterwards.REVIEW
