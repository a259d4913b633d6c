"""``cityloop prune-keys``: copies of keys that are past their time are overwritten and removed."""

import sys
from pathlib import Path

import click

from cityloop.adapters.stores.key_copies import BadKeyCopy
from cityloop.app.key_backup import prune_keys
from cityloop.app.opening import utc_now


@click.command("prune-keys")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def command(folder: Path) -> None:
    """Overwrite and remove the copies of keys in FOLDER that are past their time. Run it daily.

    What is there and cannot be read as one stays and is told in the end: exit status 1.
    """
    count, bad = 0, list[BadKeyCopy]()
    for path, found in prune_keys(folder, utc_now()):
        if isinstance(found, BadKeyCopy):
            bad.append(found)
            continue
        click.echo(f"removed {path}, which was good until {found.until:%Y-%m-%d %H:%M} UTC")
        count += 1
    click.echo(f"{count} removed")
    for error in bad:
        click.echo(f"{error.what} It stays: destroy it yourself if its time is over.", err=True)
    sys.exit(1 if bad else 0)
