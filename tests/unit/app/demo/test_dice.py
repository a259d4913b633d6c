"""Chance that does not depend on who asks first."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from cityloop.app.demo.dice import Dice


@given(some.integers(), some.text(), some.text())
def test_the_same_question_has_the_same_answer(seed: int, one: str, other: str) -> None:
    first, second = Dice(seed), Dice(seed)
    expected = first.of(one).random()
    second.of(other).random()
    assert second.of(one).random() == expected


def test_another_seed_has_another_answer() -> None:
    assert Dice(1).of("a").random() != Dice(2).of("a").random()


@given(some.floats(0, 100), some.floats(0, 100), some.text())
def test_minutes_lie_between_the_two(least: float, more: float, key: str) -> None:
    found = Dice(1).minutes(least, least + more, key)
    slack = timedelta(milliseconds=1)
    assert timedelta(minutes=least) - slack <= found <= timedelta(minutes=least + more) + slack


def test_a_share_is_met_over_many_keys() -> None:
    hits = sum(Dice(7).chance(0.3, number) for number in range(4_000))
    assert 0.27 < hits / 4_000 < 0.33
