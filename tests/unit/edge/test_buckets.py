"""Token buckets: so many at once, so many a second, in bounded memory."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cityloop.edge.buckets import Buckets
from cityloop.edge.limits import Rate, RateClass

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RATES = {RateClass.LINK: Rate(0.5, 3)}


def test_a_burst_is_served_and_then_one_waits() -> None:
    buckets = Buckets(RATES)
    assert [buckets.take(RateClass.LINK, "a", NOON) for _ in range(4)] == [0, 0, 0, 2]
    assert buckets.take(RateClass.LINK, "b", NOON) == 0
    assert buckets.take(RateClass.LINK, "a", NOON + timedelta(seconds=1)) == 1
    assert buckets.take(RateClass.LINK, "a", NOON + timedelta(seconds=2)) == 0


def test_what_has_no_rate_is_free() -> None:
    assert {Buckets(RATES).take(RateClass.FREE, "a", NOON) for _ in range(1_000)} == {0}


def test_memory_is_bounded_and_the_longest_unused_goes_first() -> None:
    buckets = Buckets(RATES, most=10)
    for _ in range(3):
        buckets.take(RateClass.LINK, "guesser", NOON)
    for number in range(9):
        buckets.take(RateClass.LINK, f"source {number}", NOON)
    assert buckets.take(RateClass.LINK, "guesser", NOON) > 0
    for number in range(10):
        buckets.take(RateClass.LINK, f"another {number}", NOON)
    assert buckets.take(RateClass.LINK, "guesser", NOON) == 0
    assert len(buckets._levels[RateClass.LINK]) == 10


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    buckets = Buckets(RATES)
    for _ in range(3):
        buckets.take(RateClass.LINK, "a", NOON)
    assert buckets.take(RateClass.LINK, "a", NOON - timedelta(hours=1)) > 0


@given(st.lists(st.floats(0, 20), max_size=80))
def test_never_more_than_burst_and_rate_allow(gaps_s: list[float]) -> None:
    buckets, now, served = Buckets(RATES), NOON, 0
    for gap_s in gaps_s:
        now += timedelta(seconds=gap_s)
        served += buckets.take(RateClass.LINK, "a", now) == 0
    assert served <= 3 + 0.5 * (now - NOON).total_seconds() + 1e-6
