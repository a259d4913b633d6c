"""What must hold of every clock, whatever befalls it, over ten years of real calendars: laws to be proved by trying."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityloop.city.calendar import Calendar
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.facts.fact import Term
from cityloop.command.clocks import Counting
from cityloop.command.stopwatch import Clock
from cityloop.command.ticks import AnyTick, Extended, Paused, Resumed, State
from cityloop.command.timing import term_of
from tests.unit.command.due_times import calendar_with, hours, minutes
from tests.unit.command.slow_clock import MINUTE, Place, SlowClock, SlowTick

FIRST, LAST = date(2017, 1, 1), date(2026, 12, 28)
"""Ten years for which both tables are known."""
NOTHING, MICROSECOND = timedelta(), timedelta(microseconds=1)
SPANS = (
    ("09:00-12:00", "14:00-18:00"),
    ("08:30-12:00", "13:30-17:30"),
    ("08:00-17:00",),
    ("00:00-24:00",),
    ("00:00-02:30", "22:15-24:00"),
)
ZONES = {"Asia/Shanghai": "CN", "America/Los_Angeles": "US", "America/Havana": "US", "Australia/Lord_Howe": "US"}
"""Havana changes its clocks at midnight, Lord Howe by half an hour."""


@dataclass(frozen=True)
class Law:
    """Something that holds for whatever ``drawn`` draws."""

    name: str
    drawn: st.SearchStrategy[Any]
    holds: Callable[[Any], None]

    def prove(self, examples: int) -> None:
        """Try it on so many examples; raises on the first that breaks it."""
        told = settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        told(given(self.drawn)(self.holds))()


def calendar(zone: str) -> Calendar:
    """The calendar of a zone, by the adapter."""
    return calendar_with(zone, ZONES[zone], ())


@cache
def american() -> holidays.HolidayBase:
    """The days off of the United States, from their library."""
    return holidays.country_holidays("US", years=range(FIRST.year - 1, LAST.year + 2))


def works(zone: str) -> Callable[[date], bool]:
    """Whether a day is worked, asked of the library and not of our table."""
    return chinese_calendar.is_workday if ZONES[zone] == "CN" else american().is_working_day


def place(zone: str, spans: tuple[str, ...]) -> Place:
    """The same place for the slow clock."""
    return Place(ZoneInfo(zone), works(zone), tuple(minutes(span) for span in spans))


def instants(unit: timedelta = timedelta(microseconds=1)) -> st.SearchStrategy[datetime]:
    """Any instant of the ten years, but for their last weeks, so that a clock has days to run."""
    first = datetime(FIRST.year, 1, 2, tzinfo=UTC)
    most = (datetime(2026, 10, 15, tzinfo=UTC) - first) // unit
    return st.integers(0, most).map(lambda number: first + number * unit)


def limits(most: int) -> st.SearchStrategy[Limit]:
    """A limit of any kind, of at most so many hours or days."""
    return st.builds(Limit, stage=st.just("handling"), kind=st.sampled_from(TimeKind), amount=st.integers(1, most))


zones = st.sampled_from(sorted(ZONES))
spans = st.sampled_from(SPANS)
countings = st.builds(
    lambda kind, zone, span: Counting(kind, calendar(zone), hours(*span)), st.sampled_from(TimeKind), zones, spans
)
times = st.timedeltas(NOTHING, timedelta(days=9))
lengths = st.integers(0, 4 * 24 * 60).map(lambda minutes: minutes * MINUTE)


class Life(NamedTuple):
    """A clock and what befalls it, on whole minutes."""

    zone: str
    spans: tuple[str, ...]
    term: Term
    ticks: tuple[AnyTick, ...]

    def clocks(self) -> list[Clock]:
        """The clock at its start, and after each tick."""
        return list(accumulate(self.ticks, Clock.then, initial=Clock(calendar(self.zone), self.term)))

    def slow(self) -> SlowClock:
        """The slow clock of the same life."""
        term, ticks = self.term, [_told(tick) for tick in self.ticks]
        return SlowClock(place(self.zone, self.spans), term.kind.value, term.amount, term.at, ticks)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Any life of up to five ticks."""
    zone, span, limit, start = draw(zones), draw(spans), draw(limits(3)), draw(instants(MINUTE))
    at, paused = start, False
    ticks: list[AnyTick] = []
    for choice in draw(st.lists(st.sampled_from("pppee"), max_size=5)):
        at += draw(lengths)
        ticks.append(_tick(choice, at, paused, draw(lengths)))
        paused = isinstance(ticks[-1], Paused) or (paused and not isinstance(ticks[-1], Resumed))
    return Life(zone, span, term_of(limit, start, hours(*span)), tuple(ticks))


def _tick(choice: str, at: datetime, paused: bool, length: timedelta) -> AnyTick:
    if choice == "p":
        return Resumed(at=at) if paused else Paused(at=at)
    return Extended(at=at, due=at + length + MINUTE)


def _told(tick: AnyTick) -> SlowTick:
    if isinstance(tick, Extended):
        return "postpone", tick.at, tick.due
    return "pause" if isinstance(tick, Paused) else "resume", tick.at


class Part(NamedTuple):
    """A limit that starts, a time that passes, and another; to the microsecond."""

    amount: int
    counting: Counting
    start: datetime
    one: timedelta
    other: timedelta

    @property
    def limit(self) -> Limit:
        """The limit."""
        return Limit(stage="handling", kind=self.counting.kind, amount=self.amount)

    @property
    def clock(self) -> Clock:
        """Its clock."""
        return Clock(self.counting.calendar, term_of(self.limit, self.start, self.counting.hours))


