"""Holiday tables of maintained libraries, and a city's own word on a day, as a calendar.

No day is guessed. China's days off and make-up workdays are decreed for one year at a time, late in the year before,
and that decree may still move the last days of December (29 and 31 December 2018; 30 and 31 December 2006): so the
table of a year is known until 28 December as long as the next is not there. Elsewhere holidays follow from a law, and
are known as long as no date in them is an estimate, nor make-up workdays are still to be decreed.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import chinese_calendar
import holidays

from cityloop.city.calendar import Calendar
from cityloop.city.city import City
from cityloop.city.errors import CityloopError

YEARS = range(2015, 2036)
"""For which holidays are worked out from a law."""
SETTLED = (12, 28)
"""Month and day: later days of a year have been moved by the decree for the next."""


class NoHolidays(CityloopError):
    """No table of holidays for this country."""

    code = "no-holidays"


class NoZone(CityloopError):
    """No such time zone."""

    code = "no-zone"


def calendar_of(city: City) -> Calendar:
    """The calendar of ``city``: the table of its country, over which stands what the city itself says of a day.

    The city's own days also carry the calendar on, as long as there is no gap. Raises ``NoHolidays``, ``NoZone``.
    """
    table = china() if city.country == "CN" else country(city.country)
    first = min(table)
    return Calendar(_zone(city.zone), first, tuple(_said(table, city.holidays, first)))


def china() -> dict[date, bool]:
    """中国: whether a day is worked, by the State Council's yearly notices, make-up workdays (调休上班) among them."""
    known = {day.year for day in chinese_calendar.holidays}
    days = _days(date(min(known), 1, 1), date(max(known), *SETTLED))
    return {day: bool(chinese_calendar.is_workday(day)) for day in days}


def country(code: str, years: range = YEARS) -> dict[date, bool]:
    """Whether a day is worked in the country with this ISO 3166-1 code. Raises ``NoHolidays``."""
    try:
        language = holidays.country_holidays(code).default_language
        table = holidays.country_holidays(code, years=years, language=language)
    except NotImplementedError as error:
        raise NoHolidays(
            f"There is no table of holidays for the country {code!r}: name it by its ISO 3166-1 code of two letters.",
            country=code,
        ) from error
    settled = _settled(table, years)
    if not settled:
        raise NoHolidays(f"All holidays of {code!r} are estimates: name the city's own days.", country=code)
    days = _days(date(settled.start, 1, 1), date(settled.stop - 1, 12, 31))
    return {day: table.is_working_day(day) for day in days}


def _settled(table: holidays.HolidayBase, years: range) -> range:
    """The last years in a row in which no holiday is estimated, and no make-up workday is still to be decreed."""
    label = str(getattr(table, "estimated_label", "")).replace("%s", "").strip()
    estimated = {day.year for day, name in table.items() if label and label in name}
    stop = min([years.stop, *_decreed(table)])
    while stop - 1 in estimated:
        stop -= 1
    return range(max((year + 1 for year in estimated if year < stop), default=years.start), stop)


def _decreed(table: holidays.HolidayBase) -> list[int]:
    """The year after the last make-up workday, in a country that still has them: one not long before China's last."""
    last = max((day.year for day in table.weekend_workdays), default=0)
    latest = max(day.year for day in holidays.country_holidays("CN", years=YEARS).weekend_workdays)
    return [last + 1] if last >= latest - 1 else []


def _said(table: Mapping[date, bool], own: Mapping[date, bool], day: date) -> Iterator[bool]:
    while day in table or day in own:
        yield own.get(day, table.get(day, False))
        day += timedelta(days=1)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NoZone(f"There is no time zone {key!r}: name it as IANA does, as Asia/Shanghai.", zone=key) from error
