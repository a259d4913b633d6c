"""``cityloop backup``: the record is copied while the city runs, without its keys."""

from pathlib import Path
from time import monotonic

import click

from cityloop.app.backup import back_up
from cityloop.app.cli._data import data_option
from cityloop.app.cli._progress import ended, told
from cityloop.app.opening import places, utc_now


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="Of this city's backups in FOLDER keep so many.")
@data_option
def command(folder: Path, keep: int | None, data: Path) -> None:
    """Make a backup of the record in a folder of its own within FOLDER: whole, or none. The city may run meanwhile.

    It holds the journals, what is sealed beside them, configurations, passwords and tokens as hashes, and a copy of the
    second place; it holds no key: those have copies of their own (backup-keys), in another place.
    """
    began = monotonic()
    made = back_up(places(data), folder, utc_now(), told, keep)
    ended()
    main = made.manifest.journals["main"]
    click.echo(f"{made.folder}: {main.size:,} entries, {made.bytes / 1e6:,.1f} MB, {monotonic() - began:.1f} s")
    for gone in made.removed:
        click.echo(f"removed {gone}")
