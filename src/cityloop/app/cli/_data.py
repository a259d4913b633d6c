"""Where the record lies: the option that every verb with a journal takes, and how a verb opens one that is there."""

from pathlib import Path

import click

from cityloop.app.node import Node
from cityloop.app.opening import open_node, places
from cityloop.journal.errors import NoRecord

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    envvar="CITYLOOP_DATA",
    show_default=True,
    help="The folder of the record.",
)


def open_record(data: Path) -> Node:
    """The node of a record that was begun before. Raises ``NoRecord``: a wrong folder makes no new one."""
    where = places(data)
    if not where.database and not where.file("journal").exists():
        raise NoRecord(f"{data} holds no record. Name its folder with --data, or begin one: cityloop apply DIR")
    return open_node(data)
