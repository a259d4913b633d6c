"""Things are found by id, and by a word that means them alone."""

import pytest

from cityloop.city.errors import UnknownId
from cityloop.city.lookup import Lookup, folded
from tests.unit.city.cities import CITY

UNITS = Lookup("unit", CITY.units)


def test_an_id_that_is_not_there_is_an_error_with_its_kind() -> None:
    with pytest.raises(UnknownId, match="no unit “gas”"):
        UNITS.get("gas")


@pytest.mark.parametrize("word", ["water", "WATER", "Water", "水务局", "水务 局", "自来水", "ｗａｔｅｒ"])
def test_a_unit_is_found_by_any_word_for_it(word: str) -> None:
    assert UNITS.find(word) == CITY.units[0]


def test_a_word_that_means_several_means_none_of_them() -> None:
    assert UNITS.find("供水") is None
    assert {unit.id for unit in UNITS.list_meant("供水")} == {"water", "power"}


def test_a_word_that_means_nothing() -> None:
    assert UNITS.find("gas") is None
    assert UNITS.list_meant("gas") == ()


def test_an_id_wins_over_a_name() -> None:
    assert UNITS.list_meant("power") == (CITY.units[1],)


def test_width_case_and_spaces_make_no_difference() -> None:
    assert folded(" ＱＸ-LD 0101 ") == "qx-ld0101"
