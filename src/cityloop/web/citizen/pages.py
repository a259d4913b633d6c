"""What citizens see after they reported, and what others see of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.principal import citizen
from cityloop.command import orders
from cityloop.command.stages import Stage
from cityloop.edge.forms import is_stale, number
from cityloop.edge.keeping import keeping
from cityloop.edge.keys import key_of
from cityloop.edge.limits import NOTE_CHARS, OFFSET_DIGITS, PUBLIC_ROWS
from cityloop.edge.problem import NoSuchPage, status_of
from cityloop.edge.tickets import TicketEnded, is_ticket
from cityloop.edge.uploads import order_of, photo_of
from cityloop.views.public import Followed, PublicRow
from cityloop.web.citizen.finding import ended, followed
from cityloop.web.citizen.promise import STANDS_FOR_OTHERS, stands, way
from cityloop.web.languages import name_of
from cityloop.web.parts.values import Field
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, form_of, read, to, visit_of

OWN = {"tell": orders.Tell, "reopen": orders.Reopen, "thank": orders.Thank, "urge": orders.Urge}
"""What somebody with the link may do."""
BESIDE = frozenset({"tell", "add-photo", "reopen", "thank"})
"""Of that, what has a field of its own on the page."""
LET_OUT = frozenset({"review", "answer-directly"})
"""Steps by which an answer reaches whoever reported."""


async def follow(request: Request) -> Response:
    """How the report stands, for whoever has its link."""
    visit = visit_of(request)
    secret = request.path_params["secret"]
    try:
        found = await read(followed, visit, secret)
    except TicketEnded as over:
        return ended(visit, over)
    done = request.query_params.get("done", "")
    return visit.page("citizen/follow.html", follow_values(visit, secret, found, said_after(visit, done)))


def said_after(visit: Visit, verb: str) -> str:
    """What is said once something was done."""
    words = {
        "tell": visit.say("We have added it. Whoever has your report reads it next."),
        "reopen": visit.say("It is open again. Whoever answers for it is told, and the clock starts anew."),
        "thank": visit.say("Thank you. Those who did it will read it. There is nothing more for you to do."),
        "urge": visit.say("We have asked them to hurry. You find here what they do, and by when."),
        "add-photo": visit.say("The photo is with your report. Whoever works on it sees it."),
    }
    return words.get(verb, "")


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried on the page and did not work: the words that were typed, and what is wrong at which step."""

    verb: str = ""
    typed: str = ""
    wrong: str = ""

    def at(self, verb: str) -> str:
        """What is wrong at the field of ``verb``."""
        return self.wrong if self.verb == verb else ""

    def said(self, verb: str) -> str:
        """What was typed into the field of ``verb``."""
        return self.typed if self.verb == verb else ""

    @property
    def is_beside(self) -> bool:
        """Whether the field stands on the page, so that what is wrong is said there."""
        return self.verb in BESIDE


def follow_values(visit: Visit, secret: str, found: Followed, said: str, tried: Tried = Tried()) -> dict[str, Any]:
    """What the template shows."""
    status, meaning = stands(visit, found)
    steps = {step.verb for step in found.steps} - ({"thank"} if found.thanked else set())
    return {
        "number": found.id,
        "address": f"/follow/{secret}",
        "for_a_while": is_ticket(secret),
        "key": keeping(visit.request).draw(),
        "said": said,
        "wrong": (tried.wrong,) if tried.wrong and not tried.is_beside else (),
        "fields": own_fields(visit, tried),
        "is_open": found.is_open,
        "together": found.end != found.id,
        "status": status,
        "is_again": is_again(found),
        "meaning": meaning,
        "reported": found.reported,
        "due": found.due if found.is_open else None,
        "category": visit.name(found.title),
        "words": found.words,
        "place": found.spot,
        "unit": visit.name(found.unit),
        **answer_values(visit, found),
        **reopening(visit, found),
        "words_in": found.language,
        "ground": visit.name(found.ground.name) if found.ground else "",
        "instead": visit.name(found.ground.instead) if found.ground else "",
        "stages": way(visit, found),
        "may": steps if found.stage.value == "closed" else steps - {"thank"},
    }


def is_again(found: Followed) -> bool:
    """Whether it was opened again, and no answer was let out since: whatever answer there is comes from before."""
    verbs = [each.verb for each in found.timeline if each.verb in {"reopen", *LET_OUT}]
    return found.is_open and verbs[-1:] == ["reopen"]


def own_fields(visit: Visit, tried: Tried) -> tuple[Field, ...]:
    """What may be written on the page: to be added, why it is not solved, thanks, a photo."""
    say = visit.say

    def words(verb: str, name: str, label: str, *, required: bool = False) -> Field:
        return Field(name, label, "words", tried.said(verb), error=tried.at(verb), required=required)

    return (
        words("tell", "note", say("What you want to add"), required=True),
        words("reopen", "still", say("What is still wrong?")),
        words("thank", "thanks", say("Your words of thanks")),
        Field("photo", say("Photo"), "photo", error=tried.at("add-photo")),
    )


