"""``cityloop serve``: a city's own program, from its record."""

import os
from pathlib import Path

import click
from msgspec.structs import replace

from cityloop.app.cli._data import data_option, open_record
from cityloop.app.config import check, from_environment, key_in
from cityloop.app.listening import listen
from cityloop.app.misspelt import refuse_misspelt
from cityloop.app.server import serve


@click.command("serve")
@data_option
@click.option("--host", help="Address to listen at (CITYLOOP_HOST). Default: this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen at (CITYLOOP_PORT).")
def command(data: Path, host: str | None, port: int | None) -> None:
    """Serve the city whose record lies in --data. Apply a city first: cityloop apply DIR."""
    refuse_misspelt(os.environ)
    node = open_record(data)
    node.in_force()
    said = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    config = replace(from_environment(os.environ), **said, key=key_in(data), demo=False)
    check(config)
    if ":" not in config.host:
        listen(config.host, config.port).close()
    scheme, name = "https" if config.tls else "http", node.index.city.name
    click.echo(f"{name.zh} {name.en}: {scheme}://{config.host}:{config.port}/", err=True)
    serve(node, config)
