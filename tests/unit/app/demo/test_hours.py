"""When the people of the demonstration are at work."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cityloop.adapters.holidays import calendar_of
from cityloop.app.demo.hours import Hours, Presence
from cityloop.app.demo.town import Town

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("post", "hour", "presence"),
    [
        ("willow-duty", 3, Presence.EVERYBODY),
        ("urban-handle", 10, Presence.EVERYBODY),
        ("urban-handle", 13, Presence.NOBODY),
        ("light-handle", 22, Presence.STANDBY),
        ("grid-1", 8, Presence.EVERYBODY),
        ("grid-1", 23, Presence.NOBODY),
        ("city-evaluate", 8, Presence.NOBODY),
    ],
)
def test_who_is_there_on_a_tuesday(town: Town, post: str, hour: int, presence: Presence) -> None:
    hours = Hours(town.index, calendar_of(town.index.city))
    assert hours.presence(town.index.post(post), datetime(2026, 5, 12, hour, 30, tzinfo=ZONE)) is presence


def test_a_unit_rests_on_a_holiday(town: Town) -> None:
    hours = Hours(town.index, calendar_of(town.index.city))
    assert hours.presence(town.index.post("urban-handle"), datetime(2026, 5, 1, 10, tzinfo=ZONE)) is Presence.NOBODY
