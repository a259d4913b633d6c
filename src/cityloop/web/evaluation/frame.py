"""What every page of evaluation has around it: where, which days, by what, and the way back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from cityloop.edge.evaluation import query_of
from cityloop.views.evaluation.asked import Asked, By
from cityloop.web.command.queue_page import Link, home_node
from cityloop.web.evaluation.shapes import HERE
from cityloop.web.evaluation.words import BYS
from cityloop.web.parts.values import KeyHint
from cityloop.web.shown import local
from cityloop.web.visit import Visit

WEEK = timedelta(days=7)


def today(visit: Visit) -> date:
    """The day in the city."""
    return local(visit.now, visit.zone).date()


def frame(visit: Visit, asked: Asked, address: str) -> dict[str, Any]:
    """The values that every template of this folder needs; ``address`` is the page's own path."""
    return {
        "address": address,
        "asked_for": asked,
        "kept": [(by.value, value) for by, value in asked.only.items()]
        + ([("by", asked.by.value)] if asked.by else []),
        "crumbs": tuple(crumbs(visit, asked, address)),
        "below": tuple(below(visit, asked, address)),
        "spans": tuple(spans(visit, asked, address)),
        "home": f"{HERE}?{query_of(replace(asked, by=None, only={}))}",
        "queue_href": f"/command?area={asked.area or home_node(visit)}",
        "hints": (KeyHint("/", visit.say("find")),),
    }


def kept(asked: Asked) -> list[tuple[str, str]]:
    """What the form of days carries along."""
    own = [(by.value, value) for by, value in asked.only.items()]
    said = {"area": asked.area, "by": asked.by.value if asked.by else ""}
    return [*own, *((name, value) for name, value in said.items() if value)]


def crumbs(visit: Visit, asked: Asked, address: str) -> Iterator[Link]:
    """From one's own area down to the one asked for."""
    root = len(visit.index.path(home_node(visit)))
    here = asked.area or home_node(visit)
    for node in reversed(visit.index.tree.above(here)):
        if len(visit.index.path(node.id)) >= root:
            href = f"{address}?{query_of(replace(asked, area=node.id))}"
            yield Link(visit.name(node.name), href, node.id == here)


def below(visit: Visit, asked: Asked, address: str) -> Iterator[Link]:
    """The areas right below."""
    for node in visit.index.children(asked.area or home_node(visit)):
        yield Link(visit.name(node.name), f"{address}?{query_of(replace(asked, area=node.id))}")


def spans(visit: Visit, asked: Asked, address: str) -> Iterator[Link]:
    """Days that one often asks for."""
    for name, first, last in usual(visit):
        here = (asked.first, asked.last) == (first, last)
        yield Link(name, f"{address}?{query_of(replace(asked, first=first, last=last))}", here)


def usual(visit: Visit) -> Iterator[tuple[str, date, date]]:
    """Weeks and months as the city counts them, and the last 30 days."""
    now = today(visit)
    monday, first = now - timedelta(days=now.weekday()), now.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    yield visit.say("this week"), monday, monday + WEEK - timedelta(days=1)
    yield visit.say("last week"), monday - WEEK, monday - timedelta(days=1)
    yield visit.say("this month"), first, now
    yield visit.say("last month"), before, first - timedelta(days=1)
    yield visit.say("last 30 days"), now - timedelta(days=29), now
    yield visit.say("this year"), now.replace(month=1, day=1), now


def bys(visit: Visit, asked: Asked, address: str) -> Iterator[Link]:
    """By what else the same can be told apart."""
    for by in By:
        yield Link(visit.say(BYS[by]), f"{address}?{query_of(replace(asked, by=by))}", by is asked.by)
