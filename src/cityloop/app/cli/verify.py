"""``cityloop verify``: the whole record hashed again, and held against what was signed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cityloop.app.cli._data import data_option
from cityloop.app.opening import places
from cityloop.app.verification import Verified, verify
from cityloop.journal.note import Verifier

SHOWN = 20
"""Faults that are told one by one."""


@click.command("verify")
@click.option(
    "--against", metavar="CHECKPOINTS", type=click.Path(path_type=Path, exists=True),
    help="Hold it against this second place, a folder or a file of signed checkpoints. [default: the record's own]",
)  # fmt: skip
@click.option("--key", metavar="NAME+ID+KEY", help="Count the signatures of this key alone, which you have kept.")
@data_option
def command(against: Path | None, key: str | None, data: Path) -> None:
    """Hash every entry again, and name the first that was changed, cut, reordered, back-dated or forked.

    Whoever owns the machine can rewrite all of it and sign it anew: that shows only against checkpoints that were kept
    elsewhere. Exit status 1 where anything is wrong. A node may run meanwhile; nothing is written to the record.
    """
    signer = Verifier.parse(key) if key else None
    total = 0
    for verified in verify(places(data), against, signer, _tell):
        total += verified.total
        for line in lines(verified):
            click.echo(line)
    click.echo("The record is whole." if not total else f"The record is NOT whole: {total:,} fault(s).")
    sys.exit(1 if total else 0)


def _tell(journal: str, step: str, entries: int) -> None:
    """On one line that changes, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"\r{journal}: {entries:,} entries {step} \r", err=True, nl=False)


def lines(verified: Verified) -> Iterator[str]:
    """What came of one journal; what is wrong comes first."""
    name, report = verified.name, verified.report
    for fault in verified.faults[:SHOWN]:
        yield f"{name}: {fault}"
    if verified.total > SHOWN:
        yield f"{name}: … and {verified.total - SHOWN:,} more"
    yield f"{name}: {report.size:,} entries, root {report.root.hex()}"
    for told in verified.restored:
        yield f"{name}: {told}"
    yield f"{name}: {_signed(verified)}"


def _signed(verified: Verified) -> str:
    if verified.signed_to is None:
        return "no checkpoint in the second place: a past that was rewritten as a whole would not show"
    key = f", signed by {verified.signer}" if verified.signer else "; nobody's signature was checked: give --key"
    return f"{verified.report.checkpoints:,} checkpoints hold, the last of {verified.signed_to:,} entries{key}"
