"""``cityloop erase``: a person is forgotten on a lawful request."""

from pathlib import Path

import click

from cityloop.app.cli._data import data_option, open_record
from cityloop.command import configuration, forgetting


@click.command("erase")
@click.argument("case_or_subject")
@click.option("--ground", required=True, help="The law or decision on which it is done, e.g. 'PIPL art. 47'.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@data_option
def command(case_or_subject: str, ground: str, yes: bool, data: Path) -> None:
    """Forget the person of CASE_OR_SUBJECT: words, contact, exact place and photos can never be read again."""
    node = open_record(data)
    subject = forgetting.find_subject(node.journal, case_or_subject)
    cases = forgetting.cases_of(node.journal, subject)
    click.echo(f"Goes: words, contact, exact place and photos of {len(cases)} case(s): {', '.join(cases)}")
    click.echo("Stays: that these cases were there, their steps, times and units; every proof still holds.")
    if not yes:
        click.confirm("This cannot be undone. Forget this person?", abort=True)
    by = configuration.machine(node.index.city.id)
    entry = forgetting.forget(node.journal, node.accesses, by, subject, ground)
    node.stop()
    click.echo(f"Forgotten by entry {entry.seq} of {data}")
