"""What citizens see after they reported, and what others see of it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.principal import citizen
from cityloop.command import orders
from cityloop.edge.forms import number
from cityloop.edge.limits import OFFSET_DIGITS
from cityloop.edge.problem import NoSuchPage, status_of
from cityloop.views.public import MOST, Followed, PublicRow
from cityloop.web.citizen.promise import STANDS, STANDS_FOR_OTHERS, way
from cityloop.web.parts.values import Field
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, form_of, read, to, visit_of

OWN = {"tell": orders.Tell, "reopen": orders.Reopen, "thank": orders.Thank, "urge": orders.Urge}
"""What somebody with the link may do."""


async def find(request: Request) -> Response:
    """Paste the link, and see it."""
    visit = visit_of(request)
    link = (await form_of(request)).get("link", "") if request.method == "POST" else ""
    secret = link.rstrip("/").rpartition("/")[2].partition("?")[0]
    if secret.isalnum() and len(secret) < 100:
        return to(f"/follow/{secret}")
    wrong = visit.say("Paste the whole link. It ends in 26 letters and digits.") if request.method == "POST" else ""
    field = Field("link", visit.say("The link"), value=link, error=wrong)
    return visit.page("citizen/find.html", {"fields": (field,)}, 422 if wrong else 200)


async def follow(request: Request) -> Response:
    """How the report stands, for whoever has its link."""
    visit = visit_of(request)
    secret = request.path_params["secret"]
    found = await read(visit.views.followed, secret)
    done = request.query_params.get("done", "")
    return visit.page("citizen/follow.html", follow_values(visit, secret, found, said_after(visit, done)))


def said_after(visit: Visit, verb: str) -> str:
    """What is said once something was done."""
    words = {
        "tell": visit.say("We have added it."),
        "reopen": visit.say("It is open again. Whoever answers for it is told, and the clock starts anew."),
        "thank": visit.say("Thank you. We pass it on."),
        "urge": visit.say("We have asked them to hurry."),
    }
    return words.get(verb, "")


def follow_values(
    visit: Visit, secret: str, found: Followed, said: str, typed: str = "", wrong: str = ""
) -> dict[str, Any]:
    """What the template shows."""
    title, meaning = STANDS[found.stage]
    steps = {step.verb for step in found.steps} - ({"thank"} if found.thanked else set())
    return {
        "number": found.id,
        "address": f"/follow/{secret}",
        "said": said,
        "wrong": (wrong,) if wrong else (),
        "fields": (Field("note", visit.say("What you want to add"), "words", typed),),
        "is_open": found.is_open,
        "status": visit.say(title),
        "meaning": visit.say(meaning),
        "reported": found.reported,
        "due": found.due if found.is_open else None,
        "category": visit.name(found.title),
        "words": found.words,
        "place": found.spot,
        "unit": visit.name(found.unit),
        "answer": found.answer,
        "stages": way(visit, found),
        "may": steps if found.stage.value == "closed" else steps - {"thank"},
    }


async def act(request: Request) -> Response:
    """Add something, open it again, thank, or ask to hurry."""
    visit = visit_of(request)
    secret, verb = request.path_params["secret"], request.path_params["verb"]
    if verb not in OWN:
        raise NoSuchPage(f"'{verb}' is nothing that can be done with a report.")
    found = await read(visit.views.followed, secret)
    note = (await form_of(request)).get("note") or None
    try:
        await read(visit.desk.do, citizen(found.id), _order(verb, found, note))
    except CityloopError as wrong:
        values = follow_values(visit, secret, found, "", note or "", said_of(visit, wrong))
        return visit.page("citizen/follow.html", values, status_of(wrong))
    return to(f"/follow/{secret}?done={verb}")


def _order(verb: str, found: Followed, note: str | None) -> orders.Order:
    return OWN[verb](case=found.id, seen=found.version, note=note and note[:4000])


async def public(request: Request) -> Response:
    """What others reported: category, coarse place, status."""
    visit = visit_of(request)
    offset = number(request.query_params.get("from", ""), OFFSET_DIGITS) or 0
    rows = await read(visit.views.public_list, "", offset)
    more = f"/public?from={offset + MOST}" if len(rows) == MOST else ""
    return visit.page("citizen/public.html", {"rows": [_row(visit, each) for each in rows], "more": more})


def _row(visit: Visit, it: PublicRow) -> Mapping[str, Any]:
    status = visit.say(STANDS_FOR_OTHERS[it.stage])
    return {"category": visit.name(it.title), "place": visit.name(it.street), "status": status, "time": it.day}
