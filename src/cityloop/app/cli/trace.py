"""``cityloop trace``: why an entry came about, and what came of it."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.command import configuration
from cityloop.views.causes import Cause

ENTRY = click.IntRange(min=0)


@click.command("trace")
@click.argument("entry", type=ENTRY)
@data_option
def command(entry: int, data: Path) -> None:
    """Print the chain of causes of ENTRY as a tree: what it goes back to, and below it all that followed.

    It tells kinds, numbers, times and authors; nobody's words. The look is noted on the access journal.
    """
    node = open_record(data)
    city = node.index.city
    tree = node.views.causes(configuration.machine(city.id), entry)
    node.stop()
    for line in lines(tree, ZoneInfo(city.zone)):
        click.echo(line)


def lines(cause: Cause, zone: tzinfo, before: str = "", below: str = "") -> Iterator[str]:
    """The tree, an entry a line; the one that was asked for is marked."""
    yield f"{before}{'▶ ' if cause.asked else ''}{_line(cause, zone)}"
    last = len(cause.answers) - 1
    for place, answer in enumerate(cause.answers):
        end = place == last and not cause.more
        yield from lines(answer, zone, below + ("└─ " if end else "├─ "), below + ("   " if end else "│  "))
    if cause.more:
        yield f"{below}└─ … and {cause.more:,} more"


def _line(cause: Cause, zone: tzinfo) -> str:
    about = f"  {cause.about}" if cause.about else ""
    return f"{cause.seq}  {cause.time.astimezone(zone):%Y-%m-%d %H:%M:%S}  {cause.tag}{about}  by {cause.author}"
