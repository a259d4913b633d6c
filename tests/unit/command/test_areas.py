"""A case lies in the areas apart from the tree that its place lies in, and who answers for it is not asked there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cityloop.city.facts.intake import Reported
from cityloop.command import orders
from cityloop.command.area_table import CASE_AREAS
from cityloop.command.whereabouts import UnknownPlace
from tests import quarters
from tests.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = Street(tmp_path / "data", city=quarters.city())
    yield made
    made.node.stop()


def stands_in(street: Street, case: str) -> list[str]:
    """What the table for reading says."""
    with street.node.journal.store.read() as transaction:
        query = select(CASE_AREAS.c.area).where(CASE_AREAS.c.case == case).order_by(CASE_AREAS.c.area)
        return list(transaction.execute(query).scalars())


def test_a_point_lies_in_each_area_that_holds_it(street: Street) -> None:
    case = street.report(place=None, point=quarters.IN_BOTH).case
    assert street.case(case).areas == ("east", "west")
    assert stands_in(street, case) == ["east", "west"]


def test_a_place_lies_where_its_point_does(street: Street) -> None:
    assert stands_in(street, street.report(place="estate-heyuan").case) == ["east"]


def test_a_report_without_a_point_lies_in_none(street: Street) -> None:
    assert stands_in(street, street.report(place=None, node="qx-willow").case) == []


def test_areas_that_are_named_count_and_the_point_does_not(street: Street) -> None:
    case = street.report(place=None, node="g1", point=quarters.IN_WEST, areas=("nowhere", "nowhere")).case
    assert stands_in(street, case) == ["nowhere"]
    assert street.case(case).where.endswith("/g1/")


@pytest.mark.parametrize("area", ["mars", "g1"])
def test_an_area_that_does_not_stand_apart_is_none(street: Street, area: str) -> None:
    """That of a grid draws the ground of a jurisdiction."""
    size = street.node.journal.size()
    with pytest.raises(UnknownPlace, match=area):
        street.report(areas=(area,))
    assert street.node.journal.size() == size


def test_a_place_put_right_moves_the_case(street: Street) -> None:
    case = street.report(place=None, point=quarters.IN_WEST).case
    street.do("jin", orders.Locate, case, place="estate-heyuan")
    assert stands_in(street, case) == ["east"]
    street.do("jin", orders.Locate, case, node="g1")
    assert stands_in(street, case) == []


def test_what_is_split_off_lies_where_the_whole_does(street: Street) -> None:
    case = street.report(place=None, point=quarters.IN_BOTH).case
    street.do("jin", orders.Split, case, category="grid.component.utility.street-lamp", words="另一盏")
    facts = [entry.fact for entry in street.node.journal.read(0, street.node.journal.size())]
    born = [fact for fact in facts if isinstance(fact, Reported)][-1]
    assert born.case != case
    assert stands_in(street, born.case) == ["east", "west"]


def test_the_point_itself_stays_sealed(street: Street, tmp_path: Path) -> None:
    street.report(place=None, point=quarters.IN_BOTH)
    assert b"119.406" not in (tmp_path / "data" / "journal.db").read_bytes()
