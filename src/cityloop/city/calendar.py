"""Which days are worked in a city, and which of their hours: a value, known for a span of days and no further."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import ClassVar

from cityloop.city.errors import CityloopError
from cityloop.city.organisation import Hours
from cityloop.city.working_time import DAY, EPOCH, MICROSECOND, Stretch, WorkingTime, instant, micros, spans_of


class CalendarEnds(CityloopError):
    """What was asked lies where the holiday table says nothing; ``first`` and ``last`` are the days that it knows."""

    code = "calendar-ends"


@dataclass(frozen=True)
class Calendar:
    """Workdays of a city in its zone, one truth a day from ``first``.

    Working time is what the wall clock says: an instant is worked when the wall clock then stands within the hours of
    a workday. So a night in which clocks are changed takes or gives an hour only to those who work in that night.
    Instants go in with any zone and come out in UTC. What is worked out for an ``Hours`` is kept in the value.
    """

    SHORT_DAYS: ClassVar[int] = 60
    """A table that reaches no further than this is about to end: due times of some weeks need all of it."""
    zone: tzinfo
    first: date
    days: tuple[bool, ...]
    """True: a workday, also a make-up one (调休上班). False: a day off."""
    _kept: dict[Hours, WorkingTime] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def last(self) -> date:
        """The last day of which it is known whether it is worked."""
        return self.first + timedelta(days=len(self.days) - 1)

    def days_left(self, at: datetime) -> int:
        """How many days after ``at`` it knows; below zero where it has ended."""
        return (self.last - self.day_of(at)).days

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is worked. Raises ``CalendarEnds``."""
        return self.days[self._index(day)]

    def day_of(self, at: datetime) -> date:
        """The day that the wall calendar shows at ``at``."""
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The first instant of ``day``: 00:00, or what follows where clocks are then set forward. Needs no table."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def is_working(self, hours: Hours, at: datetime) -> bool:
        """Whether ``at`` is worked; the instant of opening is, that of closing is not. Raises ``CalendarEnds``."""
        return self._of(hours).is_open(self._micros(at))

    def worked(self, hours: Hours, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` to ``end``; below zero when ``end`` comes first. Raises ``CalendarEnds``."""
        kept = self._of(hours)
        return (kept.until(self._micros(end)) - kept.until(self._micros(start))) * MICROSECOND

    def after(self, hours: Hours, start: datetime, worked: timedelta) -> datetime:
        """The first instant by which ``worked`` more was worked than by ``start``. Raises ``CalendarEnds``."""
        kept = self._of(hours)
        return self._instant(kept.when(kept.until(self._micros(start)) + worked // MICROSECOND))

    def end_of_work(self, hours: Hours, day: date, number: int) -> datetime:
        """When work ends on the ``number``-th workday (from 1) after ``day``. Raises ``CalendarEnds``."""
        return self._instant(self._of(hours).end(self._index(day), number))

    def _of(self, hours: Hours) -> WorkingTime:
        kept = self._kept.get(hours)
        if kept is None:
            kept = self._kept[hours] = WorkingTime(self._stretches(hours))
        return kept

    def _stretches(self, hours: Hours) -> Iterator[Stretch]:
        spans = spans_of(hours)
        for index in (index for index, works in enumerate(self.days) if works):
            midnight = (self.first - EPOCH.date() + timedelta(days=index)).days * DAY
            for start, end, ahead in self._steady(index):
                for opens, closes in spans:
                    stretch = Stretch(index, max(start, midnight + opens - ahead), min(end, midnight + closes - ahead))
                    if stretch.opens < stretch.closes:
                        yield stretch

    def _steady(self, index: int) -> list[tuple[int, int, int]]:
        """The parts of a day between which clocks are changed (one, at most two): start, end, how far ahead of UTC."""
        start, end = self._midnights[index], self._midnights[index + 1]
        before, after = self._ahead[index], self._ahead[index + 1]
        if before == after:
            return [(start, end, before)]
        change = start + bisect_left(range(start, end), True, key=lambda at: ahead_of_utc(self.zone, at) != before)
        return [(start, change, before), (change, end, after)]

    @cached_property
    def _midnights(self) -> list[int]:
        return [micros(self.midnight(self.first + timedelta(days=index))) for index in range(len(self.days) + 1)]

    @cached_property
    def _ahead(self) -> list[int]:
        return [ahead_of_utc(self.zone, midnight) for midnight in self._midnights]

    def _index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise self._ends(f"{day} lies outside")
        return (day - self.first).days

    def _micros(self, at: datetime) -> int:
        found = micros(at)
        if not self._midnights[0] <= found <= self._midnights[-1]:
            raise self._ends(f"{self.day_of(at)} lies outside")
        return found

    def _instant(self, at: int | None) -> datetime:
        if at is None:
            raise self._ends("what was asked lies outside")
        return instant(at)

    def _ends(self, what: str) -> CalendarEnds:
        return CalendarEnds(
            f"The holiday table is known from {self.first} to {self.last}, and {what}. Bring the table up to date, or "
            "name the days that follow in the city's own holidays.",
            first=self.first,
            last=self.last,
        )


def ahead_of_utc(zone: tzinfo, at: int) -> int:
    """How many microseconds the wall clock of ``zone`` is ahead of UTC at ``at`` (microseconds since 1970)."""
    ahead = instant(at).astimezone(zone).utcoffset()
    return (ahead or timedelta()) // MICROSECOND
