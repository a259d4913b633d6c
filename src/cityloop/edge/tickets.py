"""A pass to one case for an hour or two: sealed, and good for the browser alone that it was given to.

Whoever shows the number of a case and the end of a telephone number gets one instead of the case's link, which opens
the case for good and to everybody: four digits are not worth as much.
"""

from datetime import timedelta
from http import HTTPStatus

from starlette.requests import Request

from cityloop.edge.asker import asker
from cityloop.edge.forms import number
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import Refused

LASTS = timedelta(hours=2)
MARK = "~"
"""Between the parts; no link has it."""


class TicketEnded(Refused):
    """The pass is over, or was another browser's."""

    code = "ticket-ended"
    status = HTTPStatus.GONE


def ticket_for(request: Request, case: str) -> str:
    """What stands in the address instead of the link's secret."""
    ends = str(int((keeping(request).clock() + LASTS).timestamp()))
    return MARK.join((case, ends, _seal(request, case, ends)))


def is_ticket(word: str) -> bool:
    """Whether the end of an address is a pass and no link."""
    return MARK in word


def case_of(request: Request, ticket: str) -> str:
    """The case that the pass opens. Raises ``TicketEnded``."""
    case, _, rest = ticket.partition(MARK)
    ends, _, seal = rest.partition(MARK)
    until = number(ends)
    fits = keeping(request).seals.fits(seal, "ticket", case, ends, asker(request).binding or "")
    if not fits or until is None or until < keeping(request).clock().timestamp():
        raise TicketEnded("Give the number and the four digits again.")
    return case


def _seal(request: Request, case: str, ends: str) -> str:
    return keeping(request).seals.of("ticket", case, ends, asker(request).binding or "")
