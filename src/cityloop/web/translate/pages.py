"""What awaits a translation, and the form in which a translator writes down what a text says."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.facts.translating import TextKind
from cityloop.command import orders
from cityloop.edge.forms import number
from cityloop.edge.limits import NOTE_CHARS
from cityloop.edge.problem import status_of
from cityloop.views.translations import Awaited, ToTranslate
from cityloop.web.languages import name_of
from cityloop.web.parts.values import Field
from cityloop.web.problem import said_of
from cityloop.web.shown import lasting_long
from cityloop.web.visit import Visit, form_of, read, to, visit_of

HERE = "/translate"


async def waiting(request: Request) -> Response:
    """The texts that wait, the longest awaited first."""
    visit = visit_of(request)
    found = await read(visit.views.awaiting, visit.by)
    done = visit.say("It is with the case.") if "done" in request.query_params else ""
    rows = [row(visit, each) for each in found.rows]
    return visit.page("translate/waiting.html", {"rows": rows, "said": done})


async def translate(request: Request) -> Response:
    """One text (GET), and what it says (POST); nothing typed is lost where it cannot be taken."""
    visit, path = visit_of(request), request.path_params
    found = await read(visit.views.to_translate, visit.by, path["case"], path["text"], path["language"])
    if request.method != "POST":
        return page(visit, found, found.done or "")
    form = await form_of(request)
    note = form.get("note", "")
    if wrong := amiss(visit, note):
        return page(visit, found, note, wrong)
    try:
        await read(visit.desk.do, visit.by, order_of(found, note, number(form.get("seen", ""))))
    except CityloopError as refused:
        return page(visit, found, note, said_of(visit, refused), status_of(refused))
    return to(f"{HERE}?done=1")


def amiss(visit: Visit, note: str) -> str:
    """What is wrong with the words, if anything."""
    if not note:
        return visit.say("A translation needs words. Write down what the text says.")
    return visit.say("This is too long. Keep it under 4000 characters.") if len(note) > NOTE_CHARS else ""


def order_of(found: ToTranslate, note: str, seen: int | None) -> orders.Translate:
    """The order that the form means."""
    it = found.awaited
    version = found.version if seen is None else seen
    return orders.Translate(case=it.case, seen=version, text=it.text, read_in=it.read_in, note=note)


def page(visit: Visit, found: ToTranslate, typed: str, wrong: str = "", status: int = 422) -> Response:
    """The text, and the field for what it says."""
    label = visit.say("What it says in %(language)s") % {"language": name_of(found.awaited.read_in, visit.language)}
    field = Field("note", label, "words", typed, error=wrong, language=found.awaited.read_in)
    values = {
        "it": row(visit, found.awaited),
        "words": found.words,
        "masked": found.awaited.what is TextKind.REPORT,
        "answers": found.awaited.what is TextKind.ANSWER,
        "seen": found.version,
        "fields": (field,),
        "up": HERE,
    }
    return visit.page("translate/text.html", values, status if wrong else 200)


def row(visit: Visit, it: Awaited) -> dict[str, Any]:
    """One text as the templates show it."""
    kinds = {
        TextKind.ANSWER: visit.say("The answer to the reporter"),
        TextKind.REPORT: visit.say("The reporter's words"),
    }
    between = {"written": name_of(it.written, visit.language), "to": name_of(it.read_in, visit.language)}
    return {
        "href": f"{HERE}/{it.case}/{it.text}/{it.read_in}",
        "case": it.case,
        "title": visit.name(it.title),
        "what": kinds[it.what],
        "written": it.written,
        "written_name": between["written"],
        "between": visit.say("%(written)s into %(to)s") % between,
        "age": lasting_long((visit.now - it.asked).total_seconds(), visit.language),
        "due": it.due,
        "late": is_late(it.due, visit.now),
    }


def is_late(due: datetime | None, now: datetime) -> bool:
    """Whether it was promised for an earlier time."""
    return due is not None and due <= now
