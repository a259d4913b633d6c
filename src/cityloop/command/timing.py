"""The clocks of a city's stages: which limit holds, when it is due, and what is left after a pause."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.facts.dispatching import Assisting
from cityloop.city.index import Index
from cityloop.city.organisation import Hours
from cityloop.city.principal import Duty
from cityloop.command.case import Case
from cityloop.command.clocks import SPARE, Counting
from cityloop.command.duties import node_of
from cityloop.command.stages import TAKEN, Stage


class Span(NamedTuple):
    """When a stage is due, and from when that is soon; None and None where no limit is set, or none can be told."""

    due: datetime | None
    soon: datetime | None


NEVER = Span(None, None)
DUTIES = {
    Stage.ESTABLISH: Duty.ACCEPT,
    Stage.ACCEPT: Duty.ACCEPT,
    Stage.DISPATCH: Duty.DISPATCH,
    Stage.CHECK: Duty.CHECK,
    Stage.REVIEW: Duty.CHECK,
    Stage.REVISIT: Duty.ACCEPT,
    Stage.CLOSE: Duty.CLOSE,
    Stage.ARBITRATE: Duty.ARBITRATE,
}
"""Whose turn it is in a stage; where it is not said, that of the lead unit's desk."""


class Reading(NamedTuple):
    """A clock as a page shows it: the share of the time that is used (above 1: late), and how much is left."""

    used: float
    left: timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    """The limits of a city's catalogue on its calendar; where the holiday table ends there is no due time, no guess."""

    index: Index
    calendar: Calendar

    def find_limit(self, category: str | None, stage: str) -> Limit | None:
        """The limit of a stage for a category, from its nearest parent that sets one.

        A case without a category yet has what is set for its whole life (``grid``, ``request``): no report waits
        without a due time because nobody has sorted it.
        """
        return self.index.law.find_limit(category or "", stage)

    def span(self, category: str | None, stage: Stage, start: datetime, at: str, unit: str | None = None) -> Span:
        """The clock of a stage that begins at ``start``, run by the node with path ``at``; ``unit`` is its lead."""
        limit = self.find_limit(category, stage)
        return self.of(limit, start, self.hours(stage, at, unit)) if limit else NEVER

    def of(self, limit: Limit, start: datetime, hours: Hours) -> Span:
        """The clock of ``limit`` from ``start`` for those who work ``hours``."""
        counting = Counting(limit.kind, self.calendar, hours)
        try:
            due = counting.due(limit.amount, start)
            return Span(due, counting.after(counting.begins(start), counting.worth(limit.amount, start) * 3 / SPARE))
        except CalendarEnds:
            return NEVER

    def hours(self, stage: Stage, at: str, unit: str | None) -> Hours:
        """The working hours of the post whose turn it is: of that post, else of its unit, else of the city."""
        lead = unit if stage in TAKEN else None
        posts = self.index.roster.posts_with(DUTIES.get(stage, Duty.HANDLE), node_of(at), lead)
        own = next((post.hours for post in posts if post.hours), None)
        return own or (self.index.unit(lead).hours if lead else None) or self.index.city.hours

    def resumed(self, case: Case, now: datetime) -> Span:
        """The clock of a case that stood still since ``case.paused``: exactly what was left is left again."""
        if case.due is None or case.paused is None:
            return Span(case.due, case.soon)
        counting = self._counting(case)
        return self._moved(counting, max(case.paused, counting.begins(case.since)), Span(case.due, case.soon), now)

    def _moved(self, counting: Counting, stopped: datetime, span: Span, now: datetime) -> Span:
        try:
            due, soon = (end and self._on(counting, stopped, end, now) for end in span)
            return Span(due, soon)
        except CalendarEnds:
            return NEVER

    def read(self, case: Case, now: datetime) -> Reading | None:
        """The clock of the case's stage at ``now``, in the time that counts; None where there is no due time."""
        if case.due is None:
            return None
        return self._read(self._counting(case), case.since, case.due, case.paused or now)

    def _read(self, counting: Counting, since: datetime, due: datetime, at: datetime) -> Reading | None:
        begins = counting.begins(since)
        try:
            left, whole = counting.between(max(begins, at), due), counting.between(begins, due)
        except CalendarEnds:
            return None
        return Reading(1.0 if whole <= timedelta(0) else 1 - left / whole, left)

    # Those that assist

    def helping(self, category: str | None, at: str, unit: str, now: datetime) -> Assisting:
        """``unit`` assists from ``now`` on, with as much of its own working time as the lead has for handling."""
        span = self.span(category, Stage.HANDLE, now, at, unit)
        return Assisting(unit=unit, since=now, due=span.due, soon=span.soon)

    def help_resumed(self, case: Case, now: datetime) -> tuple[Assisting, ...]:
        """The units that assist in a case that stood still, each with exactly what was left for it."""
        return tuple(self._help_moved(case, help, now) for help in case.assisting)

    def _help_moved(self, case: Case, help: Assisting, now: datetime) -> Assisting:
        if case.paused is None or help.since is None or help.due is None or not help.runs:
            return help
        counting = self._help_counting(case, help)
        stopped = max(case.paused, counting.begins(help.since))
        span = self._moved(counting, stopped, Span(help.due, help.soon), now)
        return replace(help, due=span.due, soon=span.soon)

    def read_help(self, case: Case, help: Assisting, now: datetime) -> Reading | None:
        """The clock of a unit that assists, in the time that counts for it; None where there is no due time."""
        if help.since is None or help.due is None:
            return None
        return self._read(self._help_counting(case, help), help.since, help.due, case.paused or now)

    def _help_counting(self, case: Case, help: Assisting) -> Counting:
        limit = self.find_limit(case.category, Stage.HANDLE)
        hours = self.hours(Stage.HANDLE, case.at, help.unit)
        return Counting(limit.kind if limit else TimeKind.URGENT, self.calendar, hours)

    def soon(self, start: datetime, due: datetime) -> datetime:
        """From when a due time that somebody set by hand is soon: when a quarter of the time is left."""
        return due - (due - start) / SPARE

    def _on(self, counting: Counting, stopped: datetime, end: datetime, now: datetime) -> datetime:
        left = counting.between(stopped, end)
        return now if left <= timedelta(0) else counting.after(now, left)

    def _counting(self, case: Case) -> Counting:
        limit = self.find_limit(case.category or case.life, case.stage)
        hours = self.hours(case.stage, case.at, case.lead)
        return Counting(limit.kind if limit else TimeKind.URGENT, self.calendar, hours)
