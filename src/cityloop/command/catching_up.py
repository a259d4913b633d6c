"""Following an outside system: the orders by which a case here comes to where the other side says that it stands."""

from typing import Any

from cityloop.city.catalogue import Life
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.system import System
from cityloop.command import orders
from cityloop.command.case import Case
from cityloop.command.exchange import Heard
from cityloop.command.stages import Stage

THROUGH = frozenset({State.DONE, State.CLOSED})
NOTHING_TO_DO = frozenset({State.REFUSED, State.MISSING, State.MERGED})
"""What was told only after it had ended there is not begun here by itself."""
GIVEN_BACK = frozenset({State.RETURNED, State.REFUSED})


def next_order(case: Case, way: Way, heard: Heard, system: System) -> orders.Order | None:
    """The next step that the case lacks; None where it stands as far as the other side may bring it."""
    if way is Way.IN:
        return _taken_in(case, heard)
    if case.lead != system.unit:
        return None
    if heard.state in GIVEN_BACK and case.stage in (Stage.SIGN, Stage.CONTACT, Stage.HANDLE) and system.ground:
        return orders.Return(**_about(case), ground=system.ground)
    return _carried_out(case, heard)


def _taken_in(case: Case, heard: Heard) -> orders.Order | None:
    """What another system sends on it has taken in itself: here it is a case at once."""
    if heard.state in NOTHING_TO_DO:
        return None
    if case.stage is Stage.ACCEPT:
        return orders.Accept(**_about(case))
    if case.stage is Stage.ESTABLISH:
        found = case.finding is Finding.EXISTS
        return orders.Establish(**_about(case)) if found else orders.Verify(**_about(case), finding=Finding.EXISTS)
    return None


def _carried_out(case: Case, heard: Heard) -> orders.Order | None:
    """What the unit did there; the least is said of what was not told: the person was not reached."""
    if heard.state is State.TAKEN or heard.state in THROUGH:
        if case.stage is Stage.SIGN or (case.stage is Stage.HANDLE and case.life is Life.GRID and not case.signed):
            return orders.Sign(**_about(case))
        if case.stage is Stage.CONTACT:
            return orders.Contact(**_about(case), reached=False)
    if heard.state in THROUGH:
        return _finished(case, heard)
    return None


def _finished(case: Case, heard: Heard) -> orders.Order | None:
    if case.stage is Stage.HANDLE:
        return orders.Handle(**_about(case))
    if case.stage is Stage.FEEDBACK:
        return orders.ReportBack(**_about(case), note=heard.answer)
    if case.stage is Stage.ANSWER and heard.answer:
        return orders.Answer(**_about(case), note=heard.answer)
    return None


def _about(case: Case) -> dict[str, Any]:
    return {"case": case.id, "seen": case.version}
