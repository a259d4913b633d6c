"""``cityloop password``: a person of the city gets a password to sign in with."""

from pathlib import Path

import click

from cityloop.app.accounts import accounts_of
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._persons import SHELL, known


@click.command("password")
@click.argument("person")
@data_option
@click.option("--password", help="Asked for when it is not said here.")
def command(person: str, data: Path, password: str | None) -> None:
    """Set the password of PERSON, who must stand in the city's files; whoever is signed in as PERSON is signed out."""
    node = open_record(data)
    meant = known(node.index, person)
    said = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    accounts_of(node.access.store, node.clock, node.accesses).set_password(SHELL, meant.id, said)
    click.echo(f"{meant.name.zh} {meant.name.en} can sign in as {meant.id}")
