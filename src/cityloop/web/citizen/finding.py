"""Where is my report? By its number and the end of the telephone number that was left, or by its link."""

import math
from datetime import timedelta
from http import HTTPStatus
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city import number, telephone
from cityloop.edge.asker import asker, source_of
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import TooMany, note_code, wants_page
from cityloop.edge.tickets import TicketEnded, case_of, is_ticket, ticket_for
from cityloop.views.public import Followed
from cityloop.web.parts.values import Field
from cityloop.web.shown import moment_long
from cityloop.web.visit import Visit, form_of, read, to, visit_of

WRONG = "wrong-digits"
"""How a number and digits that do not fit are counted among the refusals."""


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


NOT_FOUND = _(
    "Number and digits do not match. A report without a telephone number, and one of wrongdoing, is found by "
    "its link alone, or by calling us."
)
"""The same for whatever does not fit: a guess learns nothing of what is there."""


class Typed(NamedTuple):
    """What was typed, and what is wrong with it."""

    number: str = ""
    last: str = ""
    link: str = ""
    wrong_number: str = ""
    wrong_last: str = ""
    wrong_link: str = ""


async def find(request: Request) -> Response:
    """The page, and what was typed on it."""
    visit = visit_of(request)
    if request.method != "POST":
        ended = "ended" in request.query_params
        return page(visit, Typed(), said=visit.say("Give the number and the four digits again.") if ended else "")
    form = await form_of(request)
    if "link" in form:
        return by_link(visit, form["link"])
    return await by_number(visit, Typed(number=form.get("number", ""), last=form.get("last", "")))


def by_link(visit: Visit, link: str) -> Response:
    """To the page behind the link."""
    secret = link.rstrip("/").rpartition("/")[2].partition("?")[0]
    if secret.isalnum() and len(secret) < 100:
        return to(f"/follow/{secret}")
    return page(
        visit, Typed(link=link, wrong_link=visit.say("Paste the whole link. It ends in 26 letters and digits."))
    )


async def by_number(visit: Visit, typed: Typed) -> Response:
    """To the report, for a while, where the digits fit; else why not, and what else can be done."""
    wrong = misread(visit, typed)
    if wrong is not None:
        return page(visit, wrong)
    found = await read(tried, visit, typed)
    if found.wait:
        return waiting(visit, typed, found.wait)
    if found.case is None:
        note_code(visit.request, WRONG)
        return page(visit, typed._replace(wrong_last=visit.say(NOT_FOUND)))
    return to(f"/follow/{ticket_for(visit.request, found.case)}")


def misread(visit: Visit, typed: Typed) -> Typed | None:
    """What is wrong with number and digits before anything is looked up; None for nothing."""
    if not number.is_number(typed.number):
        return typed._replace(wrong_number=visit.say("The number of a report has ten digits, like 482-913-0671."))
    if number.is_misread(typed.number):
        return typed._replace(wrong_number=visit.say("One digit of this number is wrong. Read it again."))
    if len(typed.last) != telephone.LAST:
        return typed._replace(wrong_last=visit.say("Give the last four digits of the telephone number that you left."))
    return None


class Tried(NamedTuple):
    """What came of a try: the case, None where the digits do not fit; or how long no other try is looked at."""

    case: str | None
    wait: timedelta


def tried(visit: Visit, typed: Typed) -> Tried:
    """Look the case up, unless too many tries were wrong, at this case or from here."""
    kept, now = keeping(visit.request), visit.now
    source, case = source_of(asker(visit.request), kept.seals), number.normal(typed.number)
    wait = kept.guesses.take(source, now) or kept.digits.take(case, now)
    found = None if wait else visit.desk.find_numbered(case, typed.last)
    if found is not None:
        kept.guesses.forgive(source, now)
        kept.digits.forgive(case, now)
    return Tried(found, wait)


def waiting(visit: Visit, typed: Typed, wait: timedelta) -> Response:
    """The page, with until when no try is looked at, and what to do instead."""
    seconds = math.ceil(wait.total_seconds())
    if not wants_page(visit.request):
        raise TooMany(f"Several wrong digits: try again in {seconds} s.", retry_s=seconds)
    note_code(visit.request, TooMany.code)
    until = moment_long(visit.now + wait, visit.now, visit.zone, visit.language)
    words = visit.say("Several tries did not fit. Try again after %(time)s, use your link, or call us.")
    answer = page(visit, typed._replace(wrong_last=words % {"time": until}), status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def page(visit: Visit, typed: Typed, said: str = "", status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
    """The page with what was typed; ``status`` where something is wrong."""
    digits = visit.say("Last four digits of the telephone number that you left")
    fields = (
        Field(
            "number",
            visit.say("Number of the report"),
            value=typed.number,
            error=typed.wrong_number,
            inputmode="numeric",
        ),
        Field("last", digits, value=typed.last, error=typed.wrong_last, inputmode="numeric"),
        Field("link", visit.say("The link"), value=typed.link, error=typed.wrong_link),
    )
    is_wrong = any(field.error for field in fields)
    return visit.page("citizen/find.html", {"fields": fields, "said": said}, status if is_wrong else HTTPStatus.OK)


# What is shown once somebody has shown that it is the own report


def followed(visit: Visit, key: str) -> Followed:
    """The report that the end of the address opens. Raises ``NoSuchCase``, ``TicketEnded``."""
    if is_ticket(key):
        return visit.views.followed_case(case_of(visit.request, key))
    return visit.views.followed(key)


def ended(visit: Visit, over: TicketEnded) -> Response:
    """Back to where a pass is given; a program is told."""
    if not wants_page(visit.request):
        raise over
    note_code(visit.request, over.code)
    return to("/follow?ended=1")
