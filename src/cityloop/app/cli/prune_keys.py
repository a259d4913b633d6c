"""``cityloop prune-keys``: copies of keys that are past their time are overwritten and removed."""

from pathlib import Path

import click

from cityloop.app.key_backup import prune_keys
from cityloop.app.opening import utc_now


@click.command("prune-keys")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def command(folder: Path) -> None:
    """Overwrite and remove the copies of keys in FOLDER that are past their time. Run it daily."""
    count = 0
    for path, head in prune_keys(folder, utc_now()):
        click.echo(f"removed {path}, which was good until {head.until:%Y-%m-%d %H:%M} UTC")
        count += 1
    click.echo(f"{count} removed")
