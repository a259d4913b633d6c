"""Holiday tables: against the notices as they were published, and where they end."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cityloop.adapters.holidays import NoHolidays, NoZone, calendar_of, china, country
from tests.unit.command.due_times import city

OFF = {
    2025: "0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
}
"""The State Council's notices of 12 November 2024 and 4 November 2025, typed from their text."""
MADE_UP = {
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def day(year: int, text: str) -> date:
    """0214 of a year."""
    return date(year, int(text[:2]), int(text[2:]))


def days(first: date, last: date) -> Iterator[date]:
    """From first to last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def noticed(year: int) -> dict[date, bool]:
    """The year as the notice says."""
    table = {one: one.weekday() < 5 for one in days(date(year, 1, 1), date(year, 12, 28))}
    for span in OFF[year].split():
        first, _, last = span.partition("-")
        table |= dict.fromkeys(days(day(year, first), day(year, last)), False)
    return table | {day(year, text): True for text in MADE_UP[year].split()}


@pytest.mark.parametrize("year", OFF)
def test_china_as_noticed(year: int) -> None:
    table = china()
    expected = noticed(year)
    assert {one: table[one] for one in expected} == expected


def test_china_ends_before_what_the_next_notice_may_move() -> None:
    table = china()
    assert (max(table).month, max(table).day) == (12, 28)
    assert table[date(2018, 12, 29)]
    assert not table[date(2018, 12, 31)]


def test_the_days_follow_each_other() -> None:
    for table in (china(), country("US")):
        assert list(table) == list(days(min(table), max(table)))


def test_a_holiday_on_a_saturday_is_kept_on_the_friday_before() -> None:
    table = country("US")
    assert not table[date(2026, 7, 3)]
    assert table[date(2026, 7, 6)]
    assert table[date(2026, 11, 27)]


def test_a_table_ends_before_the_first_estimate() -> None:
    table = country("TR", range(2024, 2036))
    assert max(table) < date(2035, 12, 31)
    assert max(country("US", range(2024, 2036))) == date(2035, 12, 31)


def test_a_table_begins_after_the_last_estimate_of_the_past() -> None:
    assert min(country("AE", range(2015, 2027))) > date(2015, 1, 1)


def test_where_make_up_workdays_are_decreed_a_table_ends_with_the_last_decree() -> None:
    assert max(country("HU", range(2020, 2040))) < date(2039, 12, 31)
    assert max(country("UA", range(2020, 2040))) == date(2039, 12, 31)


def test_the_city_has_the_last_word() -> None:
    typhoon, sunday = date(2026, 9, 8), date(2026, 9, 13)
    table = calendar_of(city("Asia/Shanghai", "CN", {typhoon: False, sunday: True}))
    assert not table.is_workday(typhoon)
    assert table.is_workday(sunday)


def test_the_city_carries_the_table_on_as_long_as_there_is_no_gap() -> None:
    known = max(china())
    own = {known + timedelta(days=number): number != 3 for number in (1, 2, 3, 5)}
    table = calendar_of(city("Asia/Shanghai", "CN", own))
    assert table.last == known + timedelta(days=3)
    assert [table.is_workday(known + timedelta(days=number)) for number in (1, 2, 3)] == [True, True, False]


def test_no_such_country() -> None:
    with pytest.raises(NoHolidays, match="ISO 3166-1"):
        calendar_of(city("Asia/Shanghai", "XX"))


@pytest.mark.parametrize("zone", ["Asia/Linjiang", "../etc", ""])
def test_no_such_zone(zone: str) -> None:
    with pytest.raises(NoZone, match="IANA"):
        calendar_of(city(zone, "CN"))
