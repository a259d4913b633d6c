"""The claim of the exchange can fall short: each fault, planted alone, is one figure that is not reached."""

from collections.abc import Mapping

import pytest

from benchmarks.exchange import AtRest, judged

WELL = AtRest(
    wanted=10,
    here=10,
    there=10,
    reported=10,
    of_two_numbers=0,
    closed_here=10,
    closed_there=10,
    differing=0,
    not_taken=0,
    waiting=0,
    given_up=0,
)
FAULTS: Mapping[str, tuple[str, int]] = {
    "lost": ("there", 9),
    "doubled": ("of_two_numbers", 1),
    "closed on both sides": ("closed_here", 9),
    "reconciliation lists": ("differing", 1),
    "not taken in": ("not_taken", 1),
    "waiting, or given up": ("given_up", 1),
}


def short(at: AtRest) -> list[str]:
    """The figures that do not reach their goal."""
    return [name for name, value, goal in judged(at) if value != goal]


def test_where_nothing_is_wrong_every_figure_is_reached() -> None:
    assert short(WELL) == []


@pytest.mark.parametrize(("figure", "fault"), FAULTS.items(), ids=FAULTS.keys())
def test_a_fault_makes_its_figure_fall_short(figure: str, fault: tuple[str, int]) -> None:
    field, count = fault
    assert short(WELL._replace(**{field: count})) == [figure]


@pytest.mark.parametrize("field", ["here", "there", "reported"])
def test_whatever_is_more_than_was_begun_is_doubled(field: str) -> None:
    assert short(WELL._replace(**{field: 11})) == ["doubled"]


def test_what_waits_falls_short_like_what_was_given_up() -> None:
    assert short(WELL._replace(waiting=1)) == ["waiting, or given up"]
