"""How a node says that it is well, and what is wrong where it is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cityloop.app.health import DOWN_S, SILENT_S, Status, Telling, health_of
from cityloop.app.pulse import Chore
from cityloop.city.calendar import Calendar
from cityloop.journal.errors import StoreGone
from tests.unit.command.clock_laws import calendar

TABLE = calendar("Asia/Shanghai")
"""Known until 28 December 2026."""
SPRING = datetime(2026, 4, 1, tzinfo=UTC)


def gone() -> None:
    raise StoreGone("away")


class Stopped:
    """A loop that turned last so many seconds ago."""

    def __init__(self) -> None:
        self.now = 0.0
        self.chore = Chore("loop", lambda: self.now)

    def after(self, seconds: float) -> Chore:
        self.now += seconds
        return self.chore


def ending(last: date) -> Calendar:
    return replace(TABLE, days=TABLE.days[: (last - TABLE.first).days + 1])


def test_a_node_whose_loop_turns_and_whose_checkpoints_are_signed_is_well() -> None:
    found = health_of(9, Stopped().after(3), {"main": Chore("main")}, ending(date(2026, 12, 28)), SPRING)
    assert (found.status, found.wrong) == (Status.OK, ())
    assert (found.position, found.loop_age_s, found.checkpoints) == (9, 3, {"main": "signed"})
    assert found.holidays_until == date(2026, 12, 28)


def test_a_loop_that_has_not_turned_for_long_is_not_well_and_the_body_says_what() -> None:
    found = health_of(9, Stopped().after(SILENT_S), {}, TABLE, SPRING)
    assert found.status is Status.FAILING
    assert "The loop has not turned for 120 s" in found.wrong[0]


def test_checkpoints_that_are_not_signed_are_told_with_their_reason() -> None:
    notary = Chore("main")
    notary.do(gone)
    found = health_of(9, None, {"main": notary}, TABLE, SPRING)
    assert (found.status, found.checkpoints) == (Status.AILING, {"main": "store-gone"})
    assert "the main journal are not signed (store-gone)" in found.wrong[0]


@pytest.mark.parametrize("days", [59, 14])
def test_a_holiday_table_that_ends_later_is_told_and_is_no_alarm(days: int) -> None:
    found = health_of(9, None, {}, ending(SPRING.date() + timedelta(days=days)), SPRING)
    assert (found.status, found.wrong) == (Status.OK, ())
    assert f"in {days} days" in found.soon[0]


@pytest.mark.parametrize(("days", "words"), [(13, "in 13 days"), (1, "in 1 days"), (0, "already"), (-3, "already")])
def test_a_holiday_table_that_is_about_to_end_is_told(days: int, words: str) -> None:
    last = SPRING.date() + timedelta(days=days)
    found = health_of(9, None, {}, ending(last), SPRING)
    assert found.status is Status.AILING
    assert f"ends on {last}, {words}" in found.wrong[0]
    assert "[holidays] in city.toml" in found.wrong[0]


def test_a_channel_that_has_been_down_for_long_is_told() -> None:
    down = Telling({"sms": ("http-500", DOWN_S), "mail": (None, 0.0), "hook": ("timeout", DOWN_S - 1)}, None)
    found = health_of(9, None, {}, ending(date(2026, 12, 28)), SPRING, down)
    assert found.status is Status.AILING
    assert found.channels == {"sms": "http-500", "mail": "works", "hook": "timeout"}
    assert found.wrong == ("The channel sms has been down for 10 minutes (http-500). Its letters wait.",)


def test_an_outside_system_that_was_not_heard_for_long_is_told() -> None:
    systems = {"bridge": ("door-shut", DOWN_S), "line": (None, 0.0), "grid": ("no-door", DOWN_S - 1)}
    found = health_of(9, None, {}, ending(date(2026, 12, 28)), SPRING, Telling({}, None, systems))
    assert found.status is Status.AILING
    assert found.systems == {"bridge": "door-shut", "line": "heard", "grid": "no-door"}
    assert found.wrong == (
        "The outside system bridge has not been heard for 10 minutes (door-shut). Its news waits there.",
    )


def test_a_channel_that_lacks_its_secret_is_told_at_once() -> None:
    lacking = Telling({"sms": ("no-secret", 0.0), "hook": ("open-secrets", 0.0)}, None)
    found = health_of(9, None, {}, ending(date(2026, 12, 28)), SPRING, lacking)
    assert found.status is Status.AILING
    assert "The channel sms has no secret" in found.wrong[0]
    assert "chmod 600" in found.wrong[1]


def test_an_outbox_that_stumbles_is_told() -> None:
    found = health_of(9, None, {}, ending(date(2026, 12, 28)), SPRING, Telling({}, "store-full"))
    assert found.status is Status.AILING
    assert "The outbox delivers nothing (store-full)" in found.wrong[0]


def test_a_node_without_a_city_says_nothing_of_holidays() -> None:
    assert health_of(0, None, {}, None, SPRING).holidays_until is None
