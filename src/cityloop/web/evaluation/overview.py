"""All rates of one's area: each with its interval, its cases, and what would show if it were gamed."""

from collections.abc import Iterator
from typing import Any

from cityloop.city.area import Tier
from cityloop.command.rate import SECTIONS, Rate, Section
from cityloop.command.rates import RATES
from cityloop.edge.evaluation import query_of
from cityloop.edge.rate_words import rate_words
from cityloop.views.evaluation.answer import Evaluation
from cityloop.views.evaluation.asked import Asked, By
from cityloop.web.evaluation.frame import frame
from cityloop.web.evaluation.shapes import HERE, Scale, percent, told
from cityloop.web.visit import Visit

BEGIN = {Tier.CITY: By.DISTRICT, Tier.DISTRICT: By.STREET}
"""By what a ranking begins, at each tier; else by department."""


def overview_values(visit: Visit, asked: Asked) -> dict[str, Any]:
    """What the template shows. Reads; raises ``Forbidden``."""
    found = visit.views.evaluation(visit.by, asked)
    return {
        **frame(visit, asked, HERE),
        "state": state(visit, found),
        "state_href": f"{HERE}/close-first/cases?{query_of(asked)}&part=due" if found.whole["close-first"].due else "",
        "summed": summed(found),
        "sections": [part for section in Section if (part := section_of(visit, found, section))["rows"]],
        "ends": Scale().words,
        "exports": [(name, f"{HERE}/export?{query_of(asked)}&format={kind}") for kind, name in FILES],
    }


FILES = (("csv", "CSV"), ("xlsx", "XLSX"))


def state(visit: Visit, found: Evaluation) -> str:
    """The sentence that rules the page."""
    closed = found.whole["close-first"]
    if not closed.due:
        return visit.say("Nothing came due in these days")
    due = visit.say_many("%(num)s case was due", "%(num)s cases were due", closed.due)
    return visit.say("%(due)s; %(share)s closed with nothing late") % {"due": due, "share": percent(closed.value)}


def summed(found: Evaluation) -> dict[str, tuple[str, str]]:
    """The rest of it: what more time makes of it, and what citizens said; each with where its cases are."""
    return {name: cell(found, id) for name, id in SUMMED.items()}


SUMMED = {"extended": "close-on-time", "satisfied": "satisfied", "silent": "no-answer", "again": "again"}


def cell(found: Evaluation, id: str) -> tuple[str, str]:
    """A share and where its cases are; nowhere, where there is none."""
    href = f"{HERE}/{id}/cases?{query_of(found.asked)}&part=counted"
    return percent(found.whole[id].value), href if found.whole[id].due else ""


def section_of(visit: Visit, found: Evaluation, section: Section) -> dict[str, Any]:
    """One heading with its rates; one of which nothing was due stays, with a dash."""
    rates = [rate for rate in RATES if rate.section is section]
    rows = [row(visit, found, rate) for rate in rates]
    shown = rows if section is not Section.ELSEWHERE or any(each["told"].due for each in rows) else []
    return {"title": visit.name(SECTIONS[section]), "rows": shown}


def row(visit: Visit, found: Evaluation, rate: Rate) -> dict[str, Any]:
    """One rate."""
    words, query = rate_words()[rate.id], query_of(found.asked)
    return {
        "id": rate.id,
        "name": visit.name(words.name),
        "href": f"{HERE}/{rate.id}?{query}&by={first_by(visit, found.asked)}",
        "over": visit.name(words.due),
        "told": told(found.whole[rate.id], rate.id, found.asked, query, Scale()),
        "gamed": visit.name(words.gamed),
        "shown": tuple(shown(visit, found, rate)),
    }


def shown(visit: Visit, found: Evaluation, rate: Rate) -> Iterator[dict[str, str]]:
    """What would show, as far as it is known here."""
    for id in rate.shown_by:
        yield {
            "name": visit.name(rate_words()[id].name),
            "value": percent(found.whole[id].value),
            "href": f"{HERE}/{id}?{query_of(found.asked)}&by={first_by(visit, found.asked)}",
        }


def first_by(visit: Visit, asked: Asked) -> str:
    """By what a rate is told apart first: the areas right below."""
    node = asked.area or visit.index.city.id
    return BEGIN.get(visit.index.node(node).tier, By.LEAD).value
