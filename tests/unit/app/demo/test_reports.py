"""A day's reports: the same for the same seed, and of every sort that a city gets."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from cityloop.app.demo.reports import DOUBLE, ENGLISH, GRID, Telling, tell_day
from cityloop.app.demo.town import Town
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.city.words import Language

SIX = datetime(2026, 5, 11, 22, tzinfo=UTC)
MANY = 3_000


def tell(town: Town, seed: int = 1, count: int = MANY) -> list[Telling]:
    """A day of the street."""
    return tell_day(town.index, town.sayings, SIX, count, Random(seed))


def share(told: list[Telling], hits: int) -> float:
    """Of all."""
    return hits / len(told)


def test_the_same_seed_tells_the_same_day(town: Town) -> None:
    assert tell(town, count=200) == tell(town, count=200)
    assert tell(town, count=200) != tell(town, 2, count=200)


def test_a_day_is_told_in_order_and_within_its_hours(town: Town) -> None:
    moments = [each.at for each in tell(town)]
    assert moments == sorted(moments)
    assert moments[0] >= SIX
    assert moments[-1] < SIX + timedelta(days=1)


def test_few_report_at_night(town: Town) -> None:
    hours = Counter((each.at - SIX) // timedelta(hours=1) for each in tell(town))
    assert sum(hours[hour] for hour in range(18, 23)) < hours[3]


def test_both_lives_all_kinds_both_languages_and_all_channels_are_there(town: Town) -> None:
    told = tell(town)
    lives = Counter(each.report.life for each in told)
    assert abs(share(told, lives[Life.GRID]) - GRID) < 0.05
    assert {each.report.kind for each in told} == {None, *RequestKind}
    assert abs(share(told, sum(each.report.language is Language.EN for each in told)) - ENGLISH) < 0.03
    assert {each.report.channel for each in told} == {Channel.WEB, Channel.PHONE, Channel.FIELD}


def test_some_have_no_place_some_only_a_point_and_some_lie_outside(town: Town) -> None:
    told = tell(town)
    points = [each.report.point for each in told if each.report.point]
    outside = sum(town.index.at(point) is None for point in points)
    assert 0.6 < share(told, sum(each.report.place is not None for each in told)) < 0.85
    assert 0.01 < share(told, outside) < 0.04
    assert outside < len(points)
    assert any(each.report.place is None and each.report.point is None for each in told)


def test_a_contact_is_invented_and_cannot_be_dialled(town: Town) -> None:
    contacts = [each.report.contact for each in tell(town) if each.report.contact]
    assert contacts
    assert all(contact.startswith("100") and len(contact) == 11 for contact in contacts)


def test_doubles_tell_of_the_same_place_in_other_words(town: Town) -> None:
    told = [each.report for each in tell(town, count=400) if each.report.life is Life.GRID and each.report.place]
    same = Counter((report.category, report.place) for report in told if report.category)
    assert sum(count - 1 for count in same.values()) >= 400 * DOUBLE * GRID / 2
