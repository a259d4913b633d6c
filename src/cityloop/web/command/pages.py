"""The duty officer's pages."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.command import orders
from cityloop.command.lifecycle import Step, find_step
from cityloop.edge.forms import number, read_form
from cityloop.edge.limits import SEARCH_CHARS
from cityloop.edge.problem import NoSuchPage, status_of
from cityloop.edge.uploads import order_of, photo_of
from cityloop.views.case_page import CasePage
from cityloop.web.command.case_values import case_values, place
from cityloop.web.command.finding import find_values
from cityloop.web.command.forms import ORDERS, Making, Typed, fields_of, typed
from cityloop.web.command.queue_page import queue_values
from cityloop.web.parts.values import Field
from cityloop.web.photos import photo_fields, with_error
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, form_of, read, safe_way, to, visit_of


async def queue(request: Request) -> Response:
    """The queue: what is late, what waits, whose, and where."""
    visit = visit_of(request)
    values = await read(queue_values, visit, dict(request.query_params))
    return visit.page("command/queue.html", values)


async def find(request: Request) -> Response:
    """A case by its number; areas, units and categories by any word for them."""
    visit = visit_of(request)
    words = request.query_params.get("q", "").strip()[:SEARCH_CHARS]
    values = await read(find_values, visit, words)
    only = values["only"]
    return to(only) if only else visit.page("command/find.html", {**values, "asked": words})


async def case(request: Request) -> Response:
    """One case: what was said, what to do, who has it, what befell it, where it is."""
    visit = visit_of(request)
    page = await read(visit.views.case, visit.by, request.path_params["case"])
    values = await read(case_values, visit, page)
    return visit.page("command/case.html", {**values, "said": None, "step_form": None})


async def step(request: Request) -> Response:
    """The form of one step (GET), and the step itself (POST)."""
    visit = visit_of(request)
    page = await read(visit.views.case, visit.by, request.path_params["case"])
    row = allowed(page, request.path_params["verb"])
    making = making_of(visit, page, row.verb)
    if request.method != "POST":
        return form_page(visit, page, row, {"fields": fields_for(visit, making), "wrong": ()})
    return await taken(visit, page, row, making)


def allowed(page: CasePage, verb: str) -> Step:
    """The row of the life-cycle table. Raises ``NoSuchPage`` for a word that is no step."""
    found = find_step(page.row.life, verb)
    if found is None or verb not in ORDERS:
        raise NoSuchPage(f"'{verb}' is no step of a case.")
    return found


async def taken(visit: Visit, page: CasePage, row: Step, making: Making) -> Response:
    """Do what the form says; when that cannot be done, the form again with the reason, nothing typed lost."""
    form = await form_of(visit.request) | await several_of(visit.request)
    said = form.get("seen", "")
    seen = (number(said) or 0) if said else page.row.version
    try:
        found = await ordered(visit, making, page.row.id, seen, form)
        if found.order is None:
            return form_page(visit, page, row, {"fields": found.fields, "wrong": ()}, status=422)
        await read(visit.desk.do, visit.by, to_a_phone(visit, found.order))
    except CityloopError as error:
        values = {"fields": fields_for(visit, making, form), "wrong": (said_of(visit, error),)}
        return form_page(visit, page, row, values, status_of(error))
    seen_on = await read(visit.views.is_open_to, visit.by, page.row.id)
    onward = f"/case/{page.row.id}" if seen_on else f"/command?done={row.verb}"
    return to(safe_way(form.get("back", ""), onward))


async def several_of(request: Request) -> dict[str, str]:
    """The units that were chosen to assist, as one word of the form, parted by spaces."""
    chosen = (await read_form(request)).getlist("assisting")
    return {"assisting": " ".join(str(unit) for unit in chosen)} if chosen else {}


async def ordered(visit: Visit, making: Making, case_id: str, seen: int, form: Mapping[str, str]) -> Typed:
    """The order that the form means, or its fields with what is wrong."""
    if making.verb != "add-photo":
        return typed(making, case_id, seen, form)
    photo = await photo_of(visit.request)
    fields = photo_fields(visit, form.get("view", "near"))
    if photo is None:
        return Typed(None, with_error(fields, visit.say("Choose a photo.")))
    return Typed(order_of(photo, case_id, seen, form.get("view", "near")), fields)


def to_a_phone(visit: Visit, order: orders.Order) -> orders.Order:
    """A team's job goes to one of its members, so that somebody has it in hand: the first who is on duty now."""
    if not isinstance(order, orders.Send) or order.person or not order.team:
        return order
    team = visit.index.teams.find(order.team)
    members = team.members if team else ()
    on_duty = (each for each in members if is_on_duty(visit, each))
    return msgspec.structs.replace(order, person=next(on_duty, next(iter(members), None)))


def is_on_duty(visit: Visit, person_id: str) -> bool:
    """Whether the rota has a person on duty now, at any post."""
    index = visit.index
    posts = index.person(person_id).posts
    return any(each.id == person_id for post in posts for each in index.roster.on_duty(post, visit.now))


def fields_for(visit: Visit, making: Making, form: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """The fields of the step's form."""
    return photo_fields(visit) if making.verb == "add-photo" else fields_of(making, form)


def form_page(visit: Visit, page: CasePage, row: Step, values: Mapping[str, Any], status: int = 200) -> Response:
    """The form on a page of its own, or alone for htmx, which shows it on the case's page."""
    case_id = page.row.id
    every = {
        "name": visit.name(row.name),
        "number": case_id,
        "title": visit.name(page.row.title),
        "stage": visit.name(page.row.stage_name),
        "place": place(visit, page),
        "up": f"/case/{case_id}",
        "action": f"/case/{case_id}/{row.verb}",
        "seen": page.row.version,
        "multipart": row.verb == "add-photo",
        "consequence": consequence(visit, page, row),
        **values,
    }
    part = visit.request.headers.get("hx-request") == "true"
    return visit.page("command/step_form.html" if part else "command/step.html", every, status)


def consequence(visit: Visit, page: CasePage, row: Step) -> str:
    """What follows from the step, where it cannot be taken back; and what an undoing takes back."""
    last = page.case.last if row.verb == "undo" else None
    taken_back = find_step(page.row.life, last.verb) if last else None
    if taken_back:
        return visit.say("This takes back: %(step)s.") % {"step": visit.name(taken_back.name)}
    if row.undoable:
        return visit.say("You can take this back with Z, until somebody acts on it.")
    if row.target is not None and row.target.value in ("closed", "refused", "merged"):
        return visit.say("This ends the case. The citizen is told.")
    return ""


def making_of(visit: Visit, page: CasePage, verb: str) -> Making:
    """What the fields of the form are made from."""
    index, node = visit.index, page.path[-1][0]
    route = page.suggested
    below = [each.id for each in index.tree.below(page.case.at.rstrip("/").rpartition("/")[2])[1:]]
    return Making(
        verb=verb,
        index=index,
        language=visit.language,
        say=visit.say,
        units=(route.unit, *route.assisting) if route and route.unit else (),
        nodes=tuple(below) if verb == "order-down" else tuple(each.id for each in index.tree.below(node)),
        category=page.case.category or "",
        lead=page.case.lead or "",
        answered_in=page.case.language,
    )


async def photo(request: Request) -> Response:
    """One photo of a case, for those who may see it; kept by no cache."""
    visit = visit_of(request)
    wanted = number(request.path_params["number"])
    image = None if wanted is None else await read(visit.views.photo, visit.by, request.path_params["case"], wanted)
    if image is None:
        raise NoSuchPage("There is no such photo, or it was forgotten at the person's request.")
    return Response(image, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
