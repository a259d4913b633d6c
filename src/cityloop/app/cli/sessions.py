"""``cityloop sessions``: where a person is signed in, and the end of it."""

from pathlib import Path

import click

from cityloop.app.accounts import accounts_of
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._persons import SHELL, known
from cityloop.guard.sessions import Session

ALL = "all"


@click.command("sessions")
@click.argument("person")
@click.option("--end", metavar="ID|all", help="End this sign-in, or all of them: a phone was lost.")
@data_option
def command(person: str, end: str | None, data: Path) -> None:
    """List where PERSON is signed in; with --end, sign the person out there."""
    node = open_record(data)
    meant = known(node.index, person)
    accounts = accounts_of(node.access.store, node.clock, node.accesses)
    if end == ALL:
        click.echo(f"{accounts.end_all(SHELL, meant.id)} sign-ins of {meant.id} ended")
    elif end is not None:
        ended = accounts.end_one(SHELL, meant.id, end)
        click.echo(f"ended {end}" if ended else f"{meant.id} has no sign-in {end}")
    else:
        for each in accounts.list_sign_ins(meant.id):
            click.echo(line(each))


def line(session: Session) -> str:
    """One sign-in: its id, since when, last used, by what, on which device."""
    way = "identity provider" if session.sign_in.subject else "password"
    times = session.opened.isoformat(timespec="minutes"), session.seen.isoformat(timespec="minutes")
    return "\t".join((session.mark, *times, way, session.sign_in.device or "-"))
