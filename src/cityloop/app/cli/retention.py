"""``cityloop retention``: whose archive periods are over, and what is done with their words then."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.app.node import Node
from cityloop.city.catalogue import Afterwards
from cityloop.city.errors import CityloopError
from cityloop.command import configuration, forgetting
from cityloop.command.expired import Expired, expired
from cityloop.command.forgetting import Erasing
from cityloop.journal.errors import StoreError

COUNTED = "{} past their archive period: {} to be erased, {} to be handed over, {} to be reviewed"


@click.command("retention")
@click.option("--erase", is_flag=True, help="Forget those of whom the city's files say so.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@data_option
def command(*, erase: bool, yes: bool, data: Path) -> None:
    """List whose archive periods are over: what is done then, whose words, which cases, since when, by which rule.

    With --erase those go of whom each rule says “erase”. What is to be handed over or reviewed stays until somebody has
    done that, and then forgets the person with “cityloop erase”.
    """
    node = open_record(data)
    found = tuple(expired(node.journal, node.in_force(), node.clock()))
    _show(node, found)
    goes = [each for each in found if each.then is Afterwards.ERASE]
    if erase and goes:
        if not yes:
            click.confirm(f"This cannot be undone. Forget {len(goes)} person(s)?", abort=True)
        _forget(node, goes)
    node.stop()


def _show(node: Node, found: Sequence[Expired]) -> None:
    zone, then = ZoneInfo(node.index.city.zone), [each.then for each in found]
    for each in found:
        ended = f"{each.ended.astimezone(zone):%Y-%m-%d}"
        click.echo("\t".join((each.then, each.subject, " ".join(each.cases), ended, "; ".join(each.sources))))
    ways = (Afterwards.ERASE, Afterwards.HAND_OVER, Afterwards.REVIEW)
    click.echo(COUNTED.format(len(found), *map(then.count, ways)))


def _forget(node: Node, goes: Sequence[Expired]) -> None:
    """One entry a person: broken off, run it again. Whom a hold has come to keep meanwhile, stays and is named."""
    by, gone = configuration.machine(node.index.city.id), 0
    for each in goes:
        erasing = Erasing(each.subject, f"archive period over: {'; '.join(each.sources)}")
        try:
            forgetting.forget(node.journal, node.accesses, node.in_force(), by, erasing, node.clock())
            gone += 1
        except StoreError:
            raise
        except CityloopError as kept:
            click.echo(f"KEPT   {each.subject}: {kept.what}", err=True)
    click.echo(f"{gone} forgotten")
    try:
        node.list_erasures()
    except StoreError as error:
        click.echo(f"The second place does not know it yet, a running city tells it soon: {error.what}", err=True)
