"""``python -m tests.releases``: the record of the release at hand, played, put away, and what must be found in it."""

import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cityloop import __version__
from cityloop.app.node import Node
from cityloop.app.opening import Places, open_node
from cityloop.city.facts import EVERY
from cityloop.city.facts.intake import Reported
from cityloop.command.case_table import load
from cityloop.command.hold_table import list_holds
from cityloop.journal.journal import Journal
from tests.releases.kept import HERE, Expected, pack
from tests.releases.play import play


def main() -> int:
    """Play, look, keep; 1 where a fact of the house is in no entry."""
    with TemporaryDirectory(prefix="cityloop-release-") as folder:
        places = play(Path(folder))
        found = look(places)
        pack(places.folder, HERE / __version__, found)
    missing = sorted({str(fact.__struct_config__.tag) for fact in EVERY} - found.facts.keys())
    click.echo(
        f"{__version__}: {found.size:,} entries, {len(found.cases)} cases; without {', '.join(missing) or 'nothing'}"
    )
    return 1 if missing else 0


def look(places: Places) -> Expected:
    """What is found in the record now."""
    node = open_node(places.folder, durable=False, at=places)
    now = node.journal.get(node.journal.size() - 1).time
    found = look_at(node, now.isoformat())
    with closing(node.journal.store), closing(node.access.store):
        return found


def look_at(node: Node, now: str) -> Expected:
    """What is found in the record of a node."""
    entries = node.journal.read(0, node.journal.size())
    reports = {entry.about: entry.fact for entry in entries if isinstance(entry.fact, Reported)}
    with node.journal.store.read() as transaction:
        cases = load(transaction, reports)
        holds = [hold.number for hold in list_holds(transaction) if hold.lifted is None]
    words = {case: node.journal.payload(fact.words) if fact.words else None for case, fact in reports.items()}
    return Expected(
        version=__version__,
        now=now,
        size=len(entries),
        root=node.journal.root(len(entries)).hex(),
        access=node.access.size(),
        access_root=node.access.root(node.access.size()).hex(),
        facts=dict(tags(node.journal) + tags(node.access)),
        cases={id: str(case.stage) for id, case in cases.items()},
        words={case: said.decode() if said else None for case, said in words.items()},
        holds=holds,
    )


def tags(journal: Journal) -> Counter[str]:
    """How many entries there are with each tag."""
    return Counter(str(entry.fact.__struct_config__.tag) for entry in journal.read(0, journal.size()))


if __name__ == "__main__":
    sys.exit(main())
