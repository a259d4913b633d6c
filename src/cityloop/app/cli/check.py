"""``cityloop check``: every mistake in a city's files."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cityloop.adapters import catalogue, crs
from cityloop.adapters.catalogue import Checked, Mistake


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


def show(mistakes: Sequence[Mistake]) -> None:
    """One line a mistake, and their number."""
    for mistake in mistakes:
        click.echo(str(mistake), err=mistake.grave)
    grave = sum(mistake.grave for mistake in mistakes)
    if mistakes:
        click.echo(f"{grave} errors, {len(mistakes) - grave} warnings", err=grave > 0)


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
