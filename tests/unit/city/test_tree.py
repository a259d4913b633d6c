"""Paths, parents, children, and what lies within what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.errors import UnknownId
from cityloop.city.tree import Tree
from tests.unit.city.cities import CITY, node

TREE = Tree(CITY.jurisdictions)


def test_a_path_goes_from_the_root_down() -> None:
    assert TREE.path("g1") == "c/d/s1/g1/"
    assert TREE.path("c") == "c/"


def test_below_is_a_test_of_a_prefix() -> None:
    assert TREE.within("g1", "d")
    assert TREE.within("d", "d")
    assert not TREE.within("d", "g1")
    assert not TREE.within("s2", "s1")


def test_children_above_below() -> None:
    assert [each.id for each in TREE.children("d")] == ["s1", "s2"]
    assert [each.id for each in TREE.above("g1")] == ["g1", "s1", "d", "c"]
    assert [each.id for each in TREE.below("d")] == ["d", "s1", "s2", "g1"]


def test_the_node_of_a_tier() -> None:
    street = TREE.find_tier("g1", Tier.STREET)
    assert street is not None
    assert street.id == "s1"
    assert TREE.find_tier("d", Tier.STREET) is None
    assert len(TREE.of_tier(Tier.STREET)) == 2


def test_an_unknown_node_is_an_error() -> None:
    for ask in (TREE.path, TREE.above, TREE.children, TREE.below):
        with pytest.raises(UnknownId):
            ask("nowhere")


def test_a_circle_comes_to_an_end() -> None:
    circle = Tree((node("a", Tier.CITY, "b"), node("b", Tier.DISTRICT, "a")))
    assert [each.id for each in circle.above("a")] == ["a", "b"]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_within_agrees_with_climbing(parents: list[int]) -> None:
    nodes = [node("n0", Tier.CITY)]
    nodes += [_below(at + 1, parent) for at, parent in enumerate(parents)]
    tree = Tree(nodes)
    for inner in nodes:
        above = {each.id for each in tree.above(inner.id)}
        assert {outer.id for outer in nodes if tree.within(inner.id, outer.id)} == above
        assert all(inner.id in {each.id for each in tree.below(outer)} for outer in above)


def _below(at: int, parent: int) -> Jurisdiction:
    return node(f"n{at}", Tier.GRID, f"n{min(parent, at - 1)}")
