"""``cityloop erase``: a person is forgotten on a lawful request."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.app.cli._times import in_words
from cityloop.app.node import Node
from cityloop.command import configuration, forgetting
from cityloop.command.belongings import Belongings, belongings
from cityloop.command.forgetting import Erasing
from cityloop.command.keeping import Bar, bars
from cityloop.edge.limits import DRAFT_S
from cityloop.journal.errors import StoreError


@click.command("erase")
@click.argument("case_or_subject")
@click.option("--ground", help="The law or decision on which it is done, e.g. 'PIPL art. 47'.")
@click.option("--dry-run", is_flag=True, help="Show what goes and what stays; do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@data_option
def command(*, case_or_subject: str, ground: str | None, dry_run: bool, yes: bool, data: Path) -> None:
    """Forget the person of CASE_OR_SUBJECT: words, contact, exact place and photos can never be read again.

    First it shows what goes and what stays, and what keeps it: a hold that stands, or the archive period of a case.
    """
    if not ground and not dry_run:
        raise click.UsageError("Say on which --ground, or only look with --dry-run.")
    node = open_record(data)
    subject, now = forgetting.find_subject(node.journal, case_or_subject), node.clock()
    kept = _show(node, subject, now)
    if not dry_run:
        forgetting.refuse(node.journal, node.in_force(), subject, now)
        if not yes:
            click.confirm("This cannot be undone. Forget this person?", abort=True)
        _forget(node, Erasing(subject, ground or ""), data)
    node.stop()
    sys.exit(1 if kept else 0)


def _show(node: Node, subject: str, now: datetime) -> tuple[Bar, ...]:
    """The table, and what keeps it."""
    zone = node.index.city.zone
    for line in lines(belongings(node.journal, node.access, subject, now), zone):
        click.echo(line)
    with node.journal.store.read() as transaction:
        kept = bars(transaction, node.in_force(), subject, now)
    for bar in kept:
        click.echo(f"KEPT   {bar}")
    return kept


def _forget(node: Node, erasing: Erasing, data: Path) -> None:
    by = configuration.machine(node.index.city.id)
    entry = forgetting.forget(node.journal, node.accesses, node.in_force(), by, erasing, node.clock())
    click.echo(f"Forgotten by entry {entry.seq} of {data}")
    try:
        node.list_erasures()
    except StoreError as error:
        click.echo(f"The second place does not know it yet, a running city tells it soon: {error.what}", err=True)


def lines(found: Belongings, zone: str) -> Iterator[str]:
    """What goes, what stays, and what ends by itself, a line each."""
    yield f"{found.subject}, {len(found.cases)} case(s)"
    yield from _table("GOES", _goes(found))
    yield from _table("STAYS", _stays(found, zone))
    yield from _table("ENDS", _ends(found, zone))


def _goes(found: Belongings) -> Iterator[tuple[str, str, str]]:
    count, more = ("0", "forgotten already") if found.forgotten else ("1", "and whoever calls is not known any more")
    yield "the key of the person", count, more
    for sort in found.goes:
        yield sort.what, f"{sort.pieces:,}", f"{sort.bytes:,} bytes, sealed"


def _stays(found: Belongings, zone: str) -> Iterator[tuple[str, str, str]]:
    for case in found.cases:
        when = case.reported.astimezone(ZoneInfo(zone))
        yield f"case {case.id}", "1", f"{case.category or case.life}, {case.stage}, reported {when:%Y-%m-%d}"
    yield "entries of its steps, times and units", f"{found.entries:,}", "every proof holds"
    yield "notices that were due or delivered", f"{found.notices:,}", "whether and when, not what they said"
    yield "looks on the access journal", f"{found.looks:,}", "who looked and why, not what was seen"


def _ends(found: Belongings, zone: str) -> Iterator[tuple[str, str, str]]:
    until = found.copies_until
    when = f"the last is good until {in_words(until, zone)}" if until else "none is good any more"
    yield "copies of the keys that hold this key", "", when
    yield "backups of the record", "", "hold what is sealed, which nothing opens without the key"
    yield "reports that are being written", "", f"in memory alone, {DRAFT_S / 3600:.0f} hours at most"


def _table(head: str, rows: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    for place, (what, count, more) in enumerate(rows):
        yield f"{'' if place else head:6} {what:46} {count:>7}  {more}".rstrip()
