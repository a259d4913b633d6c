"""Where the record lies: the option that every verb with a journal takes."""

from pathlib import Path

import click

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    envvar="CITYLOOP_DATA",
    show_default=True,
    help="The folder of the record.",
)
