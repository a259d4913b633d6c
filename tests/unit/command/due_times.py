"""Reads the table of due times that were worked by hand."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from cityloop.adapters.holidays import calendar_of
from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.calendar import Calendar
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.city import City
from cityloop.city.organisation import Hours
from cityloop.city.words import Name
from cityloop.command.stopwatch import Clock
from cityloop.command.ticks import Extended, Paused, Resumed
from cityloop.command.timing import term_of
from tests.unit.command.slow_clock import Place, SlowClock, SlowTick

PLAIN: dict[str, type[Paused | Resumed]] = {"pause": Paused, "resume": Resumed}
Days: TypeAlias = tuple[tuple[date, bool], ...]
TABLE = Path(__file__).with_name("due_times.toml")


@dataclass(frozen=True)
class DueTime:
    """One entry of the table; instants in the zone of its place."""

    name: str
    zone: ZoneInfo
    country: str
    days: Days
    hours: tuple[str, ...]
    limit: Limit
    start: datetime
    then: tuple[SlowTick, ...]
    due: datetime


def reckon(entry: DueTime, spoil: Callable[[Calendar], Calendar] = lambda table: table) -> datetime | None:
    """What the clocks make of it; with ``spoil``, on a calendar that is made wrong."""
    calendar = spoil(calendar_with(entry.zone.key, entry.country, entry.days))
    clock = Clock(calendar, term_of(entry.limit, entry.start, hours(*entry.hours)))
    for tick in entry.then:
        clock = befall(clock, *tick)
    return clock.due


def befall(clock: Clock, what: str, at: datetime, *more: Any) -> Clock:
    """``clock`` after one event as the table writes it; what was stopped, and opened again, has a new clock."""
    if what == "stop":
        return clock
    if what == "reopen":
        return Clock(clock.calendar, replace(clock.term, at=at))
    return clock.then(Extended(at=at, due=more[1]) if what == "extend" else PLAIN[what](at=at))


def slowly(entry: DueTime) -> datetime:
    """What the slow clock makes of it, seconds left out: it walks on whole minutes."""
    opened = [at for what, at, *_ in entry.then if what == "reopen"]
    start = opened[-1] if opened else entry.start.replace(second=0)
    ticks = [tick for tick in entry.then if tick[1] > start]
    table = calendar_with(entry.zone.key, entry.country, entry.days)
    where = Place(entry.zone, table.is_workday, tuple(minutes(span) for span in entry.hours))
    return SlowClock(where, entry.limit.kind.value, entry.limit.amount, start, ticks).due()


@cache
def calendar_with(zone: str, country: str, days: Days) -> Calendar:
    """The calendar of a place, with what the city itself says of days."""
    return calendar_of(city(zone, country, dict(days)))


def list_due_times() -> list[DueTime]:
    """The forty."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return [_due_time(table, entry) for entry in table["case"]]


def hours(*spans: str) -> Hours:
    """Working hours as the table writes them: ``09:00-12:00``; 24:00 is midnight."""
    return Hours(spans=tuple((_time(span[:5]), _time(span[6:])) for span in spans))


def minutes(span: str) -> tuple[int, int]:
    """The same span in minutes of the day."""
    return int(span[:2]) * 60 + int(span[3:5]), int(span[6:8]) * 60 + int(span[9:])


def city(zone: str, country: str, days: dict[date, bool] | None = None) -> City:
    """A city of nothing but a calendar."""
    name = Name(zh="临江", en="Linjiang")
    root = Jurisdiction(id="c", tier=Tier.CITY, name=name)
    office = hours("09:00-12:00", "14:00-18:00")
    return City(id="c", name=name, zone=zone, country=country, hours=office, holidays=days or {}, jurisdictions=(root,))


def _due_time(table: dict[str, Any], entry: dict[str, Any]) -> DueTime:
    place = table["place"][entry["at"]]
    zone = ZoneInfo(place["zone"])
    amount, kind = entry["limit"]
    return DueTime(
        name=entry["name"],
        zone=zone,
        country=place["country"],
        days=tuple((date.fromisoformat(day), works) for day, works in entry.get("days", {}).items()),
        hours=tuple(table["hours"][entry.get("hours", place["hours"])]),
        limit=Limit(stage="handling", kind=TimeKind(kind), amount=amount),
        start=_wall(entry["start"], zone),
        then=tuple(_tick(tick, zone) for tick in entry.get("then", [])),
        due=_wall(entry["due"], zone),
    )


def _tick(tick: list[Any], zone: ZoneInfo) -> SlowTick:
    """An extension says how much more, for the slow clock, and until when that is, for the clocks."""
    what, at, *more = tick
    if what == "extend":
        return what, _wall(at, zone), more[0], _wall(more[1], zone)
    return what, _wall(at, zone)


def _wall(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def _time(text: str) -> time:
    return time(int(text[:2]) % 24, int(text[3:]))
