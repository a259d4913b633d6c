"""Categories by the words that callers and call-takers use."""

import pytest

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.catalogue import Life
from cityloop.city.index import Index
from cityloop.city.suggesting import Suggester
from tests.street import STREET

SUGGESTER = Suggester(Index(load(STREET, crs.find)).law.leaves)


def first(said: str, life: Life | None = None) -> str:
    found = SUGGESTER.list_for(said, life)
    return found[0].category.id if found else ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("楼下路灯不亮", "grid.component.utility.street-lamp"),
        ("路灯", "grid.component.utility.street-lamp"),
        ("ludeng", "grid.component.utility.street-lamp"),
        ("lude", "grid.component.utility.street-lamp"),
        ("Street Lamp", "grid.component.utility.street-lamp"),
        ("the street lights on my road are out", "grid.component.utility.street-lamp"),
        ("夜里施工噪音太大", "request.environment.noise"),
        ("噪", "request.environment.noise"),
        ("社保", "request.labour.insurance"),
        ("warer supply", "request.utilities.water"),
        ("红绿灯坏了", "grid.component.traffic.traffic-signal"),
        ("人行道上有很多垃圾，没人收", "grid.event.environment.exposed-rubbish"),
        ("有人在烧垃圾", "grid.event.environment.burning"),
        ("垃圾桶满了", "grid.component.appearance.litter-bin"),
        ("马路上有个大坑", "grid.event.environment.road-damage"),
        ("树倒了，挡住了路", "grid.component.green.street-tree"),
        ("a tree has fallen across the road", "grid.component.green.street-tree"),
    ],
)
def test_what_is_said_finds_what_is_meant(said: str, meant: str) -> None:
    assert first(said) == meant


def test_only_categories_of_the_life_that_is_known_are_suggested() -> None:
    assert first("路灯不亮", Life.REQUEST) == ""
    assert {each.category.life for each in SUGGESTER.list_for("停电 路灯", Life.REQUEST)} == {Life.REQUEST}


def test_a_part_of_a_word_is_offered_and_not_taken_for_sure() -> None:
    found = SUGGESTER.list_for("楼下的井盖坏了，车子压过去很响")
    assert found
    assert all("井盖" in each.category.name.zh for each in found)
    assert SUGGESTER.find("楼下的井盖坏了，车子压过去很响") is None


@pytest.mark.parametrize(("said", "meant"), [("楼下路灯不亮", "路灯"), ("井盖", ""), ("ld", ""), ("哎呀呀", "")])
def test_what_is_sure_is_one(said: str, meant: str) -> None:
    found = SUGGESTER.find(said)
    assert (found.name.zh if found else "") == meant


@pytest.mark.parametrize("said", ["xx", "qq", "zz", "lu"])
def test_two_letters_that_begin_a_word_by_chance_suggest_nothing(said: str) -> None:
    assert first(said) == ""


def test_initials_suggest_all_that_they_may_stand_for() -> None:
    assert {"绿地", "路灯"} <= {each.category.name.zh for each in SUGGESTER.list_for("ld")}


@pytest.mark.parametrize("said", ["", " ", "x", "\0", "'; DROP TABLE", "路" * 5_000, "(" * 200, "🙂"])
def test_what_means_nothing_finds_nothing_or_little(said: str) -> None:
    assert len(SUGGESTER.list_for(said)) <= 5


def test_a_part_of_a_latin_word_within_another_is_none() -> None:
    assert "request.transport.bus" not in {
        each.category.id for each in SUGGESTER.list_for("a question about business hours")
    }


def test_the_likeliest_stand_first_and_each_once() -> None:
    found = SUGGESTER.list_for("井盖")
    assert len({each.category.id for each in found}) == len(found) == 5
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
