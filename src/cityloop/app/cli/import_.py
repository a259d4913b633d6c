"""``cityloop import``: what another system holds comes in: its cases, its people, its facilities."""

import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cityloop.adapters import catalogue, crs
from cityloop.adapters.importing import Import, Map, Opened, Summary, map_file, open_table
from cityloop.adapters.importing.listing import Difference, Gone, Listing
from cityloop.adapters.importing.map_text import read_as
from cityloop.adapters.importing.own_file import OwnFile
from cityloop.adapters.importing.refused import Keep, forget, kept_in
from cityloop.adapters.importing.thing_maps import FacilityMap, PeopleMap, ThingMap
from cityloop.adapters.importing.things import Facilities, People, Reader
from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._import_progress import Progress
from cityloop.app.cli.check import show
from cityloop.app.node import Node
from cityloop.app.opening import utc_now
from cityloop.city.index import Index

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
city_option = click.option(
    "--city",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    show_default=True,
    help="The folder of the city's files.",
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
    made = Import(map, node.index, node.desk, now=node.clock(), projection=projection)
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


@command.command("people")
@click.argument("file", type=FILE)
@map_option
@city_option
@click.option(
    "--gone",
    type=click.Choice(["keep", "lock"]),
    default="keep",
    show_default=True,
    help="Those whom FILE no longer names: kept, or locked out at the next apply.",
)
@dry_option
@refused_option
def people(file: Path, map_path: Path, city: Path, gone: str, dry_run: bool, refused: Path | None) -> None:
    """Import the people of FILE into the city's files, and show what changes; “cityloop apply” puts it in force.

    Done again, it changes nothing. Whose post does not exist is refused, the nearest posts named; the rest is kept.
    """
    map = read_as(PeopleMap, map_path.read_bytes(), map_path.name)
    index = checked(city)
    own = OwnFile(city, f"persons-{map.system}.csv", "persons", None)
    becomes = Gone.DROP if gone == "lock" else Gone.KEEP
    _bring((file, map_path), map, People(map, index), own, becomes, dry=dry_run, refused=refused)


@command.command("facilities")
@click.argument("file", type=FILE)
@map_option
@city_option
@click.option(
    "--gone",
    type=click.Choice(list(Gone)),
    default=Gone.KEEP,
    show_default=True,
    help="Those that FILE no longer names: kept, or taken out.",
)
@dry_option
@refused_option
def facilities(file: Path, map_path: Path, city: Path, gone: str, dry_run: bool, refused: Path | None) -> None:
    """Import the facilities of FILE into the city's files, and show what changes; “cityloop apply” puts it in force.

    Done again, it changes nothing. What the city's own rules would not have is refused with its line; the rest is kept.
    """
    map = read_as(FacilityMap, map_path.read_bytes(), map_path.name)
    index = checked(city)
    crs_named = crs.find(map.point.crs).name if map.point else None
    own = OwnFile(city, f"facilities-{map.system}.csv", "facilities", crs_named)
    today = utc_now().astimezone(ZoneInfo(index.city.zone)).date()
    _bring((file, map_path), map, Facilities(map, index, today), own, Gone(gone), dry=dry_run, refused=refused)


def checked(folder: Path) -> Index:
    """The look-ups of the city in the folder; its mistakes and exit status 1 where it is none."""
    found = catalogue.check(folder, crs.find)
    if found.city is None:
        show([mistake for mistake in found.mistakes if mistake.grave])
        sys.exit(1)
    return Index(found.city)


def _bring(
    sources: tuple[Path, Path],
    map: ThingMap,
    reader: Reader,
    own: OwnFile,
    gone: Gone,
    *,
    dry: bool,
    refused: Path | None,
) -> None:
    """Read, judge, write, and tell."""
    with open_table(sources[0], map) as table, kept_in(refused, table.columns, sources) as keep:
        made = Listing(reader, own, map.system, lambda over: catalogue.check(own.folder, crs.find, over).mistakes, keep)
        found = made.run(table.rows(), gone, dry=dry)
    tell(found, sources[0].name, own, gone, dry=dry)
    sys.exit(1 if found.summary.refused else 0)


def tell(found: Difference, file: str, own: OwnFile, gone: Gone, *, dry: bool) -> None:
    """What changes, and how it comes into force."""
    for line in found.lines(file, gone):
        click.echo(line, err=found.summary.refused > 0)
    last = f"“{own.name}” is written. Look at it, then run: cityloop apply {own.folder}"
    click.echo("dry run: nothing was written" if dry else last)
