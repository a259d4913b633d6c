"""Decide, as a stage: what became a case is routed, what came due escalated, what is not read goes to a translator."""

from collections.abc import Iterator

from cityloop.city.facts.bonds import Reopened
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Accepted, Classified, Established, Located
from cityloop.city.facts.waiting import CameDue
from cityloop.command.case import Case
from cityloop.command.stages import Stage
from cityloop.loop.decide.escalation import escalated
from cityloop.loop.decide.routing import routed
from cityloop.loop.decide.translation import to_translate
from cityloop.world import Entry, World

NAME = "decide"
BECAME_A_CASE = (Established, Accepted, Reopened)
BETTER_KNOWN = (Located, Classified)
"""After these the data may name whose it is where it named nobody."""


def decide(entry: Entry, world: World) -> Iterator[CaseFact]:
    """The facts that follow from ``entry``; none where somebody has acted already."""
    case = world.case_of(entry)
    if case is None:
        return
    if asks_whose(entry.fact, case) and case.stage is Stage.DISPATCH and not case.unowned:
        yield routed(case, world, entry.time)
    if isinstance(entry.fact, CameDue) and case.is_open:
        yield from escalated(case, world)
    yield from to_translate(entry, case, world)


def asks_whose(fact: object, case: Case) -> bool:
    """Whether the data is to be asked; what a unit gave back is for a person to send."""
    if isinstance(fact, Classified) and fact.recalled:
        return True
    return isinstance(fact, BECAME_A_CASE) or (isinstance(fact, BETTER_KNOWN) and not case.returns)
