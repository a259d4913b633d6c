"""Tries at what a few digits protect."""

from datetime import UTC, datetime, timedelta

from cityloop.checks.checking import together
from cityloop.guard.tries import Tries

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_so_many_may_be_wrong_then_none_is_looked_at_until_the_first_is_old() -> None:
    tries = Tries(3, DAY)
    waits = [tries.take("case", NOW + timedelta(hours=hours)) for hours in range(5)]
    assert waits == [timedelta()] * 3 + [timedelta(hours=21), timedelta(hours=20)]
    assert tries.take("case", NOW + DAY) == timedelta()
    assert tries.take("case", NOW + DAY) == timedelta(hours=1)


def test_what_was_refused_prolongs_nothing_and_others_are_not_harmed() -> None:
    tries = Tries(1, DAY)
    tries.take("case", NOW)
    for minutes in range(60):
        tries.take("case", NOW + timedelta(minutes=minutes))
    assert tries.take("case", NOW + DAY) == timedelta()
    assert tries.take("another", NOW) == timedelta()


def test_the_one_that_was_right_does_not_count() -> None:
    tries = Tries(2, DAY)
    for _ in range(20):
        assert tries.take("case", NOW) == timedelta()
        tries.forgive("case", NOW)
    tries.forgive("nobody", NOW)


def test_many_at_once_are_no_way_around_it() -> None:
    tries = Tries(5, DAY)
    found = together(8, lambda _: [tries.take("case", NOW) for _ in range(50)])
    assert sum(not wait for waits in found for wait in waits) == 5


def test_only_so_many_are_remembered() -> None:
    tries = Tries(1, DAY, most_kept=2)
    for key in ("a", "b", "c"):
        tries.take(key, NOW)
    assert tries.take("c", NOW) > timedelta()
    assert tries.take("a", NOW) == timedelta()
