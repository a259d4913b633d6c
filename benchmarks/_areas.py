"""Every officer of a synthetic city against a case of every street: the tree says who sees what."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._doors import Doors, doors
from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import archive, load
from cityloop.adapters.chance import seeded_chance
from cityloop.app.demo.make_city import make_city
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.area import Tier
from cityloop.city.catalogue import Life
from cityloop.city.principal import NOBODY, Duty
from cityloop.command import configuration, orders
from tests.street import CLI, LAMP, MONDAY

TIERS = (Tier.CITY, Tier.DISTRICT, Tier.STREET)


def areas() -> tuple[int, int]:
    """How many pairs of officer and case were asked, and how many answered as the tree says."""
    with TemporaryDirectory() as folder:
        node = linjiang(Path(folder))
        cases = {street: reported(node, street) for street in streets(node)}
        with doors(node) as served:
            answers = [ask(served, at, person, cases) for at, person in officers(node)]
        node.stop()
    return sum(asked for asked, _ in answers), sum(right for _, right in answers)


def linjiang(folder: Path) -> Node:
    """The synthetic city, in force."""
    make_city(folder / "city")
    node = open_node(folder / "data", lambda: MONDAY, seeded_chance(1), durable=False)
    configuration.apply(node.journal, load(folder / "city", crs.find), archive(folder / "city"), CLI)
    node.reload()
    return node


def streets(node: Node) -> list[str]:
    """The ids of the streets."""
    return [each.id for each in node.index.tree.of_tier(Tier.STREET)]


def reported(node: Node, street: str) -> str:
    """A lamp that is out in ``street``."""
    report = orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", node=street)
    return node.desk.report(NOBODY, report).case


def officers(node: Node) -> Iterator[tuple[str, str]]:
    """One officer who dispatches at each node of command, with the node."""
    for tier in TIERS:
        for each in node.index.tree.of_tier(tier):
            own = [
                post for post in node.index.roster.posts_with(Duty.DISPATCH, each.id) if post.jurisdiction == each.id
            ]
            plain = [post for post in own if not post.named]
            yield each.id, node.index.roster.holders(plain[0].id, MONDAY)[0].id


def ask(served: Doors, at: str, person: str, cases: dict[str, str]) -> tuple[int, int]:
    """One officer against every case."""
    client = served.client(person, source=f"198.51.100.{len(at) % 200}")
    right = 0
    for street, case in cases.items():
        seen = client.get(f"/case/{case}").status_code
        right += seen == (200 if served.node.index.within(street, at) else 403)
    return len(cases), right
