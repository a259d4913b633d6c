"""Wrong passwords wait longer and longer, and never for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.guard.throttle import FORGOTTEN_AFTER, FREE, Throttle, delay

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LONGEST = timedelta(seconds=30)


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (4, 0), (5, 1), (7, 4), (9, 16), (10, 30), (10_000, 30)])
def test_the_wait_doubles_up_to_its_longest(count: int, seconds: int) -> None:
    assert delay(count, LONGEST) == timedelta(seconds=seconds)


def test_a_few_mistakes_cost_nothing_and_success_forgets_them() -> None:
    throttle = Throttle(LONGEST)
    for _ in range(FREE - 1):
        throttle.fail("wang", NOON)
    assert throttle.wait("wang", NOON) == timedelta()
    throttle.fail("wang", NOON)
    assert throttle.wait("wang", NOON) == timedelta(seconds=1)
    assert throttle.wait("li", NOON) == timedelta()
    throttle.succeed("wang")
    assert throttle.wait("wang", NOON) == timedelta()


def test_nobody_is_shut_out_for_good() -> None:
    throttle = Throttle(LONGEST)
    for _ in range(1_000):
        throttle.fail("wang", NOON)
    assert throttle.wait("wang", NOON) == LONGEST
    assert throttle.wait("wang", NOON + LONGEST) == timedelta()


def test_old_mistakes_are_forgotten() -> None:
    throttle = Throttle(LONGEST)
    for _ in range(20):
        throttle.fail("wang", NOON)
    later = NOON + FORGOTTEN_AFTER
    throttle.fail("wang", later)
    assert throttle.wait("wang", later) == timedelta()


def test_memory_is_bounded() -> None:
    throttle = Throttle(LONGEST, most_kept=10)
    for number in range(1_000):
        for _ in range(FREE):
            throttle.fail(f"source {number}", NOON)
    waiting = [number for number in range(1_000) if throttle.wait(f"source {number}", NOON)]
    assert waiting == list(range(990, 1_000))
