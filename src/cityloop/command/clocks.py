"""The law of time limits: when something is due, by four kinds of counting.

====================  =======================  ==========================  ==================================
kind                  counts                   from                        due
====================  =======================  ==========================  ==================================
URGENT 紧急工作时     time by the clock        the start                   after so many hours
HOUR 工作时           working time             the start                   after so many working hours
WORKDAY 工作日        working time             the next day                when work ends on the last workday
DAY 自然日            time by the clock        the next day                when the last day ends (24:00)
====================  =======================  ==========================  ==================================

The kinds are those of the tables of limits in digital city management (GB/T 30428, CJJ/T 106). What they leave open is
counted as the Civil Code counts: by the hour, from the time that is set (art. 201); by the day, the day on which it
begins is not counted, whatever the hour, so that a report after hours or on a day off has the same day one as one at
noon (art. 201); the last day ends at 24:00, or when business ends where there are business hours (art. 203). A limit in
calendar days that ends on a day off is not moved: the city's own rule says 自然日, and own rules go first (art. 204).

Something is late from its due instant on: the last moment in time is the one before. See docs/adr on clocks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cityloop.city.calendar import Calendar
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.organisation import Hours

IN_WORKING_TIME = frozenset({TimeKind.HOUR, TimeKind.WORKDAY})
BY_THE_DAY = frozenset({TimeKind.WORKDAY, TimeKind.DAY})
SPARE = 4
"""Due soon: when no more than this part (a quarter) of the limit is left."""
_INSTANT = timedelta(microseconds=1)


class Deadline(NamedTuple):
    """When something is due, and from when it is due soon; both UTC."""

    due: datetime
    soon: datetime


def due(limit: Limit, start: datetime, calendar: Calendar, hours: Hours) -> datetime:
    """When ``limit`` is due that starts at ``start``, in UTC. Raises ``CalendarEnds`` where the table ends first."""
    return Counting(limit.kind, calendar, hours).due(limit.amount, start)


@dataclass(frozen=True)
class Counting:
    """How one kind of time counts in a city, for those who work these hours. Instants come out in UTC."""

    kind: TimeKind
    calendar: Calendar
    hours: Hours

    def begins(self, start: datetime) -> datetime:
        """From when what starts at ``start`` is counted: at once, or the end of that day."""
        return self._end_of_day(start, 1) if self.kind in BY_THE_DAY else start.astimezone(UTC)

    def due(self, amount: int, start: datetime) -> datetime:
        """When ``amount`` hours or days from ``start`` end."""
        if self.kind is TimeKind.DAY:
            return self._end_of_day(start, amount + 1)
        if self.kind is TimeKind.WORKDAY:
            return self.calendar.end_of_work(self.hours, self.calendar.day_of(start), amount)
        return self.after(start, timedelta(hours=amount))

    def worth(self, amount: int, start: datetime) -> timedelta:
        """How much counted time ``amount`` hours or days from ``start`` are."""
        if self.kind in BY_THE_DAY:
            return self.between(self.begins(start), self.due(amount, start))
        return timedelta(hours=amount)

    def more(self, amount: int, due: datetime) -> timedelta:
        """What an extension by ``amount`` adds to what is due at ``due``: the hours, or the days after the due day."""
        return self.worth(amount, due.astimezone(UTC) - _INSTANT)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The time that counts from ``start`` to ``end``."""
        if self.kind in IN_WORKING_TIME:
            return self.calendar.worked(self.hours, start, end)
        return end.astimezone(UTC) - start.astimezone(UTC)

    def after(self, start: datetime, counted: timedelta) -> datetime:
        """The first instant by which ``counted`` has passed since ``start``."""
        if self.kind in IN_WORKING_TIME:
            return self.calendar.after(self.hours, start, counted)
        return start.astimezone(UTC) + counted

    def runs(self, at: datetime) -> bool:
        """Whether time counts at ``at``, once it has begun to."""
        return self.kind not in IN_WORKING_TIME or self.calendar.is_working(self.hours, at)

    def _end_of_day(self, start: datetime, number: int) -> datetime:
        return self.calendar.midnight(self.calendar.day_of(start) + timedelta(days=number))


@dataclass(frozen=True)
class Term:
    """期限: a limit that started, and its due times as they are moved; for those who keep no more than the due time."""

    limit: Limit
    start: datetime
    calendar: Calendar
    hours: Hours

    @property
    def counting(self) -> Counting:
        """How its time counts."""
        return Counting(self.limit.kind, self.calendar, self.hours)

    def first(self) -> Deadline:
        """As the limit says."""
        return self.until(self.counting.due(self.limit.amount, self.start))

    def until(self, due: datetime) -> Deadline:
        """With a due time that was set."""
        spare = self.counting.worth(self.limit.amount, self.start) // SPARE
        begins = self.counting.begins(self.start)
        return Deadline(due.astimezone(UTC), max(begins, self.counting.after(due, -spare)))

    def resumed(self, due: datetime, paused: datetime, at: datetime) -> Deadline:
        """Paused at ``paused`` when it was due at ``due``, resumed at ``at``: what was left then is left now."""
        begins = self.counting.begins(self.start)
        left = self.counting.between(max(paused, begins), due)
        if left <= timedelta():
            return self.until(due)
        moved, soon = self.until(self.counting.after(max(at, begins), left))
        return Deadline(moved, max(at.astimezone(UTC), soon))

    def extended(self, due: datetime, amount: int) -> Deadline:
        """With ``amount`` more hours or days, as the limit counts them."""
        return self.until(self.counting.after(due, self.counting.more(amount, due)))
