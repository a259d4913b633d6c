"""``cityloop accounts``: first passwords for the persons of a list."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import click

from cityloop.adapters.chance import draw_password
from cityloop.app import enrolling
from cityloop.app.accounts import accounts_of
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._persons import SHELL, remedy
from cityloop.app.cli._times import in_words
from cityloop.app.enrolling import First
from cityloop.app.node import Node
from cityloop.guard.accounts import Accounts

TOLD_EVERY = 100
NEW = click.Path(path_type=Path, dir_okay=False)


@click.command("accounts")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", type=NEW, help="Write the first passwords there, as CSV; for its owner alone.")
@click.option("--letters", type=NEW, help="Write a page there to be printed: a sheet a person.")
@click.option("--address", default="", help="Where one signs in, for the sheets: https://city.example.org")
@click.option("--days", type=click.IntRange(1, 90), default=14, show_default=True, help="How long they hold, unused.")
@click.option("--again", is_flag=True, help="Also for those who have a password; it holds no longer then.")
@click.option("--dry-run", is_flag=True, help="Judge the list; give nobody a password.")
@data_option
def command(  # noqa: PLR0913 - one argument for each option
    *,
    file: Path,
    to: Path | None,
    letters: Path | None,
    address: str,
    days: int,
    again: bool,
    dry_run: bool,
    data: Path,
) -> None:
    """Give the persons of FILE (CSV with the columns person and, if you like, mail) a first password each.

    It lets its person in once, to choose another. Where one line of the list is wrong, nobody gets one. Who has a
    password already keeps it.
    """
    node = open_record(data)
    accounts = accounts_of(node.access.store, node.clock, node.accesses)
    index = node.index
    every = enrolling.read(file.name, file.read_bytes(), index, lambda word: remedy(index, word))
    without = enrolling.without_password(every, accounts.passwords)
    wanted = every if again else without
    click.echo(f"{len(every)} persons, {len(every) - len(without)} of them with a password already")
    if dry_run or not wanted:
        click.echo("dry run: nobody got one" if dry_run else "nobody needs one")
        return
    if to is None and letters is None:
        raise click.UsageError("say where the first passwords are told: --to FILE.csv, --letters FILE.html, or both")
    firsts = enrolling.draw(wanted, draw_password, node.clock() + timedelta(days=days))
    tell(firsts, node, to, letters, address)
    give(firsts, accounts)
    click.echo(f"{len(wanted)} first passwords hold until {firsts[0].until:%Y-%m-%d}; they are told nowhere else")


def tell(firsts: Sequence[First], node: Node, to: Path | None, letters: Path | None, address: str) -> None:
    """Write them down before they hold: so none holds that nobody knows. Raises ``FileExists``."""
    for path in (to, letters):
        if path is not None and path.exists():
            raise enrolling.FileExists(f"{path} is there already: name another file, or take it away.", path=str(path))
    if to is not None:
        enrolling.write_new(to, enrolling.table(firsts, lambda until: in_words(until, node.index.city.zone)))
    if letters is not None:
        enrolling.write_new(letters, enrolling.letters(firsts, node.index, address))


def give(firsts: Sequence[First], accounts: Accounts) -> None:
    """Let them hold."""
    for count, each in enumerate(firsts, 1):
        accounts.give_first(SHELL, each.wanted.person.id, each.password, each.until)
        if count % TOLD_EVERY == 0:
            click.echo(f"{count} of {len(firsts)}", err=True)
