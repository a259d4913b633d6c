"""``cityloop import``: what another system holds comes in: its cases, its people, its facilities."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from cityloop.adapters import crs
from cityloop.adapters.importing import Import, Map, Opened, Summary, map_file, open_table
from cityloop.adapters.importing.refused import Keep, forget, kept_in
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._progress import Progress
from cityloop.app.node import Node

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
INTERRUPTED = 130
"""Exit status of what was ended by a key (128 + SIGINT)."""

map_option = click.option("--map", "map_path", type=FILE, required=True, help="Which column says what (TOML).")
dry_option = click.option("--dry-run", is_flag=True, help="Judge every record; write nothing.")
refused_option = click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is refused into this CSV file, with the reason.",
)


@click.group("import")
def command() -> None:
    """Bring in what another system holds, from CSV, NDJSON (both plain, .gz or .xz), XLSX or Parquet."""


@command.command("cases")
@click.argument("file", type=FILE)
@map_option
@dry_option
@refused_option
@data_option
def cases(file: Path, map_path: Path, dry_run: bool, refused: Path | None, data: Path) -> None:
    """Import the records of FILE as cases.

    A record is imported once, however often this is run: broken off, run it again. What cannot be mapped is listed with
    its line; the rest is kept. Exit status 1 where anything was refused.
    """
    map = map_file.read(map_path.read_bytes(), map_path.name)
    node = open_record(data)
    try:
        with open_table(file, map) as table, kept_in(refused, table.columns, (file, map_path)) as keep:
            summary = _cases(node, map, table, dry=dry_run, keep=keep)
    finally:
        node.stop()
    for line in summary.lines(file.name):
        click.echo(line, err=summary.refused > 0)
    if dry_run:
        click.echo("dry run: nothing was written")
    sys.exit(1 if summary.refused else 0)


def import_cases(
    node: Node, map: Map, file: Path, *, dry: bool = False, progress: Callable[[Summary], None] | None = None
) -> Summary:
    """Import the file into the node, then let the loop route what is left. Raises ``WrongTable``, ``NotConfigured``."""
    with open_table(file, map) as table:
        return run_cases(node, map, table, dry=dry, progress=progress)


def run_cases(
    node: Node,
    map: Map,
    table: Opened,
    *,
    dry: bool = False,
    progress: Callable[[Summary], None] | None = None,
    keep: Keep = forget,
) -> Summary:
    """The same for a table that is open. Raises ``NotConfigured``, ``UnknownCrs``, a ``StoreError``."""
    projection = crs.find(map.point.crs) if map.point else None
    made = Import(map, node.index, node.desk, projection=projection)
    summary = made.run(table.rows(), dry=dry, progress=progress, keep=keep)
    if not dry:
        node.step()
    return summary


def _cases(node: Node, map: Map, table: Opened, *, dry: bool, keep: Keep) -> Summary:
    """Told how far it is; ended by a key, it says how to go on."""
    progress = Progress(table.far, live=sys.stderr.isatty())
    try:
        return run_cases(node, map, table, dry=dry, progress=progress, keep=keep)
    except KeyboardInterrupt:
        click.echo(
            "interrupted: what is imported is kept; run the same command again, and it goes on from there", err=True
        )
        sys.exit(INTERRUPTED)
    finally:
        progress.end()
