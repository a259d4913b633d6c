"""What can be asked of evaluation: which rates, of where, of which days, by what; and what cannot."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

import msgspec

from cityloop.command.rate import Rate
from cityloop.command.rates import BY_ID, RATES
from cityloop.views.question import BadQuestion

MOST_PERIODS = 600
"""Weeks or months of one answer."""
MOST_GROUPS = 20_000


class By(StrEnum):
    """What rates can be told apart by."""

    DISTRICT = "district"
    STREET = "street"
    GRID = "grid"
    LEAD = "lead"
    """The department: the unit that led it then."""
    POST = "post"
    """The post whose turn it was; of a whole case, that of its lead."""
    SUBJECT = "subject"
    """The first level of the category."""
    CATEGORY = "category"
    KIND = "kind"
    LIFE = "life"
    CHANNEL = "channel"
    WEEK = "week"
    """By its Monday, in the city's zone."""
    MONTH = "month"


PERIODS = (By.WEEK, By.MONTH)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which rates."""

    first: date
    last: date
    """Both days belong to the span, in the city's zone."""
    rates: tuple[str, ...] = ()
    """Their ids; empty: all of them."""
    by: By | None = None
    only: Mapping[By, str] = {}
    """These values alone; empty: those without one."""
    area: str = ""
    """Node of the jurisdiction tree; empty: all that the person may see."""

    def list_rates(self) -> tuple[Rate, ...]:
        """The rows of the table. Raises ``BadQuestion``."""
        unknown = [id for id in self.rates if id not in BY_ID]
        if unknown:
            raise BadQuestion(f"There is no rate '{unknown[0]}'. Choose from: {', '.join(BY_ID)}.", rate=unknown[0])
        return tuple(BY_ID[id] for id in dict.fromkeys(self.rates)) or RATES


class Span(NamedTuple):
    """The days asked for as instants: from ``start`` on, before ``end``, and never what has not come to pass."""

    start: datetime
    end: datetime
    """Not later than now."""


def span_of(asked: Asked, zone: tzinfo, now: datetime) -> Span:
    """The instants. Raises ``BadQuestion`` where the last day lies before the first, or no clock tells them."""
    if asked.last < asked.first:
        raise BadQuestion("The last day lies before the first. Turn them round.", first=asked.first, last=asked.last)
    try:
        start = midnight(asked.first, zone)
        end = midnight(asked.last + timedelta(days=1), zone)
    except OverflowError:
        raise BadQuestion("No calendar reaches these days. Choose others.") from None
    return Span(start, min(end, now))


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins in the city."""
    return datetime.combine(day, time(), zone)


def starts(by: By, asked: Asked) -> Iterator[date]:
    """The first day of each period that the span touches. Raises ``BadQuestion`` where there are too many."""
    day = first_of(by, asked.first)
    for _ in range(MOST_PERIODS):
        if day > asked.last:
            return
        yield day
        day = following(by, day)
    raise BadQuestion(f"The span has more than {MOST_PERIODS} periods: ask for a part of it.")


def first_of(by: By, day: date) -> date:
    """The first day of the week or month in which ``day`` lies."""
    return day - timedelta(days=day.weekday()) if by is By.WEEK else day.replace(day=1)


def following(by: By, start: date) -> date:
    """The first day of the next one."""
    if by is By.WEEK:
        return start + timedelta(days=7)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def label_of(by: By, start: date) -> str:
    """How a period is called: its Monday, or its year and month."""
    return f"{start:%Y-%m-%d}" if by is By.WEEK else f"{start:%Y-%m}"
