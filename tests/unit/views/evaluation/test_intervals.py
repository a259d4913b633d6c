"""How sure a share is; who is told apart; and that equal groups hardly ever are."""

from itertools import product
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.views.evaluation.intervals import ALPHA, LEAST, Share, Tier, fisher, tiers, told_apart

SHARES = st.integers(1, 60).flatmap(lambda due: st.builds(Share, st.integers(0, due), st.just(due)))


def exact(one: Share, other: Share) -> float:
    """The same by counting whole numbers."""
    counted, due = one.counted + other.counted, one.due + other.due
    ways = range(min(one.due, counted) + 1)
    terms = {x: comb(one.due, x) * comb(other.due, counted - x) for x in ways}
    lower = sum(term for x, term in terms.items() if x <= one.counted)
    upper = sum(term for x, term in terms.items() if x >= one.counted)
    return min(1.0, 2 * min(lower, upper) / comb(due, counted))


@given(SHARES, SHARES)
def test_fishers_test_is_what_whole_numbers_say(one: Share, other: Share) -> None:
    assert fisher(one, other) == pytest.approx(exact(one, other), rel=1e-9)


@given(SHARES, SHARES)
def test_it_asks_both_sides_alike(one: Share, other: Share) -> None:
    undone = (Share(each.due - each.counted, each.due) for each in (one, other))
    assert fisher(one, other) == pytest.approx(fisher(other, one)) == pytest.approx(fisher(*undone))


def test_many_cases_take_no_long_sums_and_no_overflow() -> None:
    assert fisher(Share(400_000, 500_000), Share(4_000_000, 5_000_000)) == pytest.approx(1, abs=0.01)
    assert fisher(Share(0, 500_000), Share(5_000_000, 5_000_000)) == 0


@given(SHARES)
def test_wilsons_interval_holds_the_share_and_stays_within_none_and_all(share: Share) -> None:
    low, high = share.interval() or (0, 0)
    assert 0 <= low <= (share.value or 0) + 1e-12
    assert (share.value or 0) - 1e-12 <= high <= 1


def test_wilsons_interval_is_as_published() -> None:
    """Newcombe, Stat. Med. 17 (1998) 857, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    found = [Share(*each).interval() or (0, 0) for each in ((81, 263), (15, 148), (0, 20), (1, 29))]
    assert [(round(low, 4), round(high, 4)) for low, high in found] == [
        (0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718),
    ]  # fmt: skip


def test_of_nothing_there_is_no_rate_and_no_interval() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval()) == (None, None)


def test_who_differs_by_more_than_chance_is_told_apart_and_who_has_few_is_not_compared() -> None:
    shares = {**{f"alike {n}": Share(90, 100) for n in range(6)}, "bad": Share(50, 100), "few": Share(0, LEAST - 1)}
    found = tiers(shares, high_is_better=True)
    assert (found["bad"], found["few"]) == (Tier.WORSE, Tier.FEW)
    assert {tier for name, tier in found.items() if name.startswith("alike")} == {Tier.ALIKE}
    assert tiers(shares, high_is_better=False)["bad"] is Tier.BETTER


def test_one_alone_or_none_is_told_apart_from_nobody() -> None:
    assert tiers({"one": Share(3, 50)}, high_is_better=True) == {"one": Tier.ALIKE}
    assert tiers({}, high_is_better=True) == {}


@pytest.mark.parametrize(("rate", "units"), [*product((0.5, 0.95), (5, 40))])
def test_equal_units_are_hardly_ever_told_apart(rate: float, units: int) -> None:
    source, draws = Random(f"{rate} {units}"), 300
    found = sum(bool(told_apart(drawn(source, rate, units))) for _ in range(draws))
    assert found / draws <= ALPHA


def drawn(source: Random, rate: float, units: int) -> dict[int, Share]:
    sizes = [source.randint(LEAST, 4 * LEAST) for _ in range(units)]
    return {at: Share(sum(source.random() < rate for _ in range(size)), size) for at, size in enumerate(sizes)}
