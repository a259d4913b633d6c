"""``cityloop backup-keys``: a locked copy of the keys, in another place than the backups, for a set time."""

from pathlib import Path

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._locks import FILE, lock_of
from cityloop.app.cli._times import in_words
from cityloop.app.key_backup import back_up_keys
from cityloop.app.opening import places


@click.command("backup-keys")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to", "recovery", type=FILE, help="Lock it with this public recovery key (X25519, PEM). [CITYLOOP_RECOVERY]"
)
@click.option(
    "--passphrase", type=FILE, help="Lock it with the passphrase in this file; without either one is asked for."
)
@data_option
def command(folder: Path, recovery: Path | None, passphrase: Path | None, data: Path) -> None:
    """Copy the keys of persons into FOLDER, locked, for as many days as city.toml says under [keeping].

    After that time no restore takes the copy; prune-keys removes it. Whoever is forgotten meanwhile is wholly gone only
    then, so the time is as short as the city can bear. The copy stands on the record, with its end.
    """
    node, where = open_record(data), places(data)
    lock = lock_of(recovery or (None if passphrase else where.recovery), passphrase)
    copied = back_up_keys(node, where, folder, lock, node.clock())
    until = in_words(copied.head.until, node.index.city.zone)
    node.stop()
    click.echo(f"{copied.path}: {copied.subjects:,} keys, good until {until}")
