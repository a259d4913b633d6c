"""A clock as it stands: folded from what befell it, asked at any instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, reduce
from typing import NamedTuple

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.command.clocks import SPARE, Counting
from cityloop.command.ticks import (
    MAY_FOLLOW,
    AnyTick,
    Extended,
    IllegalTick,
    Paused,
    Postponed,
    Resumed,
    Started,
    State,
    Stopped,
    Tick,
)

NONE = timedelta()


class Stretch(NamedTuple):
    """Counted from ``start`` until ``end``; None: until further notice."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Clock:
    """A pure function of a calendar and what befell; asked at an instant of the past, it says what was true then.

    Nothing is worked out before it is asked for: where the holiday table does not reach, reading raises
    ``CalendarEnds``, folding never does.
    """

    calendar: Calendar
    start: Started
    ticks: tuple[AnyTick, ...] = ()

    def then(self, tick: AnyTick) -> "Clock":
        """After ``tick``. Raises ``IllegalTick``."""
        last = self.ticks[-1].at if self.ticks else self.start.at
        if tick.at < last or type(tick) not in MAY_FOLLOW[type(self._standing)] or _is_empty(tick):
            raise IllegalTick(
                f"Last {_name(self._standing)}, last event at {last.isoformat()}: a clock cannot then be "
                f"{_name(tick)} at {tick.at.isoformat()}; check its events and their order.",
                tick=tick,
            )
        return replace(self, ticks=(*self.ticks, tick))

    def anew(self, at: datetime) -> "Clock":
        """A new clock for the same limit, as when a case is opened again: what was used before counts for nothing."""
        return Clock(self.calendar, Started(at=at, limit=self.start.limit, hours=self.start.hours))

    def as_of(self, at: datetime) -> "Clock":
        """As it stood at ``at``, not knowing what came later."""
        return self if not self.ticks or self.ticks[-1].at <= at else replace(self, ticks=self._until(at))

    @property
    def is_paused(self) -> bool:
        """Whether it stands still until it is resumed."""
        return isinstance(self._standing, Paused)

    @property
    def stopped_at(self) -> datetime | None:
        """When it stopped."""
        return self._standing.at if isinstance(self._standing, Stopped) else None

    @property
    def in_time(self) -> bool | None:
        """Whether it stopped before it was due; None as long as it has not stopped."""
        return None if self.stopped_at is None else self.remaining(self.stopped_at) > NONE

    @cached_property
    def counting(self) -> Counting:
        """How its time counts."""
        return Counting(self.start.limit.kind, self.calendar, self.start.hours)

    @cached_property
    def begins(self) -> datetime:
        """From when time is counted."""
        return self.counting.begins(self.start.at)

    @cached_property
    def granted(self) -> timedelta:
        """How much counted time there is: the limit and its extensions."""
        if not self.ticks:
            return self._limit
        before = replace(self, ticks=self.ticks[:-1])
        return before.granted + before._gain(self.ticks[-1])

    @cached_property
    def due(self) -> datetime | None:
        """When it is late; None while it is paused, unless it was late before."""
        return next(self._when(self.granted, self._stretches), None)

    @cached_property
    def due_soon_at(self) -> datetime | None:
        """From when no more than a quarter of the limit is left; None while it is paused, unless it was so before."""
        return next(self._when(self.granted - self._spare, self._stretches), None)

    def due_if_resumed(self, at: datetime) -> datetime:
        """When it is due if, where it is paused, it is resumed at ``at``."""
        return next(self._when(self.granted, (*self._stretches, Stretch(max(at, self.begins), None))))

    def used(self, at: datetime) -> timedelta:
        """How much time was counted by ``at``; goes on after the due time, not after the stop."""
        at = min(at, self.stopped_at or at)
        spans = ((stretch.start, min(at, stretch.end or at)) for stretch in self.as_of(at)._stretches)
        return sum((self.counting.between(start, end) for start, end in spans if start < end), NONE)

    def remaining(self, at: datetime) -> timedelta:
        """How much counted time was left at ``at``; below zero: how much it was over."""
        return self.as_of(at).granted - self.used(at)

    def state(self, at: datetime) -> State:
        """The one state that it was in at ``at``."""
        if at < self.start.at:
            return State.WAITING
        then = self.as_of(at)
        if then.stopped_at is not None:
            return State.STOPPED
        near = then._near(at)
        if then.is_paused and near is not State.LATE:
            return State.PAUSED
        return near or then._pace(at)

    def _near(self, at: datetime) -> State | None:
        """Late or due soon. Where the due time lies beyond the table, and ``at`` does not, it is neither."""
        try:
            left, spare = self.remaining(at), self._spare
        except CalendarEnds:
            self.used(at)
            return None
        if left > spare:
            return None
        return State.DUE_SOON if left > NONE else State.LATE

    def _pace(self, at: datetime) -> State:
        if at < self.begins:
            return State.WAITING
        return State.RUNNING if self.counting.runs(at) else State.OFF_HOURS

    def _gain(self, tick: AnyTick) -> timedelta:
        if isinstance(tick, Extended):
            return self.counting.more(tick.amount, self.due_if_resumed(tick.at))
        if isinstance(tick, Postponed):
            left = self.counting.between(max(tick.at, self.begins), tick.due)
            return max(NONE, left - self.remaining(tick.at))
        return NONE

    def _when(self, counted: timedelta, stretches: Iterable[Stretch]) -> Iterator[datetime]:
        """The first instant by which ``counted`` had passed; none where the stretches are too short."""
        for start, end in stretches:
            here = None if end is None else self.counting.between(start, end)
            if here is None or counted <= here:
                yield self.counting.after(start, counted)
                return
            counted -= here

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        found = [Stretch(self.begins, None)]
        for tick in self.ticks:
            if isinstance(tick, Paused):
                found[-1] = Stretch(found[-1].start, max(tick.at, self.begins))
            if isinstance(tick, Resumed):
                found.append(Stretch(max(tick.at, self.begins), None))
        return tuple(found)

    @cached_property
    def _limit(self) -> timedelta:
        return self.counting.worth(self.start.limit.amount, self.start.at)

    @property
    def _spare(self) -> timedelta:
        return self._limit // SPARE

    @property
    def _standing(self) -> Tick:
        """What befell it last, but for extensions."""
        lasting = (tick for tick in reversed(self.ticks) if not isinstance(tick, Extended | Postponed))
        return next(lasting, self.start)

    def _until(self, at: datetime) -> tuple[AnyTick, ...]:
        return tuple(tick for tick in self.ticks if tick.at <= at)


def fold(calendar: Calendar, start: Started, ticks: Iterable[AnyTick]) -> Clock:
    """The clock that started with ``start``, after all of ``ticks``. Raises ``IllegalTick``."""
    return reduce(Clock.then, ticks, Clock(calendar, start))


def _is_empty(tick: Tick) -> bool:
    """Whether it is an extension that gives nothing."""
    if isinstance(tick, Postponed):
        return tick.due <= tick.at
    return isinstance(tick, Extended) and tick.amount < 1


def _name(tick: Tick) -> str:
    return type(tick).__name__.lower()
