"""A point lies in the lowest jurisdiction that is drawn there."""

from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.index import Index
from cityloop.city.terrain import Terrain
from cityloop.city.tree import Tree
from tests import quarters
from tests.street import STREET
from tests.unit.city.cities import CITY

TREE = Tree(CITY.jurisdictions)
TERRAIN = Terrain(TREE, CITY.areas)
COORDINATE = st.floats(-0.5, 2.5)


def found(x: float, y: float) -> str | None:
    """The id of the jurisdiction at a point."""
    node = TERRAIN.at((x, y))
    return node.id if node else None


def test_the_lowest_wins() -> None:
    assert found(0.5, 0.5) == "g1"
    assert found(0.5, 1.5) == "s1"
    assert found(1.5, 0.5) == "s2"
    assert [node.id for node in TERRAIN.all_at((0.5, 0.5))] == ["g1", "s1"]


def test_outside_is_nowhere() -> None:
    assert found(3.0, 0.5) is None
    assert TERRAIN.all_at((3.0, 0.5)) == ()


def test_a_border_has_one_answer() -> None:
    assert found(1.0, 1.5) == "s1"


@given(COORDINATE, COORDINATE)
def test_it_agrees_with_looking_at_every_rectangle(x: float, y: float) -> None:
    expected = None
    if 0 <= x <= 2 and 0 <= y <= 2:
        expected = "s2" if x > 1 else "g1" if y <= 1 else "s1"
    assert found(x, y) == expected


def test_what_is_not_drawn_itself_is_drawn_by_what_lies_below() -> None:
    assert len(TERRAIN.outlines("s1")) == 1
    assert len(TERRAIN.outlines("c")) == 2


def test_a_city_without_a_map_has_no_ground() -> None:
    assert Terrain(TREE, ()).at((0.5, 0.5)) is None


def test_areas_apart_from_the_tree_are_found_by_point() -> None:
    terrain = Index(quarters.city()).terrain
    assert terrain.apart_at(quarters.IN_BOTH) == ("east", "west")
    assert terrain.apart_at(quarters.IN_WEST) == ("west",)
    assert terrain.apart_at((0.0, 0.0)) == ()


def test_areas_apart_draw_no_jurisdiction() -> None:
    plain, apart = Index(load(STREET, crs.find)), Index(quarters.city())
    assert plain.at(quarters.IN_EAST) == apart.at(quarters.IN_EAST)


def test_the_middle_of_a_node_lies_in_it_whatever_it_is_made_of() -> None:
    for node in TREE:
        middle = TERRAIN.middle(node.id)
        assert middle is None or TREE.within(TERRAIN.all_at(middle)[0].id, node.id)
    assert TERRAIN.middle("s2") == TERRAIN.middle("s2") is not None
    assert Terrain(TREE, ()).middle("s2") is None
