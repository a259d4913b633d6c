"""``cityloop files``: a city's files as they were put in force, to look at or to go back to."""

from pathlib import Path

import click

from cityloop.adapters import catalogue
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli.new import FolderNotEmpty
from cityloop.city.errors import CityloopError
from cityloop.command import configuration
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal


class NoSuchVersion(CityloopError):
    """The entry put no city in force."""

    code = "no-such-version"


@click.command("files")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--entry", type=int, help="The entry that put them in force, as “cityloop apply” printed it; else the last."
)
@data_option
def command(folder: Path, entry: int | None, data: Path) -> None:
    """Write the files of one of the city's versions into FOLDER. Applied again, that version is in force again."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(f"“{folder}” is not empty: choose another folder, or empty it.", folder=str(folder))
    journal = open_record(data).journal
    found = version(journal, entry)
    catalogue.unpack(configuration.files_of(journal, found), folder)
    click.echo(f"{folder}: the files that entry {found.seq} of {found.time:%Y-%m-%d %H:%M} UTC put in force")


def version(journal: Journal, seq: int | None) -> Entry:
    """The entry that put a city in force. Raises ``NoSuchVersion``, ``NotConfigured``."""
    found = configuration.find_applied(journal, None if seq is None else seq + 1)
    if found is None and seq is None:
        raise configuration.NotConfigured("No city is in force: run “cityloop apply DIR” first.")
    if found is None or seq not in (None, found.seq):
        before = f"; the one before it was {found.seq}" if found else ""
        raise NoSuchVersion(f"Entry {seq} put no city in force{before}. Name one that “cityloop apply” printed.")
    return found
