"""A case's clock as people meet it: pauses, extensions, and what is told of them, on a running city."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.command import orders
from cityloop.command.case import Case
from cityloop.command.scene import BadOrder, TooLate
from cityloop.views.clock import Clock, ClockState, clock_of
from tests.street import Street

DAY = timedelta(days=1)
AFTER_CHRISTMAS = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
"""A Saturday; the holiday table ends with 28 December."""


@pytest.fixture
def late_in_the_year(tmp_path: Path) -> Iterator[Street]:
    """The street two days before its holiday table ends."""
    street = Street(tmp_path, now=AFTER_CHRISTMAS)
    yield street
    street.node.stop()


def ground(street: Street, step: str) -> str:
    """Any ground of the catalogue for a step."""
    return street.node.index.law.list_grounds(step)[0].id


def pause(street: Street, case: str) -> None:
    """Stop the clock."""
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))


def ask(street: Street, case: str, until: datetime) -> None:
    """Ask for more time."""
    street.do("pan", orders.AskExtension, case, until=until, ground=ground(street, "extension"))


def due(street: Street, case: str) -> datetime:
    """When the case is due; it is."""
    found = street.case(case).due
    assert found is not None
    return found


def shown(street: Street, case: str) -> Clock:
    """The clock as pages show it."""
    return clock_of(street.case(case), street.node.in_force().timing, street.now)


def at_nine(street: Street) -> str:
    """A case dispatched yesterday; its first working day begins."""
    case = street.dispatched()
    street.now += timedelta(hours=23)
    return case


def when_late(street: Street) -> str:
    """A case that came due an hour ago."""
    case = street.dispatched()
    street.now = due(street, case) + timedelta(hours=1)
    street.node.step()
    return case


def test_what_was_late_before_it_was_paused_is_late_in_the_pause_and_after_it(street: Street) -> None:
    case = when_late(street)
    first = due(street, case)
    pause(street, case)
    assert (shown(street, case).state, due(street, case)) == (ClockState.LATE, first)
    street.later(hours=3)
    street.do("jin", orders.Resume, case)
    assert (shown(street, case).state, due(street, case)) == (ClockState.LATE, first)


def test_late_is_told_and_told_upward_once_however_often_it_is_paused(street: Street) -> None:
    case = when_late(street)
    for _ in range(2):
        pause(street, case)
        street.later(hours=3)
        street.do("jin", orders.Resume, case)
        street.later(days=3)
    assert street.facts(case).count("CameDue") == 1
    assert street.facts(case).count("Escalated") == 1


def test_while_paused_nothing_is_due_and_a_pause_gives_what_was_left(street: Street) -> None:
    case = at_nine(street)
    first = due(street, case)
    pause(street, case)
    assert (street.case(case).due, shown(street, case).due) == (None, None)
    assert shown(street, case).state is ClockState.PAUSED
    street.now += DAY
    street.do("jin", orders.Resume, case)
    assert due(street, case) == first + DAY


def test_an_extension_granted_while_paused_is_what_is_left_when_it_goes_on(street: Street) -> None:
    case = at_nine(street)
    first = due(street, case)
    pause(street, case)
    ask(street, case, first + 2 * DAY)
    street.do("jin", orders.DecideExtension, case, granted=True)
    assert street.case(case).due is None
    street.now += 7 * DAY
    street.do("jin", orders.Resume, case)
    assert due(street, case) == first + 9 * DAY


def test_more_time_can_be_asked_for_while_the_clock_stands_though_the_old_due_time_has_passed(street: Street) -> None:
    case = street.dispatched()
    first = due(street, case)
    pause(street, case)
    street.now = first + DAY
    ask(street, case, street.now + 10 * DAY)
    assert street.case(case).asked_until == street.now + 10 * DAY


def test_an_extended_case_is_due_soon_when_a_quarter_of_its_limit_is_left_in_working_time(street: Street) -> None:
    case = street.dispatched()
    before = street.case(case)
    ask(street, case, due(street, case) + 2 * DAY)
    street.do("jin", orders.DecideExtension, case, granted=True)
    after = street.case(case)
    assert before.soon is not None
    assert after.soon == before.soon + 2 * DAY


def test_an_extension_that_adds_no_counted_time_is_refused(street: Street) -> None:
    case = street.dispatched()
    with pytest.raises(BadOrder, match="in the time that counts"):
        ask(street, case, due(street, case) + timedelta(hours=2))


def test_an_extension_whose_end_has_come_meanwhile_can_only_be_refused(street: Street) -> None:
    case = street.dispatched()
    ask(street, case, due(street, case) + DAY)
    street.now = due(street, case) + 2 * DAY
    with pytest.raises(TooLate, match="only be refused"):
        street.do("jin", orders.DecideExtension, case, granted=True)
    street.do("jin", orders.DecideExtension, case, granted=False)
    assert street.case(case).asked_until is None


# A holiday table that ends


def with_days_until(street: Street, last: date) -> None:
    """The city names the days after its table itself, and applies that."""
    table = street.node.in_force().timing.calendar.last
    days = (table + number * DAY for number in range(1, (last - table).days + 1))
    street.apply(replace(street.city, holidays={day: day.weekday() < 5 for day in days}))


def test_where_the_holiday_table_ends_the_clock_says_until_when_it_is_known(late_in_the_year: Street) -> None:
    case = late_in_the_year.dispatched()
    assert late_in_the_year.case(case).due is None
    clock = shown(late_in_the_year, case)
    assert (clock.state, clock.ends) == (ClockState.UNTOLD, date(2026, 12, 28))


def test_a_configuration_that_reaches_further_gives_a_due_time_to_clocks_without(late_in_the_year: Street) -> None:
    street = late_in_the_year
    case = street.dispatched()
    with_days_until(street, date(2027, 1, 31))
    assert street.facts(case)[-1] == "Reckoned"
    assert due(street, case) > street.now
    assert shown(street, case).state is ClockState.RUNS


def test_a_city_that_sends_everyone_home_moves_what_is_due(street: Street) -> None:
    case = street.dispatched()
    first = due(street, case)
    street.apply(replace(street.city, holidays={**street.city.holidays, date(2026, 11, 24): False}))
    assert due(street, case) == first + DAY


def test_a_configuration_with_the_same_days_moves_no_clock(street: Street) -> None:
    case = street.dispatched()
    street.apply(replace(street.city, persons=street.city.persons[:-1]))
    assert "Reckoned" not in street.facts(case)


def test_what_goes_on_beyond_the_holiday_table_is_not_late_by_the_time_it_had(street: Street) -> None:
    case = street.dispatched()
    pause(street, case)
    street.now = AFTER_CHRISTMAS
    street.do("jin", orders.Resume, case)
    found: Case = street.case(case)
    assert (found.due, found.soon, found.late) == (None, None, False)
    assert "CameDue" not in street.facts(case)


def test_a_hold_over_that_ends_beyond_the_holiday_table_leaves_no_due_time(street: Street) -> None:
    case = street.dispatched()
    until = AFTER_CHRISTMAS - 2 * DAY
    street.do("kong", orders.HoldOver, case, ground=ground(street, "hold-over"), until=until)
    street.later(days=33)
    assert street.facts(case)[-1] == "HoldEnded"
    assert street.case(case).due is None
