"""The law of clocks told a second time, minute by minute: slow, plain, and sharing no line with the code it judges.

It knows a zone, which days are worked, hours as minutes of the day, and counts on its fingers. Everything happens on
whole minutes; a minute is the stretch from its instant until the next.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeAlias

MINUTE = timedelta(minutes=1)
SlowTick: TypeAlias = tuple[str, datetime] | tuple[str, datetime, datetime] | tuple[str, datetime, int, datetime]


@dataclass(frozen=True)
class Place:
    """Where a clock hangs: ``spans`` are minutes of the wall clock's day, from and until just before."""

    zone: tzinfo
    works: Callable[[date], bool]
    spans: tuple[tuple[int, int], ...]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_working(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        minute = wall.hour * 60 + wall.minute
        return self.works(wall.date()) and any(start <= minute < end for start, end in self.spans)


@dataclass
class SlowClock:
    """One clock; ticks are ("pause" | "resume" | "stop", at), ("extend", at, amount, until), ("postpone", at, due)."""

    place: Place
    kind: str
    amount: int
    start: datetime
    ticks: list[SlowTick] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = self.start.astimezone(UTC)
        self.left = self.limit = self._minutes_of(self.amount, self.place.day(self.start))
        self.used = 0
        self.paused = self.stopped = False
        self.ran_out: date | None = None

    def walk(self) -> Iterator[tuple[datetime, str, int, int]]:
        """Each minute from the start on, for ever: the minute, its state, minutes used before it, minutes left."""
        at = self.start
        while True:
            self._befall(at)
            yield at, self._state(at), self.used, self.left
            if self._counts(at) and not self.paused and not self.stopped:
                self.used += 1
                self.left -= 1
                if self.left == 0:
                    self.ran_out = self.place.day(at)
            at += MINUTE

    def due(self) -> datetime:
        """The first late minute."""
        return next(at for at, state, _, _ in self.walk() if state == "late")

    def _state(self, at: datetime) -> str:
        if self.stopped:
            return "stopped"
        if self.left <= 0:
            return "late"
        if self.paused:
            return "paused"
        if self.left * 4 <= self.limit:
            return "due-soon"
        if self._is_before_day_one(at):
            return "waiting"
        return "running" if self._counts(at) else "off-hours"

    def _counts(self, at: datetime) -> bool:
        return not self._is_before_day_one(at) and self._would_count(at)

    def _would_count(self, at: datetime) -> bool:
        return self.kind in ("urgent", "day") or self.place.is_working(at)

    def _is_before_day_one(self, at: datetime) -> bool:
        return self.kind in ("workday", "day") and self.place.day(at) <= self.place.day(self.start)

    def _minutes_of(self, amount: int, after: date) -> int:
        """Counted minutes in so many hours, or in so many days after ``after``."""
        if self.kind in ("urgent", "hour"):
            return amount * 60
        day, found = after, 0
        while amount:
            day += timedelta(days=1)
            if self.kind == "day" or self.place.works(day):
                amount -= 1
                found += self._minutes_in(day)
        return found

    def _minutes_in(self, day: date) -> int:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16)
        minutes = (at + number * MINUTE for number in range(56 * 60))
        return sum(self.place.day(minute) == day and self._would_count(minute) for minute in minutes)

    def _befall(self, at: datetime) -> None:
        for what, when, *more in self.ticks:
            if when == at:
                self._do(what, at, *more)

    def _do(self, what: str, at: datetime, *more: int | datetime) -> None:
        self.paused = what == "pause" or (self.paused and what != "resume")
        self.stopped = self.stopped or what == "stop"
        if what == "extend" and isinstance(more[0], int):
            self.left += self._minutes_of(more[0], self._due_day(at))
        if what == "postpone" and isinstance(more[0], datetime):
            self.left = max(self.left, self._minutes_until(more[0], at))

    def _due_day(self, at: datetime) -> date:
        """The day of the last minute that the clock has, as things stand."""
        left = self.left
        if left <= 0 and self.ran_out:
            return self.ran_out
        while left:
            left -= self._counts(at)
            at += MINUTE
        return self.place.day(at - MINUTE)

    def _minutes_until(self, due: datetime, at: datetime) -> int:
        found = 0
        while at < due:
            found += self._counts(at)
            at += MINUTE
        return found
