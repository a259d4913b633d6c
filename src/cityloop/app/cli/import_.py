"""``cityloop import``: another system's cases come onto the record."""

import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import click

from cityloop.adapters.importing import Import, Map, Summary, map_file, open_table
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.node import Node

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("import")
def command() -> None:
    """Bring in what another system holds."""


@command.command("cases")
@click.argument("file", type=FILE)
@click.option("--map", "map_path", type=FILE, required=True, help="Which column says what (TOML).")
@click.option("--dry-run", is_flag=True, help="Judge every record; write nothing.")
@data_option
def cases(file: Path, map_path: Path, dry_run: bool, data: Path) -> None:
    """Import the records of FILE (CSV, may be gzipped) as cases.

    A record is imported once, however often this is run: broken off, run it again. What cannot be mapped is listed with
    its line; the rest is kept. Exit status 1 where anything was refused.
    """
    map = map_file.read(map_path.read_bytes(), map_path.name)
    node = open_record(data)
    summary = import_cases(node, map, file, dry=dry_run, progress=_told(sys.stderr.isatty()))
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
        summary = Import(map, node.index, node.desk).run(table.rows(), dry=dry, progress=progress)
    if not dry:
        node.step()
    return summary


def _told(live: bool) -> Callable[[Summary], None]:
    """Says how far it is: on one line that changes, where somebody is watching; else now and then."""
    began, said = monotonic(), [0.0]

    def tell(summary: Summary) -> None:
        spent = monotonic() - began
        if live or spent - said[0] >= 10:
            said[0] = spent
            rate = summary.facts / spent if spent else 0.0
            line = f"{summary.read:,} read, {summary.imported:,} imported, {rate:,.0f} facts/s"
            click.echo(f"\r{line}" if live else line, err=True, nl=not live)

    return tell
