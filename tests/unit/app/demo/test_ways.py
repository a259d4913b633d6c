"""Where things are, how long the way takes, who is out, and who picks up the telephone."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.app.demo.citizens import Citizen
from cityloop.app.demo.spots import distance_km, travel
from cityloop.app.demo.town import Town
from cityloop.city.facts.judging import Word
from cityloop.city.words import Language

NOON = datetime(2026, 5, 12, 4, tzinfo=UTC)
HERE, THERE = (119.4, 30.2), (119.41, 30.2)


def test_a_hundredth_of_a_degree_east_is_about_a_kilometre() -> None:
    assert distance_km(HERE, THERE) == pytest.approx(0.961, abs=0.01)
    assert distance_km(HERE, HERE) == 0


def test_the_farther_the_longer() -> None:
    assert travel(HERE, HERE) < travel(HERE, THERE) < travel(HERE, (119.6, 30.2))


def test_a_node_without_places_is_where_the_one_above_it_is(town: Town) -> None:
    street = town.index.path("qx-willow")
    assert town.spots.find(street) is not None
    assert town.spots.find("nowhere/at/all/") is None


def test_a_team_does_one_job_after_the_other(town: Town) -> None:
    team = town.teams.find_free("qx-light", NOON)
    assert team is not None
    town.teams.sent(team, THERE, NOON + timedelta(hours=1))
    assert town.teams.find_free("qx-light", NOON) is None
    assert town.teams.find_free("qx-light", NOON + timedelta(hours=1)) == team
    assert town.teams.way(team, THERE) == pytest.approx(5)


def test_whoever_knows_the_number_may_ring_by_day(town: Town) -> None:
    town.citizens.add(Citizen("10000000001", Language.ZH, "road-liuan"))
    town.citizens.add(Citizen(None, Language.ZH, None))
    answered = [town.citizens.ring("10000000001", NOON + timedelta(hours=hour)) for hour in range(8)]
    assert sum(each is not None for each in answered) >= 4
    assert town.citizens.ring("10000000001", NOON + timedelta(hours=12)) is None
    assert town.citizens.ring("10000000002", NOON) is None
    assert town.citizens.ring(None, NOON) is None


def test_most_are_satisfied(town: Town) -> None:
    words = [town.citizens.ask(Citizen(f"100{number:08}", Language.ZH, None), "A", 0) for number in range(500)]
    assert words.count(Word.SATISFIED) > 350
    assert words.count(Word.UNSOLVED) > 10
