"""Whose duty a matter is, by the city's data alone."""

from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.index import Index
from cityloop.command.duties import climb, find_exclusion, find_owner, node_of, route
from tests.street import LAMP, STREET

CITY = load(STREET, crs.find)
INDEX = Index(CITY)
TREE = "grid.component.green.ancient-tree"
"""A sort of matter that the street's lists do not name."""
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


def test_what_is_on_no_list_of_a_street_goes_to_the_department_that_the_data_names_next() -> None:
    way = route(INDEX, TREE, WILLOW)
    assert (way.unit, way.why.rule, way.why.instead_of) == ("qx-urban", "unlisted", "qx-willow-office")
    assert find_exclusion(INDEX, TREE, WILLOW, "qx-urban") is None


def test_what_is_on_no_list_and_nobody_elses_is_nobodys() -> None:
    index = Index(replace(CITY, responsibilities=CITY.responsibilities[:1]))
    way = route(index, TREE, WILLOW)
    assert (way.unit, way.why.rule) == (None, "unlisted")


def test_a_street_without_lists_leads_in_all_that_the_data_gives_it() -> None:
    index = Index(replace(CITY, lists=()))
    assert find_exclusion(index, TREE, WILLOW, "qx-willow-office") is None
    assert route(index, TREE, WILLOW).unit == "qx-willow-office"


def test_a_department_leads_and_the_street_helps_where_its_list_says_so() -> None:
    way = route(INDEX, "grid.event.street-order.stall", WILLOW)
    assert (way.unit, way.assisting, way.why.rule) == ("qx-urban", ("qx-willow-office",), "list")