parts = st.builds(Part, st.integers(1, 20), countings, instants(), times, times)


def _every_minute_is_in_one_state(life: Life) -> None:
    clock = life.clocks()[-1]
    assert clock.state(life.term.at - MINUTE) is State.WAITING
    for at, state, used, left in _until_settled(life):
        told = clock.state(at).value, clock.used(at) / MINUTE, clock.remaining(at) / MINUTE
        assert told == (state, used, left), f"at {at.isoformat()}"


def _until_settled(life: Life) -> Iterator[tuple[datetime, str, int, int]]:
    """The walk until an hour after nothing more can happen."""
    last = life.clocks()[-1].last
    settled = 0
    for at, state, used, left in life.slow().walk():
        yield at, state, used, left
        settled += at >= last and state in ("late", "paused")
        if settled > 60:
            return


def _what_comes_later_changes_no_past(life: Life) -> None:
    clocks = life.clocks()
    for then, tick in zip(clocks, life.ticks, strict=False):
        asked = max(then.last, tick.at - MICROSECOND)
        if asked < tick.at:
            assert clocks[-1].state(asked) is then.state(asked)
            assert clocks[-1].used(asked) == then.used(asked)
            assert clocks[-1].remaining(asked) == then.remaining(asked)


def _the_due_time_is_the_first_late_instant(life: Life) -> None:
    for clock in life.clocks():
        if clock.due is not None and clock.due > clock.last:
            assert clock.state(clock.due) is State.LATE
            assert clock.state(clock.due - MICROSECOND) is not State.LATE
            assert clock.due_soon_at is not None
            assert clock.due_soon_at < clock.due
            assert clock.remaining(clock.due) == NOTHING


def _an_extension_is_never_sooner(life: Life) -> None:
    for before, after in pairwise(life.clocks()):
        tick = after.ticks[-1]
        if isinstance(tick, Extended):
            first, then = before.due_if_resumed(tick.at), after.due_if_resumed(tick.at)
            assert then >= first
            if then != first and after.remaining(tick.at) > NOTHING:
                assert after.counting.between(then, tick.due) == NOTHING


def _a_pause_keeps_what_is_left(part: Part) -> None:
    paused, resumed = part.start + part.one, part.start + part.one + part.other
    still = part.clock.then(Paused(at=paused))
    left, again = still.remaining(paused), still.then(Resumed(at=resumed))
    assert part.clock.remaining(paused) == left == still.remaining(paused + part.other / 3) == again.remaining(resumed)
    if left > NOTHING:
        assert still.due is None
        assert again.due == still.due_if_resumed(resumed)
        assert part.counting.between(max(resumed, again.begins), still.due_if_resumed(resumed)) == left


def _later_and_longer_is_never_sooner(part: Part) -> None:
    due = part.counting.due(part.amount, part.start)
    assert part.start < due <= part.counting.due(part.amount, part.start + part.one)
    assert due < part.counting.due(part.amount + 1, part.start)


def _times_add_up(part: Part) -> None:
    noon, end = part.start + part.one, part.start + part.one + part.other
    between = part.counting.between
    assert between(part.start, noon) + between(noon, end) == between(part.start, end)
    assert NOTHING <= between(part.start, end) <= end - part.start
    if part.one:
        assert between(part.start, part.counting.after(part.start, part.one)) == part.one


def _a_limit_in_two_parts_is_one(part: Part) -> None:
    longer = part.counting.due(part.amount + 2, part.start)
    assert part.clock.then(Extended(at=part.start, due=longer)).due == longer


def _a_pause_excuses_nobody(part: Part) -> None:
    paused, resumed = part.start + part.one, part.start + part.one + part.other
    still = part.clock.then(Paused(at=paused))
    again = still.then(Resumed(at=resumed))
    for told in ("due", "due_soon_at"):
        before, after = getattr(part.clock, told), getattr(again, told)
        assert getattr(still, told) == (before if before <= paused else None)
        assert after == before if before <= paused else after >= before


def _each_minute_of_a_day_is_worked_or_not(drawn: tuple[str, tuple[str, ...], int]) -> None:
    zone, span, number = drawn
    where, table, worked = place(zone, span), calendar(zone), hours(*span)
    day = FIRST + timedelta(days=number)
    start, end = table.midnight(day), table.midnight(day + timedelta(days=1))
    every = [start + number * MINUTE for number in range((end - start) // MINUTE)]
    expected = [where.is_working(minute) for minute in every]
    assert [table.is_working(worked, minute) for minute in every] == expected
    assert table.worked(worked, start, end) == sum(expected) * MINUTE
    assert table.is_workday(day) == where.works(day)


days = st.tuples(zones, spans, st.integers(0, (LAST - FIRST).days))

LAWS = (
    Law("every minute is in one state, that of the slow clock", lives(), _every_minute_is_in_one_state),
    Law("what comes later changes no past", lives(), _what_comes_later_changes_no_past),
    Law("the due time is the first late instant", lives(), _the_due_time_is_the_first_late_instant),
    Law("an extension is never sooner", lives(), _an_extension_is_never_sooner),
    Law("a pause keeps what is left, to the microsecond", parts, _a_pause_keeps_what_is_left),
    Law("later and longer is never sooner", parts, _later_and_longer_is_never_sooner),
    Law("times add up", parts, _times_add_up),
    Law("a limit in two parts is one", parts, _a_limit_in_two_parts_is_one),
    Law("a pause excuses nobody, and hurries nobody", parts, _a_pause_excuses_nobody),
    Law("each minute of a day is worked or not", days, _each_minute_of_a_day_is_worked_or_not),
)
