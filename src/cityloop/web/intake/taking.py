"""From the call that was typed to a case, and to the step that follows at once: sent on, answered, handed over."""

from collections.abc import Callable
from dataclasses import dataclass

from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.command import orders
from cityloop.command.lifecycle import IllegalStep
from cityloop.command.permission import Forbidden
from cityloop.command.receipt import Receipt
from cityloop.web.intake.call import Call, Understood, kind_of, language_of
from cityloop.web.visit import Visit

Onward = Callable[[str, int], orders.Order]
"""The order that follows the report, for a case as it was seen."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a call: its case, and whether the step that follows lies beyond the post of who took it."""

    case: str
    beyond: bool = False


def report_of(visit: Visit, call: Call, known: Understood, *, life: Life) -> orders.Report:
    """The report that the call means; what the city does not know of the place goes as words."""
    category = known.category if known.category and known.category.life is life else None
    return orders.Report(
        life=life,
        kind=(kind_of(call) or RequestKind.HELP) if life is Life.REQUEST else None,
        category=category.id if category else None,
        words=call.words,
        contact=call.name or None,
        caller=known.caller,
        place=known.place.id if known.place else None,
        spot=call.place or None,
        channel=Channel.PHONE,
        language=language_of(call, visit.language),
        anonymous=True,
        key=call.key or None,
    )


def taken(visit: Visit, report: orders.Report, onward: Onward | None) -> Taken:
    """Write the case and the step that follows. Sent again, it is the same case, and a step that was taken stays taken.

    Raises what the desk raises for the report; a step that lies beyond the post waits for somebody else.
    """
    receipt = visit.desk.report(visit.by, report)
    return Taken(receipt.case, beyond=onward is not None and not _done(visit, receipt, onward))


def _done(visit: Visit, receipt: Receipt, onward: Onward) -> bool:
    """Whether the step could be taken."""
    try:
        visit.desk.do(visit.by, onward(receipt.case, receipt.version))
    except Forbidden:
        return False
    except IllegalStep:
        if receipt.entries:
            raise
    return True


def sending_on(report: orders.Report) -> Onward | None:
    """受理: a request whose sort is known goes on at once; a matter on the street is looked at first."""
    if report.life is not Life.REQUEST or report.category is None:
        return None
    return lambda case, seen: orders.Accept(case=case, seen=seen, category=report.category, kind=report.kind)
