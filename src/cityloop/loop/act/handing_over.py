"""Which outside systems are told of what happened to a case: those that have it, and the one that its lead uses."""

from collections.abc import Iterator

from cityloop.city.facts import bonds, dispatching, intake, judging, work
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.system import System
from cityloop.command.case import Case
from cityloop.world import Entry, World

CHANGED, PHOTO = "changed", "photo"
"""Events of the exchange: how a case stands is another, a photo was added."""
CHANGES = (
    *(intake.Classified, intake.Established, intake.Accepted, intake.Refused, intake.AnsweredDirectly),
    *(dispatching.Dispatched, dispatching.Arbitrated, dispatching.Signed, dispatching.Returned),
    *(work.Contacted, work.Handled, work.ReportedBack, work.Answered),
    *(judging.Checked, judging.Reviewed, judging.Revisited, judging.Closed),
    *(bonds.Reopened, bonds.Merged, bonds.Undone),
)
"""Facts after which a case may stand otherwise for the other side."""
TO_A_LEAD = (dispatching.Dispatched, dispatching.Arbitrated)


def handed_over(entry: Entry, case: Case, world: World) -> Iterator[NoticeDue]:
    """One notice for each system, but for the one that said it itself; nothing of sensitive matters goes out."""
    event = PHOTO if isinstance(entry.fact, work.PhotoAdded) else CHANGED if isinstance(entry.fact, CHANGES) else None
    if event is None or case.sensitive:
        return
    for system in _systems(entry, case, world):
        if entry.author != system.author:
            yield NoticeDue(case=case.id, channel=system.lane, to=system.lane, event=event)


def _systems(entry: Entry, case: Case, world: World) -> Iterator[System]:
    """Those that have the case, and, when it goes to a unit, the one that this unit works with."""
    for system in world.index.systems:
        known = case.find_mirror(system.id) is not None
        if known or (isinstance(entry.fact, TO_A_LEAD) and system.unit == case.lead):
            yield system
