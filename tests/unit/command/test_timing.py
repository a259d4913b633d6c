"""The clocks of stages: whose hours hold, and what a calendar that ends leaves open."""

from datetime import UTC, datetime, time, timedelta

from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.adapters.holidays import calendar_of
from cityloop.city.city import City
from cityloop.city.index import Index
from cityloop.city.organisation import Hours
from cityloop.command.stages import Stage
from cityloop.command.timing import Timing
from tests.street import LAMP, STREET

CITY = load(STREET, crs.find)
AT = "qingxi/qx-east/qx-willow/"
ROUND_THE_CLOCK = Hours(spans=((time(0), time(0)),))
EVENING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
"""21:00 in the city."""


def timing(city: City) -> Timing:
    """The clocks of ``city``."""
    return Timing(Index(city), calendar_of(city))


def test_a_stage_at_a_centre_keeps_the_hours_of_the_post_whose_turn_it_is() -> None:
    posts = tuple(replace(post, hours=ROUND_THE_CLOCK) if post.id == "willow-duty" else post for post in CITY.posts)
    round_the_clock = timing(replace(CITY, posts=posts))
    assert round_the_clock.hours(Stage.DISPATCH, AT, None) == ROUND_THE_CLOCK
    assert timing(CITY).hours(Stage.DISPATCH, AT, None) == CITY.hours


def test_a_stage_with_a_lead_keeps_the_hours_of_its_unit() -> None:
    units = tuple(replace(unit, hours=ROUND_THE_CLOCK) if unit.id == "qx-light" else unit for unit in CITY.units)
    changed = timing(replace(CITY, units=units))
    assert changed.hours(Stage.HANDLE, AT, "qx-light") == ROUND_THE_CLOCK
    assert changed.hours(Stage.CHECK, AT, "qx-light") == CITY.hours


def test_due_soon_is_a_quarter_before_due() -> None:
    span = timing(CITY).begun(LAMP, Stage.ESTABLISH, EVENING, AT)
    assert span.due is not None
    assert span.soon is not None
    assert EVENING < span.soon < span.due


def test_where_the_holiday_table_ends_nothing_is_guessed() -> None:
    far = EVENING + timedelta(days=3_000)
    begun = timing(CITY).begun(LAMP, Stage.HANDLE, far, AT, "qx-light")
    assert begun.term is not None
    assert (begun.due, begun.soon) == (None, None)
