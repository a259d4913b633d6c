"""``cityloop check``: every mistake in a city's files."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from cityloop.adapters import catalogue, crs
from cityloop.adapters.catalogue import Checked, Mistake
from cityloop.adapters.holidays import calendar_of
from cityloop.app.health import wrong_with_holidays
from cityloop.app.opening import utc_now
from cityloop.city.city import City


@click.command("check")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(folder: Path, strict: bool) -> None:
    """List every mistake in the city files of FOLDER: file, line, what is wrong and how to mend it."""
    checked = catalogue.check(folder, crs.find)
    show(checked.mistakes)
    if checked.city is None or (strict and checked.mistakes):
        sys.exit(1)
    click.echo(summary(checked))
    tell_reach(checked.city, utc_now())


def tell_reach(city: City, now: datetime) -> None:
    """How far its holiday table reaches; a warning where it is about to end. Raises ``NoHolidays``, ``NoZone``."""
    calendar = calendar_of(city)
    ends = wrong_with_holidays(calendar, now)
    known = f"holidays are known until {calendar.last}, {calendar.days_left(now)} days from now"
    click.echo(f"warning: {ends}" if ends else known, err=ends is not None)


def show(mistakes: Sequence[Mistake]) -> None:
    """One line a mistake, and their number."""
    for mistake in mistakes:
        click.echo(str(mistake), err=mistake.grave)
    grave = sum(mistake.grave for mistake in mistakes)
    if mistakes:
        click.echo(f"{counted(grave, 'error')}, {counted(len(mistakes) - grave, 'warning')}", err=grave > 0)


def counted(count: int, what: str) -> str:
    """So many of something.

    >>> counted(1, "warning"), counted(0, "error")
    ('1 warning', '0 errors')
    """
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def summary(checked: Checked) -> str:
    """What the city is made of, on one line."""
    city = checked.city
    if city is None:
        return "not a city yet"
    counts = {
        "jurisdictions": len(city.jurisdictions),
        "units": len(city.units),
        "posts": len(city.posts),
        "persons": len(city.persons),
        "categories": len(city.categories),
        "places": len(city.places),
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{city.name.zh} {city.name.en}: {said}"
