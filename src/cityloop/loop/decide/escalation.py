"""Late is told upward: the tier above the one that runs a case learns that it came due."""

from collections.abc import Iterator

from cityloop.city.facts.waiting import Escalated
from cityloop.command.case import Case
from cityloop.command.duties import node_of
from cityloop.world import World


def escalated(case: Case, world: World) -> Iterator[Escalated]:
    """One escalation to the tier above, unless that tier has been told of this case already."""
    told = case.escalated or case.at
    parent = world.index.node(node_of(told)).parent
    if parent is not None:
        yield Escalated(case=case.id, to=world.index.path(parent))
