"""Stretches of working time on one line of instants, and the two questions asked of them: how much until, and when.

Instants and lengths are whole microseconds of UTC since 1970, so that sums are exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from cityloop.city.errors import CityloopError
from cityloop.city.organisation import Hours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND


class BadHours(CityloopError):
    """Working hours that are none: no span at all, one that ends before it starts, or two that overlap."""

    code = "bad-hours"


class Stretch(NamedTuple):
    """Work without a break, from ``opens`` until just before ``closes``, on the ``day``-th day of its calendar."""

    day: int
    opens: int
    closes: int


class WorkingTime:
    """The stretches of a calendar for one ``Hours``, with what was worked before each."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._before: list[int] = []
        self._after: list[int] = []
        self._ends: dict[int, int] = {}
        for stretch in stretches:
            self._add(*stretch)
        self._days = list(self._ends)

    def _add(self, day: int, opens: int, closes: int) -> None:
        before = self._after[-1] if self._after else 0
        self._opens.append(opens)
        self._closes.append(closes)
        self._before.append(before)
        self._after.append(before + closes - opens)
        self._ends[day] = closes

    def is_open(self, at: int) -> bool:
        """Whether ``at`` is worked."""
        index = bisect_right(self._opens, at) - 1
        return index >= 0 and at < self._closes[index]

    def until(self, at: int) -> int:
        """How much is worked before ``at``."""
        index = bisect_right(self._opens, at) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at, self._closes[index]) - self._opens[index]

    def when(self, worked: int) -> int | None:
        """The first instant before which ``worked`` (above zero) was worked; None where there is not so much."""
        index = bisect_left(self._after, worked)
        if worked <= 0 or index == len(self._after):
            return None
        return self._closes[index] - (self._after[index] - worked)

    def end(self, day: int, number: int) -> int | None:
        """When work ends on workday ``number`` (from 1) after ``day``; None where there are not so many."""
        index = bisect_right(self._days, day) + number - 1
        return self._ends[self._days[index]] if index < len(self._days) else None


def spans_of(hours: Hours) -> list[tuple[int, int]]:
    """The spans of ``hours`` in microseconds of the wall clock's day; an end of 00:00 is 24:00. Raises ``BadHours``."""
    spans = [(_wall(start), _wall(end) or DAY) for start, end in hours.spans]
    in_order = all(end <= start for (_, end), (start, _) in pairwise(spans))
    if not spans or not in_order or any(end <= start for start, end in spans):
        raise BadHours(
            f"The working hours {_text(hours)} are not spans in order within one day: write 09:00-12:00, 14:00-18:00.",
            spans=hours.spans,
        )
    return spans


def micros(at: datetime) -> int:
    """``at`` (with a zone) as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    """Microseconds since 1970 as an instant in UTC."""
    return EPOCH + at * MICROSECOND


def _wall(at: time) -> int:
    return (datetime.combine(EPOCH, at, UTC) - EPOCH) // MICROSECOND


def _text(hours: Hours) -> str:
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours.spans) or "(none)"
