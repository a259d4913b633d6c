"""Decide, as a stage: what has just become a case is routed; what has come due is escalated."""

from collections.abc import Iterator

from cityloop.city.facts.bonds import Reopened
from cityloop.city.facts.fact import CaseFact, Fact
from cityloop.city.facts.intake import Accepted, Classified, Established
from cityloop.city.facts.waiting import CameDue
from cityloop.command.stages import Stage
from cityloop.loop.decide.escalation import escalated
from cityloop.loop.decide.routing import routed
from cityloop.world import Entry, World

NAME = "decide"
BECAME_A_CASE = (Established, Accepted, Reopened)
"""Facts by which a case comes to be dispatched."""


def is_open_again(fact: Fact) -> bool:
    """Whether it has to be decided whose the case is."""
    return isinstance(fact, BECAME_A_CASE) or (isinstance(fact, Classified) and fact.recalled)


def decide(entry: Entry, world: World) -> Iterator[CaseFact]:
    """The facts that follow from ``entry``; none where somebody has acted already."""
    case = world.case_of(entry)
    if case is None:
        return
    if is_open_again(entry.fact) and case.stage is Stage.DISPATCH and not case.unowned:
        yield routed(case, world, entry.time)
    if isinstance(entry.fact, CameDue) and case.is_open:
        yield from escalated(case, world)
