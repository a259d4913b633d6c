"""Who holds which post at a moment."""

from datetime import datetime

import pytest

from cityloop.city.errors import UnknownId
from cityloop.city.index import Index
from cityloop.city.principal import Duty
from tests.unit.city.cities import CITY, at

INDEX = Index(CITY)


def posts(person: str, moment: datetime) -> list[str]:
    """The posts that somebody may claim."""
    return [claim.post for claim in INDEX.claims(person, moment)]


def test_own_posts_are_always_held() -> None:
    assert posts("an", at(3)) == ["city-duty"]
    assert posts("bo", at(3)) == ["s1-duty", "desk"]


def test_a_claim_says_what_the_post_is() -> None:
    (_, desk) = INDEX.claims("bo", at(3))
    assert (desk.unit, desk.path, desk.named, desk.duties) == ("water", "c/", True, frozenset({Duty.HANDLE}))


@pytest.mark.parametrize(("hour", "held"), [(7, []), (8, ["city-duty"]), (15, ["city-duty"]), (16, [])])
def test_a_shift_holds_from_its_start_until_before_its_end(hour: int, held: list[str]) -> None:
    assert posts("cy", at(hour)) == held


def test_a_stand_in_adds_a_post_and_takes_none() -> None:
    assert posts("bo", at(12)) == ["s1-duty", "desk", "city-duty"]
    assert posts("bo", at(20)) == ["s1-duty", "desk"]
    assert posts("an", at(12)) == ["city-duty"]


def test_holders_and_who_is_on_duty() -> None:
    assert [person.id for person in INDEX.roster.holders("city-duty", at(13))] == ["an", "cy", "bo"]
    assert [person.id for person in INDEX.roster.on_duty("city-duty", at(13))] == ["cy"]
    assert [person.id for person in INDEX.roster.on_duty("city-duty", at(3))] == ["an"]


def test_the_nearest_post_with_a_duty_comes_first() -> None:
    assert [post.id for post in INDEX.roster.posts_with(Duty.DISPATCH, "g1")] == ["s1-duty", "city-duty"]
    assert [post.id for post in INDEX.roster.posts_with(Duty.HANDLE, "g1", "water")] == ["desk"]
    assert INDEX.roster.posts_with(Duty.HANDLE, "g1", "power") == ()


def test_an_unknown_person_is_an_error() -> None:
    with pytest.raises(UnknownId):
        INDEX.claims("nobody", at(3))
