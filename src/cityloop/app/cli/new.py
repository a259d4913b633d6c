"""``cityloop new``: the files of a city to begin with."""

from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import click

from cityloop.app.demo.make_city import make_city
from cityloop.city.errors import CityloopError


class FolderNotEmpty(CityloopError):
    """Files stand already where a new city was to be written."""

    code = "folder-not-empty"


class FolderClosed(CityloopError):
    """Whoever runs the command may not write there."""

    code = "folder-closed"


def copy_street(folder: Path) -> None:
    """A city of one street, commented, to be changed by hand."""
    with as_file(files("cityloop") / "data" / "examples" / "street") as example:
        copytree(example, folder, dirs_exist_ok=True)


EXAMPLES: Mapping[str, Callable[[Path], None]] = {"street": copy_street, "linjiang": make_city}
"""What a new city can begin as."""


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--example", type=click.Choice(sorted(EXAMPLES)), default="street", show_default=True)
def command(folder: Path, example: str) -> None:
    """Write the files of a small correct city into FOLDER, or of a whole synthetic one (--example linjiang)."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(f"“{folder}” is not empty: choose another folder, or empty it.", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        EXAMPLES[example](folder)
    except PermissionError as wrong:
        raise FolderClosed(
            f"“{folder}” cannot be written by this user: choose another one.", folder=str(folder)
        ) from wrong
    click.echo(f"{folder}: change the files, then run: cityloop check {folder}, cityloop apply {folder}")
