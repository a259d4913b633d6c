"""The clocks of a city's stages: which limit holds for whom, and what a case's clock says on the city's calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from cityloop.city.calendar import Calendar, CalendarEnds
from cityloop.city.catalogue import Limit
from cityloop.city.facts.dispatching import Assisting
from cityloop.city.facts.fact import Term
from cityloop.city.index import Index
from cityloop.city.organisation import Hours
from cityloop.city.principal import Duty
from cityloop.command.case import Case
from cityloop.command.duties import node_of
from cityloop.command.stages import TAKEN, Stage
from cityloop.command.stopwatch import Clock
from cityloop.command.ticks import AnyTick, Resumed

T = TypeVar("T")


class Span(NamedTuple):
    """When something is due, and from when that is soon; None and None while paused, or where none can be told."""

    due: datetime | None
    soon: datetime | None


class Begun(NamedTuple):
    """A stage's clock at its start; no term where no limit is set, no due time where the holiday table ends first."""

    term: Term | None
    due: datetime | None
    soon: datetime | None


NEVER = Begun(None, None, None)
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


@dataclass(frozen=True, slots=True)
class Timing:
    """The limits of a city's catalogue on its calendar; where the holiday table ends there is no due time, no guess."""

    index: Index
    calendar: Calendar

    @property
    def ends(self) -> date:
        """The last day that the holiday table knows."""
        return self.calendar.last

    def find_limit(self, category: str | None, stage: str) -> Limit | None:
        """The limit of a stage for a category, from its nearest parent that sets one.

        A case without a category yet has what is set for its whole life (``grid``, ``request``): no report waits
        without a due time because nobody has sorted it.
        """
        return self.index.law.find_limit(category or "", stage)

    def begun(self, category: str | None, stage: Stage, start: datetime, at: str, unit: str | None = None) -> Begun:
        """The clock of a stage that begins at ``start``, run by the node with path ``at``; ``unit`` is its lead."""
        limit = self.find_limit(category, stage)
        if limit is None:
            return NEVER
        term = term_of(limit, start, self.hours(stage, at, unit))
        return Begun(term, *self._span(Clock(self.calendar, term)))

    def due(self, limit: Limit, start: datetime, hours: Hours) -> datetime | None:
        """When ``limit`` is due from ``start`` for those who work ``hours``; None where that cannot be told."""
        return self._span(Clock(self.calendar, term_of(limit, start, hours))).due

    def hours(self, stage: Stage, at: str, unit: str | None) -> Hours:
        """The working hours of the post whose turn it is: of that post, else of its unit, else of the city."""
        lead = unit if stage in TAKEN else None
        posts = self.index.roster.posts_with(DUTIES.get(stage, Duty.HANDLE), node_of(at), lead)
        own = next((post.hours for post in posts if post.hours), None)
        return own or (self.index.unit(lead).hours if lead else None) or self.index.city.hours

    def clock(self, case: Case) -> Clock | None:
        """The clock of the case's stage, folded from what befell it; None where no limit is set."""
        return Clock(self.calendar, case.term, case.ticks) if case.term else None

    def span(self, case: Case) -> Span:
        """When the case is due, as its clock says."""
        clock = self.clock(case)
        return self._span(clock) if clock else Span(None, None)

    def after(self, case: Case, tick: AnyTick) -> Span:
        """When the case is due once ``tick`` befell its clock. Raises ``IllegalTick``."""
        clock = self.clock(case)
        return self._span(clock.then(tick)) if clock else Span(None, None)

    # Those that assist

    def helping(self, category: str | None, at: str, unit: str, now: datetime) -> Assisting:
        """``unit`` assists from ``now`` on, with as much of its own working time as the lead has for handling."""
        return Assisting(unit=unit, **self.begun(category, Stage.HANDLE, now, at, unit)._asdict())

    def help_clock(self, case: Case, help: Assisting) -> Clock | None:
        """The clock of a unit that assists: it stands still while the case does; None where no limit is set."""
        return Clock(self.calendar, help.term, case.stops_since(help.term.at)) if help.term else None

    def help_resumed(self, case: Case, at: datetime) -> tuple[Assisting, ...]:
        """The units that assist, once the case that stood still goes on ``at``, each with what was left for it."""
        return self._help(case, lambda clock: clock.then(Resumed(at=max(at, clock.last))) if clock.is_paused else clock)

    def help_reckoned(self, case: Case) -> tuple[Assisting, ...]:
        """The units that assist, each due as its clock says; those that stand still are told when they go on."""
        return case.assisting if case.is_still else self._help(case, lambda clock: clock)

    def _help(self, case: Case, move: Callable[[Clock], Clock]) -> tuple[Assisting, ...]:
        clocks = ((help, self.help_clock(case, help) if help.runs else None) for help in case.assisting)
        return tuple(replace(help, **self._span(move(clock))._asdict()) if clock else help for help, clock in clocks)

    def _span(self, clock: Clock) -> Span:
        return told(lambda: Span(clock.due, clock.due_soon_at)) or Span(None, None)


def told(ask: Callable[[], T]) -> T | None:
    """What ``ask`` says; None where the holiday table ends first."""
    try:
        return ask()
    except CalendarEnds:
        return None


def term_of(limit: Limit, start: datetime, hours: Hours) -> Term:
    """The term of ``limit`` from ``start`` for those who work ``hours``."""
    return Term(at=start, kind=limit.kind, amount=limit.amount, hours=hours)
