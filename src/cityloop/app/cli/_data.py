"""Where the record lies: the option that every verb with a journal takes, and how a verb opens one that is there."""

import os
from pathlib import Path

import click

from cityloop.app.misspelt import list_unknown
from cityloop.app.node import Node
from cityloop.app.opening import open_node, places

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    envvar="CITYLOOP_DATA",
    show_default=True,
    help="The folder of the record.",
)


def open_record(data: Path) -> Node:
    """The node of a record that was begun before. Raises ``NoRecord``."""
    for unknown in list_unknown(os.environ):
        click.echo(f"warning: {unknown}", err=True)
    places(data).refuse_none("journal")
    return open_node(data)
