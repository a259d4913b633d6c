"""对账: what outside systems say of our cases, where that differs from what stands here."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.facts.mirrors import State, Way
from cityloop.edge.problem import TITLES, title_of
from cityloop.views.mirrors import NotTaken, Reconciliation, Row, SystemRow
from cityloop.views.untold import Untold
from cityloop.web.notices.words import why_given_up
from cityloop.web.parts.values import KeyHint
from cityloop.web.visit import Visit, read, visit_of

HERE = "/exchange"


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


STATES = {
    State.OPEN: _("not begun"),
    State.TAKEN: _("being worked on"),
    State.DONE: _("done, to be checked"),
    State.CLOSED: _("ended"),
    State.REFUSED: _("not taken on"),
    State.MERGED: _("goes on in another case"),
    State.RETURNED: _("given back"),
    State.MISSING: _("no longer there"),
}
WAYS = {Way.IN: _("reported there"), Way.OUT: _("handed over by us")}


async def reconciliation(request: Request) -> Response:
    """What differs, by system."""
    visit = visit_of(request)
    system = request.query_params.get("system", "")
    system = system if system in visit.index.systems else ""
    found = await read(visit.views.reconciliation, visit.by, system)
    return visit.page("exchange/reconciliation.html", values(visit, found, system))


def values(visit: Visit, found: Reconciliation, system: str) -> dict[str, Any]:
    """What the template shows."""
    wrong = sum(each.differing + each.not_taken + each.untold for each in found.systems)
    return {
        "title": title(visit, wrong),
        "systems": [system_row(visit, each, system) for each in found.systems],
        "rows": [row(visit, each) for each in found.rows],
        "not_taken": [not_taken(visit, each) for each in found.not_taken],
        "untold": [untold(visit, each) for each in found.untold],
        "all": HERE,
        "narrowed": system,
        "hints": (KeyHint("Escape", visit.say("back")), KeyHint("/", visit.say("find"))),
    }


def title(visit: Visit, wrong: int) -> str:
    """The sentence that rules the page."""
    if not wrong:
        return visit.say("Both sides say the same of every case")
    return visit.say_many("%(num)s case to be settled", "%(num)s cases to be settled", wrong)


def system_row(visit: Visit, found: SystemRow, system: str) -> dict[str, Any]:
    """One system with its counts."""
    return {
        "name": visit.name(found.name),
        "href": f"{HERE}?system={found.id}",
        "here": found.id == system,
        "cases": found.cases,
        "differing": found.differing,
        "not_taken": found.not_taken,
        "untold": found.untold,
    }


def row(visit: Visit, found: Row) -> dict[str, str]:
    """One case on which two systems differ."""
    return {
        "case": found.case,
        "href": f"/case/{found.case}",
        "system": _system(visit, found.system),
        "number": found.number,
        "way": visit.say(WAYS[found.way]),
        "ours": visit.say(STATES[found.here]),
        "theirs": visit.say(STATES[found.there]) if found.there else visit.say("nothing heard yet"),
        "why": why(visit, found.why),
    }


def not_taken(visit: Visit, found: NotTaken) -> dict[str, str]:
    """One number of which no case could be made."""
    return {
        "system": _system(visit, found.system),
        "number": found.number,
        "why": why(visit, found.why),
    }


def untold(visit: Visit, found: Untold) -> dict[str, Any]:
    """One telling that was given up."""
    return {
        "case": found.case,
        "href": f"/case/{found.case}",
        "system": _system(visit, found.system),
        "number": found.number or visit.say("not known there"),
        "why": why_given_up(visit, found.why),
        "since": found.since,
    }


def _system(visit: Visit, system: str) -> str:
    return visit.name(visit.index.systems.find_name(system), system)


def why(visit: Visit, code: str) -> str:
    """What is in the way, in words; empty for nothing."""
    return title_of(code if code in TITLES else CityloopError.code, visit.language) if code else ""
