"""``cityloop password``: a person of the city gets a password to sign in with."""

from pathlib import Path

import click

from cityloop.adapters.credentials import StoredPasswords
from cityloop.adapters.sessions import StoredSessions
from cityloop.app.cli._data import data_option, open_record


@click.command("password")
@click.argument("person")
@data_option
@click.password_option(help="Asked for when it is not said here.")
def command(person: str, data: Path, password: str) -> None:
    """Set the password of PERSON, who must stand in the city's files; whoever is signed in as PERSON is signed out."""
    node = open_record(data)
    known = node.index.person(person)
    StoredPasswords(node.access.store, node.clock).set(known.id, password)
    StoredSessions(node.access.store, node.clock).close_all(known.id)
    click.echo(f"{known.name.zh} {known.name.en} can sign in as {known.id}")
