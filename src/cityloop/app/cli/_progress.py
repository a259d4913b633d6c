"""How far something is: on one line that changes, where somebody is watching."""

import sys

import click


def told(what: str, done: int, of: int) -> None:
    """Say it."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{what}: {done:,} of {of:,}", err=True, nl=False)


def ended() -> None:
    """Clear the line."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
