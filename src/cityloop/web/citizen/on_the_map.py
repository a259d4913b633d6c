"""Where is it, on the map: pressed, it comes closer; close enough, it takes the point. Works without scripts.

The picture lies under an image button, so that a browser sends where it was pressed. Whatever it shows stands in a list
beside it, for the keyboard and for whoever would rather read.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.area import Jurisdiction, Point
from cityloop.edge.forms import number
from cityloop.web.citizen.ground import Plan, has_map, places_in, plan, pointed_at, start, wider
from cityloop.web.citizen.writing import STEPS, Writing, writing_of
from cityloop.web.visit import Visit, read

HERE = "/report/map"
DIGITS = 4
"""Digits of a pixel."""


async def on_the_map(request: Request) -> Response:
    """A look at an area (GET); a point, a place or nothing of it chosen (POST)."""
    writing = await writing_of(request)
    if not writing.draft.words:
        return writing.on(1)
    if not has_map(writing.visit.index):
        return writing.on(2)
    node = node_of(writing.visit, writing.form.get("at", "") or request.query_params.get("at", ""))
    shown = await read(plan, writing.visit.index, writing.visit.language, node, writing.draft.point)
    if shown is None:
        return writing.on(2)
    return pressed(writing, shown) if writing.is_taken else page(writing, shown)


def node_of(visit: Visit, said: str) -> str:
    """The area that is asked for; else the one where one begins."""
    return said if said in visit.index.tree else start(visit.index)


def pressed(writing: Writing, shown: Plan) -> Response:
    """What was pressed: a named place, the picture, or the button that goes on."""
    form = writing.form
    if "place" in form and "map" not in form:
        return named(writing, shown, form["place"])
    pixel = pixel_in(form)
    if pixel is not None:
        return at_pixel(writing, shown, pixel)
    if "take" in form and writing.draft.point is not None:
        return writing.on(3)
    return writing.to(f"{HERE}?at={shown.node.id}")


def pixel_in(form: Any) -> tuple[int, int] | None:
    """Where in the picture was pressed, if it was; a key that is pressed on it says the corner, and means nothing."""
    x, y = number(form.get("spot.x", ""), DIGITS), number(form.get("spot.y", ""), DIGITS)
    return None if x is None or y is None or (x, y) == (0, 0) else (x, y)


def named(writing: Writing, shown: Plan, place_id: str) -> Response:
    """A named place is chosen from the list."""
    visit, draft = writing.visit, writing.draft
    place = visit.index.places.find(place_id)
    if place is None:
        return page(writing, shown, visit.say("The city knows no such place. Choose another one."))
    draft.place, draft.spot, draft.point = place.id, visit.name(place.name), None
    return writing.on(3)


def at_pixel(writing: Writing, shown: Plan, pixel: tuple[int, int]) -> Response:
    """Come closer, or take the point; outside the city, say so."""
    visit, draft = writing.visit, writing.draft
    point, towards = pointed_at(visit.index, shown, *pixel)
    if towards is None:
        outside = visit.say("That lies outside the city. Press within its lines, or write the place, or call us.")
        return page(writing, shown, outside)
    if not shown.is_close:
        return writing.to(f"{HERE}?at={towards.id}")
    draft.point, draft.place, draft.spot = point, None, visit.say("The point that I chose on the map")
    return writing.on(3) if "take" in writing.form else writing.to(f"{HERE}?at={shown.node.id}")


def page(writing: Writing, shown: Plan, wrong: str = "") -> Response:
    """The picture and the list."""
    visit = writing.visit
    title = visit.say("Where is it?")
    values = {**map_values(visit, shown, writing.draft.point), "wrong": (wrong,) if wrong else ()}
    return writing.page(2, title, template="map", **values)


def map_values(visit: Visit, shown: Plan, pin: Point | None) -> dict[str, Any]:
    """What the template shows."""
    around = [_link(visit, each) for each in wider(visit.index, shown.node.id)]
    return {
        "at": shown.node.id,
        "up": STEPS[1],
        "here": visit.name(shown.node.name),
        "drawing": shown.drawing,
        "is_close": shown.is_close,
        "is_pinned": shown.is_close and pin is not None,
        "wider": around,
        "areas": [_link(visit, each) for each in shown.inside],
        "places": _places(visit, shown) if shown.is_close else [],
    }


def _places(visit: Visit, shown: Plan) -> list[dict[str, str]]:
    named = places_in(visit.index, visit.language, shown.node.id)
    return [{"id": each.id, "name": visit.name(each.name)} for each in named]


def _link(visit: Visit, node: Jurisdiction) -> dict[str, str]:
    return {"name": visit.name(node.name), "href": f"{HERE}?at={node.id}"}
