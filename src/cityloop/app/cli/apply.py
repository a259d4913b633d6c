"""``cityloop apply``: a city's files come into force."""

import sys
from pathlib import Path

import click

from cityloop.adapters import catalogue, crs
from cityloop.app.cli._data import data_option
from cityloop.app.cli.check import show, summary, tell_reach
from cityloop.app.opening import open_node, utc_now
from cityloop.command import configuration


@click.command("apply")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@data_option
def command(folder: Path, data: Path) -> None:
    """Check the city files of FOLDER, then put them in force: a running node takes them over by itself."""
    checked = catalogue.check(folder, crs.find)
    show([mistake for mistake in checked.mistakes if mistake.grave or checked.city])
    city = checked.city
    if city is None:
        sys.exit(1)
    tell_reach(city, utc_now())
    by, files = configuration.machine(city.id), catalogue.archive(folder)
    entry = configuration.apply(open_node(data).journal, city, files, by)
    click.echo(f"{summary(checked)}\nin force by entry {entry.seq} of {data}")
