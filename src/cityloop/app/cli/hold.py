"""``cityloop hold``: somebody's words are kept though their time may be over, until an end that is always said."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._times import in_words
from cityloop.app.node import Node
from cityloop.command import configuration
from cityloop.command.hold_table import list_holds
from cityloop.command.holding import Holding

DAY = click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M"))


@click.group("hold")
def command() -> None:
    """Legal holds: place, lift, list."""


@command.command("place")
@click.argument("case_or_subject")
@click.option("--ground", required=True, help="Who needs it and why, e.g. a court and its file number.")
@click.option("--until", type=DAY, required=True, help="When it ends by itself, in the city's own time.")
@data_option
def place(case_or_subject: str, ground: str, until: datetime, data: Path) -> None:
    """Keep the person of CASE_OR_SUBJECT from being forgotten until then."""
    node = open_record(data)
    zone = node.index.city.zone
    end = until.replace(tzinfo=ZoneInfo(zone))
    entry = _holding(node).place(case_or_subject, ground, end)
    node.stop()
    click.echo(f"hold {entry.seq} stands until {in_words(end, zone)}")


@command.command("lift")
@click.argument("case_or_subject")
@click.option("--ground", required=True, help="Why it is lifted before its end.")
@click.option("--hold", "number", type=int, help="Which, where several stand.")
@data_option
def lift(case_or_subject: str, ground: str, number: int | None, data: Path) -> None:
    """Lift a hold on the person of CASE_OR_SUBJECT before its end."""
    node = open_record(data)
    entry = _holding(node).lift(case_or_subject, ground, number)
    node.stop()
    click.echo(f"lifted by entry {entry.seq}")


@command.command("list")
@data_option
def list_all(data: Path) -> None:
    """List the holds that stand, with their ends."""
    node = open_record(data)
    zone, now = node.index.city.zone, node.clock()
    with node.journal.store.read() as transaction:
        standing = [hold for hold in list_holds(transaction) if hold.stands(now)]
    for hold in standing:
        end = in_words(hold.until, zone)
        click.echo("\t".join((str(hold.number), hold.case or hold.subject, end, hold.ground, hold.author)))


def _holding(node: Node) -> Holding:
    return Holding(node.journal, node.accesses, configuration.machine(node.index.city.id), node.clock())