def answer_values(visit: Visit, found: Followed) -> dict[str, Any]:
    """The answer, in the language of the report where it is there, and as it was written."""
    written = name_of(found.answer_in, visit.language) if found.answer_in else ""
    values = {"written": written, "language": name_of(found.language, visit.language)}
    return {
        "answer": found.translated or found.answer,
        "answer_in": found.language if found.translated else found.answer_in,
        "original": found.answer if found.translated else None,
        "original_in": found.answer_in,
        "written_in": written,
        "translation": visit.say("This answer is in %(written)s. It is being translated into %(language)s.") % values
        if found.awaits_translation
        else "",
        "translation_due": found.translation_due,
    }


def reopening(visit: Visit, found: Followed) -> dict[str, Any]:
    """Until when it may be opened again, and whether that is past."""
    until = found.reopen_until if found.stage is Stage.CLOSED else None
    return {"reopen_until": until, "reopen_past": until is not None and visit.now > until}


async def act(request: Request) -> Response:
    """Add words or a photo, open it again, thank, or ask to hurry."""
    visit = visit_of(request)
    secret, verb = request.path_params["secret"], request.path_params["verb"]
    if verb not in (*OWN, "add-photo"):
        raise NoSuchPage(f"'{verb}' is nothing that can be done with a report.")
    try:
        found = await read(followed, visit, secret)
    except TicketEnded as over:
        return ended(visit, over)
    form = await form_of(request)
    if is_stale(request):
        return stale_page(visit, secret, found, verb, form)
    note, page = form.get("note") or form.get("still") or form.get("thanks") or None, form.get("key", "")
    if amiss := too_long(visit, note or ""):
        tried = Tried(verb, note or "", amiss)
        return visit.page("citizen/follow.html", follow_values(visit, secret, found, "", tried), 422)
    try:
        order = await _photo(visit, found, page) if verb == "add-photo" else _order(verb, found, note, page)
        if order is not None:
            await read(visit.desk.do, citizen(found.id), order)
    except CityloopError as wrong:
        tried = Tried(verb, note or "", said_of(visit, wrong))
        return visit.page("citizen/follow.html", follow_values(visit, secret, found, "", tried), status_of(wrong))
    if order is None:
        tried = Tried(verb, "", visit.say("Choose a photo."))
        return visit.page("citizen/follow.html", follow_values(visit, secret, found, "", tried), 422)
    return to(f"/follow/{secret}?done={verb}")


def stale_page(visit: Visit, secret: str, found: Followed, verb: str, form: Mapping[str, str]) -> Response:
    """The page with what was typed, where the form is too old to be taken."""
    typed = form.get("note") or form.get("still") or form.get("thanks") or ""
    told = visit.say("This page stood open for long. Nothing is lost and nothing was sent: press once more.")
    tried = Tried(verb, typed, told)
    return visit.page("citizen/follow.html", follow_values(visit, secret, found, "", tried), 403)


def too_long(visit: Visit, note: str) -> str:
    """What is wrong with the length of the words, if anything."""
    return visit.say("This is too long. Keep it under 4000 characters.") if len(note) > NOTE_CHARS else ""


def _order(verb: str, found: Followed, note: str | None, page: str) -> orders.Order:
    case, seen = found.about(verb)
    return OWN[verb](case=case, seen=seen, note=note, key=key_of(verb, page, note or ""))


async def _photo(visit: Visit, found: Followed, page: str) -> orders.Order | None:
    photo = await photo_of(visit.request)
    if photo is None:
        return None
    order = order_of(photo, found.id, found.version, "near")
    return replace(order, key=key_of("add-photo", page, photo.image))


async def public(request: Request) -> Response:
    """What others reported: category, coarse place, status."""
    visit = visit_of(request)
    offset = number(request.query_params.get("from", ""), OFFSET_DIGITS) or 0
    rows = await read(visit.views.public_list, "", offset)
    more = f"/public?from={offset + PUBLIC_ROWS}" if len(rows) == PUBLIC_ROWS else ""
    return visit.page("citizen/public.html", {"rows": [_row(visit, each) for each in rows], "more": more})


async def public_case(request: Request) -> Response:
    """One case of which something was published."""
    visit = visit_of(request)
    found = await read(visit.views.public_case, request.path_params["case"])
    return visit.page("citizen/public_case.html", {"it": _row(visit, found)})


def _row(visit: Visit, it: PublicRow) -> Mapping[str, Any]:
    status = visit.say(STANDS_FOR_OTHERS[it.stage])
    named = {"category": visit.name(it.title), "place": visit.name(it.street), "status": status}
    return {**named, "day": it.day, "number": it.id, "answer": it.answer}
