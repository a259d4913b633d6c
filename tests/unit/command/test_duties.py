"""Whose duty a matter is, by the city's data alone."""

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.index import Index
from cityloop.command.duties import climb, find_exclusion, find_owner, node_of, route
from tests.street import LAMP, STREET

INDEX = Index(load(STREET, crs.find))
WILLOW = "qingxi/qx-east/qx-willow/"


def test_paths_are_climbed_from_the_lowest_node() -> None:
    assert climb("a/b/c/") == ("c", "b", "a")
    assert node_of("a/b/") == "b"


def test_the_nearest_category_wins_over_the_nearest_node() -> None:
    owner = find_owner(INDEX, LAMP, WILLOW)
    assert owner is not None
    assert (owner.unit, owner.jurisdiction) == ("qx-light", "qingxi")


def test_a_category_that_nobody_owns_has_no_owner() -> None:
    assert find_owner(INDEX, "request.environment.smell", "qingxi/") is None


def test_a_streets_list_binds_only_the_streets_own_units() -> None:
    assert find_exclusion(INDEX, "grid.component.utility.sewage-cover", WILLOW, "qx-willow-office") is not None
    assert find_exclusion(INDEX, "grid.component.utility.sewage-cover", WILLOW, "qx-urban") is None


def test_a_department_leads_and_the_street_helps_where_its_list_says_so() -> None:
    way = route(INDEX, "grid.event.street-order.stall", WILLOW)
    assert (way.unit, way.assisting, way.why.rule) == ("qx-urban", ("qx-willow-office",), "list")
