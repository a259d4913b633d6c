"""One line finds any case, area, unit, category or place."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from cityloop.city import number
from cityloop.city.lookup import folded
from cityloop.edge.limits import FOUND_ROWS
from cityloop.views.case_row import CaseRow
from cityloop.views.queue import Wanted
from cityloop.web.command.forms import MISREAD
from cityloop.web.command.queue_page import Link
from cityloop.web.shapes import row
from cityloop.web.visit import Visit


def find_values(visit: Visit, words: str) -> dict[str, Any]:
    """What was found; ``only`` is the address where there is but one thing. Reads; raises ``Forbidden``."""
    if not words:
        return {"only": "/command", "cases": (), "others": (), "nothing": ""}
    cases = numbered(visit, words)
    others = tuple(_others(visit, words))[:FOUND_ROWS]
    others = (*_mirrored(visit, words), *others)[:FOUND_ROWS]
    found = list(dict.fromkeys([f"/case/{case.id}" for case in cases] + [link.href for link in others]))
    return {
        "only": found[0] if len(found) == 1 else None,
        "nothing": visit.say(MISREAD) if number.is_misread(words) else visit.say("No case begins with this number."),
        "cases": tuple(row(visit, case) for case in cases),
        "others": others,
    }


def numbered(visit: Visit, words: str) -> tuple[CaseRow, ...]:
    """The case of this number, here or in the system that it was taken over from; else those whose number begins so."""
    wanted = Wanted(goes_by=words, open=None, limit=FOUND_ROWS)
    known = visit.views.queue(visit.by, wanted).rows
    return known or visit.views.queue(visit.by, replace(wanted, goes_by="", number=words)).rows


def _mirrored(visit: Visit, words: str) -> Iterator[Link]:
    """Cases by the number that an outside system gave them."""
    for it in visit.views.mirrored(visit.by, words):
        system = visit.name(visit.index.systems.find_name(it.system), it.system)
        yield Link(f"{it.number} · {system} → {it.case}", f"/case/{it.case}")


def _others(visit: Visit, words: str) -> Iterator[Link]:
    index, wanted = visit.index, folded(words)
    kinds = (
        (visit.say("area"), "area", index.tree),
        (visit.say("unit"), "unit", index.units),
        (visit.say("category"), "category", index.law.categories),
    )
    for kind, parameter, things in kinds:
        for thing in things:
            if wanted in folded(thing.name.zh) or wanted in folded(thing.name.en):
                yield Link(f"{visit.name(thing.name)} · {kind}", f"/command?{parameter}={thing.id}")
    for match in index.gazetteer.list_matches(words):
        node = index.node(match.place.jurisdiction)
        place = f"{visit.name(match.place.name)} · {visit.name(node.name)}"
        yield Link(place, f"/command?area={node.id}")
