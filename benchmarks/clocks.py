"""Clocks know holidays, make-up workdays, pauses and zones: forty due times worked by hand, ten laws over ten years."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks.claim import Show
from cityloop.city.calendar import Calendar
from tests.unit.command.clock_laws import FIRST, LAST, LAWS, SPANS, Law, calendar, place
from tests.unit.command.desk_life import lived
from tests.unit.command.due_times import DueTime, hours, list_due_times, reckon, slowly
from tests.unit.command.slow_clock import MINUTE

SWEPT = ("Asia/Shanghai", "America/Los_Angeles")


def _only(keep: Callable[[bool, date], bool]) -> Callable[[Calendar], Calendar]:
    """Makes a calendar whose workdays are those that ``keep`` says."""

    def spoil(table: Calendar) -> Calendar:
        days = (table.first + timedelta(days=number) for number in range(len(table.days)))
        return replace(table, days=tuple(keep(table.is_workday(day), day) for day in days))

    return spoil


WRONG: dict[str, Callable[[Calendar], Calendar]] = {
    "no make-up workday": _only(lambda works, day: works and day.weekday() < 5),
    "no holiday": _only(lambda works, day: works or day.weekday() < 5),
    "every day is worked": _only(lambda *_: True),
    "an hour ahead": lambda table: replace(table, zone=ZoneInfo("Asia/Tokyo")),
}
"""Whoever counts with one of these must come to other due times."""


def run(show: Show) -> None:
    """The forty, the laws, every minute of ten years, calendars that are wrong on purpose, and the speed."""
    entries = list_due_times()
    _forty(show, entries)
    _laws(show, show.number("EXAMPLES", 40 if show.quick else 1000))
    _minutes(show, date(2026, 1, 1) if show.quick else FIRST)
    _wrong(show, entries)
    _speed(show, entries)


def _forty(show: Show, entries: list[DueTime]) -> None:
    show.row(
        "worked by hand".ljust(80),
        "limit       ",
        "start           ",
        "due             ",
        "clock",
        "slow clock",
        "at the desk",
    )
    fast, slow, desk = 0, 0, 0
    for entry in entries:
        one, other = reckon(entry) == entry.due, slowly(entry) == entry.due.replace(second=0)
        case = _at_the_desk(entry) == entry.due
        words = map(_word, (one, other, case))
        show.row(entry.name, _limit(entry), _wall(entry.start), _wall(entry.due), *words)
        fast, slow, desk = fast + one, slow + other, desk + case
    show.figure("due times as worked by hand", f"{fast} of {len(entries)}", "40 of 40", fast == len(entries) == 40)
    show.figure("and as counted minute by minute", f"{slow} of {len(entries)}", "40 of 40", slow == len(entries) == 40)
    show.figure("and of cases that lived it at the desk", f"{desk} of {len(entries)}", "40 of 40", desk == len(entries))


def _at_the_desk(entry: DueTime) -> datetime | None:
    with TemporaryDirectory() as folder:
        return lived(entry, Path(folder))


def _laws(show: Show, examples: int) -> None:
    show.table("law, over ten years and four zones".ljust(56), "examples", "holds")
    broken = 0
    for law in LAWS:
        tried = max(1, examples // 10) if "slow" in law.name else examples
        broken += not _holds(show, law, tried)
    show.figure("laws broken", f"{broken} of {len(LAWS)}", 0, broken == 0)


def _holds(show: Show, law: Law, examples: int) -> bool:
    try:
        law.prove(examples)
    except Exception as error:  # noqa: BLE001 - whatever an example meets breaks the law
        show.row(law.name, examples, "no")
        print("\n".join([repr(error), *getattr(error, "__notes__", [])]))
        return False
    show.row(law.name, examples, "yes")
    return True


def _minutes(show: Show, first: date) -> None:
    """Every minute since ``first``, worked or not, by the calendar and by the wall clock."""
    show.table("every minute".ljust(24), "from", "to", "minutes", "worked", "told otherwise")
    otherwise = 0
    for zone in SWEPT:
        minutes, worked, wrong = _sweep(zone, SPANS[0], first)
        show.row(zone, str(first), str(LAST), minutes, worked, wrong)
        otherwise += wrong
    show.figure("minutes told otherwise than by the wall clock", otherwise, 0, otherwise == 0)


def _sweep(zone: str, spans: tuple[str, ...], first: date) -> tuple[int, int, int]:
    table, where, office = calendar(zone), place(zone, spans), hours(*spans)
    minutes = worked = wrong = 0
    for minute in _each(table.midnight(first), table.midnight(LAST)):
        works = where.is_working(minute)
        minutes, worked = minutes + 1, worked + works
        wrong += table.is_working(office, minute) is not works
    wrong += table.worked(office, table.midnight(first), table.midnight(LAST)) != worked * MINUTE
    return minutes, worked, wrong


def _each(start: datetime, end: datetime) -> Iterator[datetime]:
    return (start + number * MINUTE for number in range((end - start) // MINUTE))


def _wrong(show: Show, entries: list[DueTime]) -> None:
    show.table("calendar that is wrong".ljust(24), "due times that differ")
    noticed = 0
    for name, spoil in WRONG.items():
        differ = sum(reckon(entry, cache(spoil)) != entry.due for entry in entries)
        show.row(name, differ)
        noticed += differ > 0
    show.figure("wrong calendars noticed", f"{noticed} of {len(WRONG)}", "all", noticed == len(WRONG))


def _speed(show: Show, entries: list[DueTime]) -> None:
    """For information: no goal is set."""
    some = entries if not show.quick else list(islice(entries, 0, None, 8))
    times = 100
    fast = _seconds(lambda: [reckon(entry) for entry in some for _ in range(times)]) / times / len(some)
    slow = _seconds(lambda: [slowly(entry) for entry in some]) / len(some)
    show.table("for information".ljust(24), "us a due time", "times faster")
    show.row("minute by minute", round(slow * 1e6), 1)
    show.row("the clocks", round(fast * 1e6, 1), round(slow / fast))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _limit(entry: DueTime) -> str:
    return f"{entry.limit.amount} {entry.limit.kind.value}"


def _wall(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _word(right: bool) -> str:
    return "ok" if right else "WRONG"
