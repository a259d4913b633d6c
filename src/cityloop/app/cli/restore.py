"""``cityloop restore``: a record is put back from a backup, and whoever was forgotten since is forgotten again."""

from pathlib import Path

import click

from cityloop.app.cli._data import data_option
from cityloop.app.cli._locks import FILE, opener_of
from cityloop.app.cli._progress import ended, told
from cityloop.app.key_restore import Wanted
from cityloop.app.opening import Places, places, utc_now
from cityloop.app.restore import NONE, ErasuresUnknown, Restoration, refuse_record, restore


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", type=FILE, help="The copy of the keys; without it those that lie in CITYLOOP_KEYS still.")
@click.option("--recovery", type=FILE, help="Open the copy with this private recovery key (PEM).")
@click.option(
    "--passphrase", type=FILE, help="Open it with the passphrase in this file; without either one is asked for."
)
@click.option(
    "--erasures", metavar="FILE|none", help="Who was forgotten since. [default: the list in CITYLOOP_WITNESS]"
)
@data_option
def command(
    *, backup: Path, keys: Path | None, recovery: Path | None, passphrase: Path | None, erasures: str | None, data: Path
) -> None:
    """Put the record in the folder BACKUP back into --data, which must be empty.

    Every file is held against the manifest, every entry hashed again. Whoever was forgotten after the backup is
    forgotten again before anything opens: by the list of erasures, without which "none" has to be said. What the second
    place had seen beyond the backup is lost, and the record says so.
    """
    where = places(data)
    wanted = Wanted(backup, keys, None, _list(where, erasures))
    refuse_record(where, wanted)
    opener = opener_of(recovery, passphrase) if keys else None
    done = restore(where, wanted._replace(opener=opener), utc_now, told)
    ended()
    _tell(done, data)


def _list(where: Places, said: str | None) -> Path | None:
    """The list of erasures; None where it was said that there are none. Raises ``ErasuresUnknown``."""
    if said == NONE:
        return None
    path = Path(said) if said else where.erasures
    if not path.is_file():
        what = f"{path} is no list of erasures, so nobody says who was forgotten after the backup"
        raise ErasuresUnknown(f"{what}. Name the list of the second place with --erasures, or say --erasures none.")
    return path


def _tell(done: Restoration, data: Path) -> None:
    click.echo(f"{done.entry:,} entries of {done.manifest.made:%Y-%m-%d %H:%M:%S} UTC are in {data} again, and whole.")
    click.echo(f"{done.erased} person(s) forgotten after the backup are forgotten again.")
    for name, first, last in done.lost():
        click.echo(f"LOST: entries {first:,} to {last:,} of the {name} journal, which the second place had seen.")
    click.echo("Passwords, locks and tokens are those of the backup: see that what was taken back since is so again.")
