"""The cases behind one number, a page at a time."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from cityloop.command.evaluation_table import TURNS
from cityloop.command.rate import Rate
from cityloop.edge.evaluation import query_of
from cityloop.edge.limits import PAGE_ROWS
from cityloop.edge.rate_words import rate_words
from cityloop.views.evaluation.asked import Asked
from cityloop.views.evaluation.behind import Behind, Part
from cityloop.web.command.queue_page import Link
from cityloop.web.evaluation.frame import frame
from cityloop.web.evaluation.overview import FILES, first_by
from cityloop.web.evaluation.shapes import HERE
from cityloop.web.evaluation.words import BYS, PARTS, value_name
from cityloop.web.visit import Visit


def behind_values(visit: Visit, rate: Rate, asked: Asked, part: Part, offset: int) -> dict[str, Any]:
    """What the template shows. Reads; raises ``Forbidden``."""
    one = replace(asked, by=None, rates=(rate.id,))
    found = visit.views.behind(visit.by, one, part, offset, PAGE_ROWS)
    words, here, query = rate_words()[rate.id], f"{HERE}/{rate.id}/cases", query_of(one)
    return {
        **frame(visit, one, here),
        "name": visit.name(words.name),
        "rate_href": f"{HERE}/{rate.id}?{query_of(replace(one, only={}))}&by={first_by(visit, asked)}",
        "means": visit.name(words.due if part is Part.DUE else words.counts),
        "part": part.value,
        "part_name": visit.say(PARTS[part]),
        "narrowed": tuple(narrowed(visit, one)),
        "parts": [Link(visit.say(said), f"{here}?{query}&part={it.value}", it is part) for it, said in PARTS.items()],
        "rows": [row(visit, each) for each in found.rows],
        "total": found.total,
        "of_turns": rate.over is TURNS,
        "exports": [(name, f"{here}/export?{query}&part={part.value}&format={kind}") for kind, name in FILES],
        **turning(f"{here}?{query}&part={part.value}", offset, found.total),
    }


def turning(address: str, offset: int, total: int) -> dict[str, str]:
    """The page before, and the one after."""
    before, after = max(offset - PAGE_ROWS, 0), offset + PAGE_ROWS
    return {
        "before": f"{address}&from={before}" if offset else "",
        "after": f"{address}&from={after}" if after < total else "",
    }


def narrowed(visit: Visit, asked: Asked) -> Iterator[str]:
    """To which groups the list is narrowed."""
    for by, value in asked.only.items():
        yield f"{visit.say(BYS[by])}: {value_name(visit, by, value)}"


def row(visit: Visit, each: Behind) -> dict[str, Any]:
    """One line."""
    return {
        "case": each.case,
        "href": f"/case/{each.case}",
        "title": visit.name(each.title),
        "at": visit.name(each.at),
        "lead": visit.name(each.lead_name),
        "stage": visit.name(each.stage),
        "round": each.round,
        "began": each.began,
        "first_due": each.first_due,
        "due": each.due,
        "ended": each.ended,
        "counted": each.counted,
    }
