"""What the catalogue says, with parents."""

from msgspec.structs import replace

from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.law import Law, lineage
from tests.unit.city.cities import CITY

LAW = Law(CITY)


def test_a_lineage_goes_up_to_every_category() -> None:
    assert lineage("grid.event.street") == ("grid.event.street", "grid.event", "grid", "")
    assert lineage("") == ("",)


def test_a_limit_is_said_by_the_nearest() -> None:
    assert LAW.find_limit("grid.event.pipe", "handle") == Limit(stage="handle", kind=TimeKind.URGENT, amount=4)
    assert LAW.find_limit("grid.event.other", "handle") == Limit(stage="handle", kind=TimeKind.WORKDAY, amount=2)
    assert LAW.find_limit("grid.event.pipe", "check") == Limit(stage="check", kind=TimeKind.HOUR, amount=4)
    assert LAW.find_limit("grid.event.pipe", "close") is None


def test_an_owner_is_exact_and_a_list_takes_the_nearest() -> None:
    assert LAW.find_owner("grid", "c") is not None
    assert LAW.find_owner("grid.event", "c") is None
    assert LAW.find_listed("s1", "grid.event.pipe") == CITY.lists[0]
    assert LAW.find_listed("s2", "grid.event.pipe") is None


def test_grounds_by_step_and_categories_that_a_case_can_have() -> None:
    assert [ground.id for ground in LAW.list_grounds("return")] == ["r1"]
    assert [category.id for category in LAW.leaves] == ["grid.event.pipe"]


def test_services_are_what_anybody_may_report() -> None:
    grid, event, leaf = (each for each in CITY.categories if each.id in ("grid", "grid.event", "grid.event.pipe"))
    for changed in (replace(leaf, retired=True), replace(leaf, sensitive=True), replace(event, sensitive=True)):
        same = [each for each in (grid, event, leaf) if each.id != changed.id]
        assert Law(replace(CITY, categories=(*same, changed))).services == ()
    assert Law(CITY).services == (leaf,)
