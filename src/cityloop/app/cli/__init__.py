"""The ``cityloop`` command: one verb a file of this folder, each exposing ``command``, loaded when it is called for.

``verify.py`` is ``cityloop verify``; ``import_.py`` is ``cityloop import`` (a keyword of Python takes an underscore).
A file whose name begins with an underscore is no verb.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

import click

from cityloop import __version__
from cityloop.city.errors import CityloopError


class Verbs(click.Group):
    """The verbs found in this folder."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs by name."""
        return sorted(_files())

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb called ``cmd_name``, or None."""
        name = _files().get(cmd_name)
        return cast("click.Command", import_module(f"{__name__}.{name}").command) if name else None


def _files() -> dict[str, str]:
    """The file of each verb."""
    names = (module.name for module in iter_modules(__path__))
    return {name.rstrip("_").replace("_", "-"): name for name in names if not name.startswith("_")}


@click.command(cls=Verbs)
@click.version_option(__version__, message="cityloop %(version)s")
def cli() -> None:
    """Run a city: one record that can be proven, at three tiers."""


def main() -> None:
    """Run the command; an error that the house raises on purpose ends it with one line and exit status 1."""
    try:
        cli()
    except CityloopError as wrong:
        click.echo(f"{wrong.code}: {wrong.what}", err=True)
        sys.exit(1)
