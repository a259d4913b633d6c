"""``cityloop token``: machines get tokens that do so much, there, and until then."""

from datetime import timedelta
from pathlib import Path

import click

from cityloop.adapters.tokens import StoredTokens
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.node import Node
from cityloop.city.principal import Duty
from cityloop.guard.credentials import Token
from cityloop.guard.table import RIGHTS


@click.group("token")
def command() -> None:
    """Tokens of machines: issue, list, revoke."""


@command.command("issue")
@click.argument("name")
@data_option
@click.option("--duty", "duties", type=click.Choice([duty.value for duty in Duty]), multiple=True, required=True)
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may do: ACTION:DATASET, as report:case.")
@click.option("--in", "jurisdiction", required=True, help="The node of the jurisdiction tree that it reaches.")
@click.option("--unit", help="The unit that it acts for; whoever handles, handles for one.")
@click.option("--days", type=click.IntRange(1, 400), required=True, help="How long it holds.")
def issue(
    name: str,
    data: Path,
    duties: tuple[str, ...],
    scopes: tuple[str, ...],
    jurisdiction: str,
    unit: str | None,
    days: int,
) -> None:
    """Issue a token called NAME and print its secret, which is kept nowhere. One of the same name is replaced."""
    node = open_record(data)
    held = frozenset(Duty(duty) for duty in duties)
    refuse_idle(held, scopes)
    refuse_unitless(held, unit)
    token = Token(
        id=name,
        duties=held,
        scopes=frozenset(scopes),
        jurisdiction=node.index.node(jurisdiction).id,
        unit=unit and node.index.unit(unit).id,
        end=node.clock() + timedelta(days=days),
    )
    click.echo(tokens(node).issue(token))


def refuse_idle(duties: frozenset[Duty], scopes: tuple[str, ...]) -> None:
    """Refuse a scope that none of the duties carries."""
    known = {f"{action}:{dataset}" for duty, action, dataset in RIGHTS if duty in duties}
    idle = sorted(set(scopes) - known)
    if idle:
        raise click.BadParameter(
            f"no such duty may {', '.join(idle)}; these may {', '.join(sorted(known))}", param_hint="--scope"
        )


def refuse_unitless(duties: frozenset[Duty], unit: str | None) -> None:
    """Refuse a token that would handle for nobody, and so reach nothing."""
    if Duty.HANDLE in duties and unit is None:
        raise click.BadParameter("who handles does so for a unit: name it", param_hint="--unit")


@command.command("list")
@data_option
def list_all(data: Path) -> None:
    """List the tokens, with what they may do and until when."""
    for token in tokens(open_record(data)).list_all():
        told = token.id, ",".join(sorted(token.scopes)), token.jurisdiction, token.unit or "-", token.end.isoformat()
        click.echo("\t".join(told))


@command.command("revoke")
@click.argument("name")
@data_option
def revoke(name: str, data: Path) -> None:
    """End the token called NAME now."""
    ended = tokens(open_record(data)).revoke(name)
    click.echo(f"{name} ended" if ended else f"there is no token '{name}'")


def tokens(node: Node) -> StoredTokens:
    """Where the node keeps them."""
    return StoredTokens(node.access.store, node.clock)
