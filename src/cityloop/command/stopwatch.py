"""A clock as it stands: folded from what befell it, asked at any instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, reduce
from typing import NamedTuple

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.city.facts.fact import Term
from cityloop.command.clocks import SPARE, Counting
from cityloop.command.ticks import AnyTick, Extended, IllegalTick, Paused, Resumed, State

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
    term: Term
    ticks: tuple[AnyTick, ...] = ()

    def then(self, tick: AnyTick) -> "Clock":
        """After ``tick``. Raises ``IllegalTick``."""
        if tick.at < self.last or not self._may(tick):
            raise IllegalTick(
                f"{'Paused' if self.is_paused else 'Running'}, last event at {self.last.isoformat()}: a clock cannot "
                f"then be {type(tick).__name__.lower()} at {tick.at.isoformat()}; check its events and their order.",
                tick=tick,
            )
        return replace(self, ticks=(*self.ticks, tick))

    def as_of(self, at: datetime) -> "Clock":
        """As it stood at ``at``, not knowing what came later."""
        return self if self.last <= at else replace(self, ticks=tuple(tick for tick in self.ticks if tick.at <= at))

    @property
    def last(self) -> datetime:
        """When something befell it last."""
        return self.ticks[-1].at if self.ticks else self.term.at

    @property
    def is_paused(self) -> bool:
        """Whether it stands still until it is resumed."""
        lasting = (tick for tick in reversed(self.ticks) if not isinstance(tick, Extended))
        return isinstance(next(lasting, None), Paused)

    @cached_property
    def counting(self) -> Counting:
        """How its time counts."""
        return Counting(self.term.kind, self.calendar, self.term.hours)

    @cached_property
    def begins(self) -> datetime:
        """From when time is counted."""
        return self.counting.begins(self.term.at)

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
        """How much time was counted by ``at``; goes on after the due time."""
        spans = ((stretch.start, min(at, stretch.end or at)) for stretch in self.as_of(at)._stretches)
        return sum((self.counting.between(start, end) for start, end in spans if start < end), NONE)

    def remaining(self, at: datetime) -> timedelta:
        """How much counted time was left at ``at``; below zero: how much it was over."""
        return self.as_of(at).granted - self.used(at)

    def state(self, at: datetime) -> State:
        """The one state that it was in at ``at``."""
        if at < self.term.at:
            return State.WAITING
        then = self.as_of(at)
        near = then._near(at)
        if then.is_paused and near is not State.LATE:
            return State.PAUSED
        return near or then._pace(at)

    def _may(self, tick: AnyTick) -> bool:
        if isinstance(tick, Extended):
            return tick.due > tick.at
        return self.is_paused is isinstance(tick, Resumed)

    def _near(self, at: datetime) -> State | None:
        """Late or due soon."""
        try:
            left = self.remaining(at)
        except CalendarEnds:
            return self._late_beyond(at)
        if left > self._spare:
            return None
        return State.DUE_SOON if left > NONE else State.LATE

    def _late_beyond(self, at: datetime) -> State | None:
        """Late, where ``at`` lies beyond the table, and the due time does not; neither, where it is the other way."""
        try:
            due = self.due
        except CalendarEnds:
            due = None
        if due is not None and due <= at:
            return State.LATE
        self.used(at)
        return None

    def _pace(self, at: datetime) -> State:
        if at < self.begins:
            return State.WAITING
        return State.RUNNING if self.counting.runs(at) else State.OFF_HOURS

    def _gain(self, tick: AnyTick) -> timedelta:
        if not isinstance(tick, Extended):
            return NONE
        left = self.counting.between(max(tick.at, self.begins), tick.due)
        return max(NONE, left - self.remaining(tick.at))

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
        return self.counting.worth(self.term.amount, self.term.at)

    @property
    def _spare(self) -> timedelta:
        return self._limit // SPARE


def fold(calendar: Calendar, term: Term, ticks: Iterable[AnyTick]) -> Clock:
    """The clock of ``term``, after all of ``ticks``. Raises ``IllegalTick``."""
    return reduce(Clock.then, ticks, Clock(calendar, term))
