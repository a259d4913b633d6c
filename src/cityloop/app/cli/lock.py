"""``cityloop lock``: a person may not sign in any more, at once."""

from pathlib import Path

import click

from cityloop.app.accounts import accounts_of
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._persons import SHELL, known
from cityloop.city.facts.accounts import LockGround

GROUNDS = [ground.value for ground in LockGround]


@click.command("lock")
@click.argument("person", required=False)
@click.option("--reason", type=click.Choice(GROUNDS), help="Why; it is kept on the access journal.")
@click.option("--list", "listed", is_flag=True, help="List those who are locked out.")
@data_option
def command(person: str | None, reason: str | None, listed: bool, data: Path) -> None:
    """Lock PERSON out: every sign-in ends at once, no new one begins, until cityloop unlock.

    Who leaves the city's files is locked out by that; this is for the time until they are changed, and for the others.
    """
    node = open_record(data)
    accounts = accounts_of(node.access.store, node.clock, node.accesses)
    if listed:
        for each in accounts.locks.list_all():
            click.echo(f"{each.person}\t{each.since.isoformat()}\t{each.ground}")
        return
    if person is None or reason is None:
        raise click.UsageError("say whom, and why: cityloop lock PERSON --reason left")
    meant = known(node.index, person)
    ended = accounts.lock(SHELL, meant.id, LockGround(reason))
    click.echo(f"{meant.name.zh} {meant.name.en} ({meant.id}) is locked out; {ended} sign-ins ended")
