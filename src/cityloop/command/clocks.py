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

Something is late from its due instant on: the last moment in time is the one before. Why it is so: docs/adr/0022.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cityloop.city.calendar import Calendar
from cityloop.city.catalogue import TimeKind
from cityloop.city.organisation import Hours

IN_WORKING_TIME = frozenset({TimeKind.HOUR, TimeKind.WORKDAY})
BY_THE_DAY = frozenset({TimeKind.WORKDAY, TimeKind.DAY})
SPARE = 4
"""Due soon: when no more than this part (a quarter) of the limit is left."""


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
