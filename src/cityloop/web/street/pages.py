"""The street commander's board: what came down, what goes up, teams, grids and who is on duty."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.area import Tier
from cityloop.city.organisation import Team
from cityloop.views.board import Board, Crew
from cityloop.views.case_row import CaseRow
from cityloop.web.command.queue_page import Link, Number, hints, home_node
from cityloop.web.shapes import map_of, row
from cityloop.web.visit import Visit, read, visit_of


async def board(request: Request) -> Response:
    """The board of one's own street, or of one below."""
    visit = visit_of(request)
    asked = request.query_params.get("area", "")
    node = asked if asked in visit.index.tree else home_node(visit)
    found = await read(visit.views.board, visit.by, node)
    return visit.page("street/board.html", await read(board_values, visit, found))


def board_values(visit: Visit, found: Board) -> dict[str, Any]:
    """What the template shows."""
    links = {part.id: link_of(part.id, part.tier) for part in found.parts}
    teams = [team for team in visit.index.teams if any(crew.id == team.id for crew in found.teams)]
    own, others = apart(visit, found)
    return {
        "live_source": f"/live?area={found.node}",
        "live_from": found.position,
        "said": None,
        "place_name": visit.name(found.name),
        "queue_href": f"/command?area={found.node}",
        "crumbs": tuple(_crumbs(visit, found.node)),
        "sentence": _sentence(visit, len(own)),
        "numbers": tuple(_numbers(visit, found, len(own))),
        "down": [_down(visit, case, teams) for case in own],
        "others": tuple(row(visit, case) for case in others),
        "in_hand": tuple(row(visit, case) for case in found.in_hand),
        "up_rows": tuple(row(visit, case) for case in found.goes_up),
        "teams": [_crew(visit, crew) for crew in found.teams],
        "parts": [{**_part(visit, part), "href": links[part.id]} for part in found.parts],
        "drawing": map_of(visit, found.node, {part.id: part.open for part in found.parts}, links, (300, 230)),
        "hints": hints(visit),
    }


def apart(visit: Visit, found: Board) -> tuple[list[CaseRow], list[CaseRow]]:
    """What came down to units of this node, and what units from elsewhere have on its ground."""
    own = {unit.id for unit in visit.index.units if visit.index.within(unit.jurisdiction, found.node)}
    here = [case for case in found.came_down if case.lead in own]
    return here, [case for case in found.came_down if case.lead not in own]


def link_of(node: str, tier: Tier) -> str:
    """The board of a tier of command; of a grid, its cases."""
    return f"/street?area={node}" if tier in (Tier.DISTRICT, Tier.STREET) else f"/command?area={node}"


def _crumbs(visit: Visit, node: str) -> Iterator[Link]:
    root = len(visit.index.path(home_node(visit)))
    for each in reversed(visit.index.tree.above(node)):
        if len(visit.index.path(each.id)) >= root:
            yield Link(visit.name(each.name), f"/street?area={each.id}", each.id == node)


def _sentence(visit: Visit, waiting: int) -> str:
    if not waiting:
        return visit.say("Nobody waits for a team.")
    return visit.say_many("%(num)s case waits for a team.", "%(num)s cases wait for a team.", waiting)


def _numbers(visit: Visit, found: Board, waiting: int) -> Iterator[Number]:
    at = f"/command?area={found.node}"
    yield Number("late", found.late, visit.say("late"), f"{at}&late=1")
    yield Number("waiting", waiting, visit.say("to be sent"), "#down")
    yield Number("in-hand", len(found.in_hand), visit.say("sent"), "#hand")
    yield Number("open", found.open, visit.say("open"), at)


def _down(visit: Visit, case: CaseRow, teams: list[Team]) -> dict[str, Any]:
    own = [team for team in teams if team.unit == case.lead]
    return {
        "row": row(visit, case),
        "seen": case.version,
        "teams": [{"id": team.id, "name": visit.name(team.name)} for team in own[:3]],
    }


def _crew(visit: Visit, crew: Crew) -> dict[str, Any]:
    count = len(crew.cases)
    busy = visit.say_many("%(num)s case", "%(num)s cases", count) if count else visit.say("free")
    unit = visit.index.units.find(crew.unit)
    name, of = visit.name(crew.name), visit.name(unit.name if unit else None)
    return {"id": crew.id, "name": name, "unit": "" if name.startswith(of) else of, "busy": busy}


def _part(visit: Visit, part: Any) -> dict[str, Any]:
    people = visit.names(part.on_duty[:2])
    return {"id": part.id, "name": visit.name(part.name), "people": people, "open": part.open, "late": part.late}
