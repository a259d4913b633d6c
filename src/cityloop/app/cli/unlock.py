"""``cityloop unlock``: a person may sign in again."""

from pathlib import Path

import click

from cityloop.app.accounts import accounts_of
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._persons import SHELL, known


@click.command("unlock")
@click.argument("person")
@data_option
def command(person: str, data: Path) -> None:
    """Let PERSON sign in again, with the password that held before."""
    node = open_record(data)
    meant = known(node.index, person)
    lifted = accounts_of(node.access.store, node.clock, node.accesses).unlock(SHELL, meant.id)
    said = "may sign in again" if lifted else "was not locked out"
    click.echo(f"{meant.name.zh} {meant.name.en} ({meant.id}) {said}")
