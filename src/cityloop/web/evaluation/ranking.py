"""One rate told apart: groups in tiers, beside each the rates that would show if it were gamed."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from cityloop.command.rate import Better, Rate
from cityloop.command.rates import BY_ID
from cityloop.edge.evaluation import cell_of, query_of
from cityloop.edge.problem import NoSuchPage
from cityloop.edge.rate_words import rate_words
from cityloop.views.evaluation.answer import Evaluation, Group
from cityloop.views.evaluation.asked import PERIODS, Asked, By
from cityloop.views.evaluation.intervals import Tier
from cityloop.web.evaluation.frame import bys, frame
from cityloop.web.evaluation.overview import FILES, first_by
from cityloop.web.evaluation.shapes import HERE, Scale, percent, scale_of, told
from cityloop.web.evaluation.words import BYS, MEANT, TIERS, group_name
from cityloop.web.visit import Visit

MOST_BESIDE = 4
"""Rates that stand beside the one, in the table."""


def rate_of(id: str) -> Rate:
    """The rate of an address. Raises ``NoSuchPage``."""
    if id not in BY_ID:
        raise NoSuchPage(f"There is no rate '{id}'.")
    return BY_ID[id]


def ranking_values(visit: Visit, rate: Rate, asked: Asked) -> dict[str, Any]:
    """What the template shows; where nothing is said, by the areas right below. Reads; raises ``Forbidden``."""
    asked = asked if asked.by else replace(asked, by=By(first_by(visit, asked)))
    beside = rate.shown_by[:MOST_BESIDE]
    found = visit.views.evaluation(visit.by, replace(asked, rates=(rate.id, *rate.shown_by)))
    words, address = rate_words()[rate.id], f"{HERE}/{rate.id}"
    scale = scale_of([group.figures[rate.id] for group in found.groups if rate.id in group.figures])
    return {
        **frame(visit, asked, address),
        "bys": tuple(bys(visit, asked, address)),
        "by_name": visit.say(BYS[asked.by]) if asked.by else "",
        "name": visit.name(words.name),
        "told": told(found.whole[rate.id], rate.id, asked, query_of(replace(asked, by=None)), Scale()),
        "due_words": visit.name(words.due),
        "counts_words": visit.name(words.counts),
        "source": words.source,
        "gamed": visit.name(words.gamed),
        "formula": rate.formula,
        "way": way(visit, rate),
        "shown": [whole(visit, found, id) for id in rate.shown_by],
        "beside": [visit.name(rate_words()[id].name) for id in beside],
        "scale": scale.words,
        "tiers": tuple(tables(visit, rate, found, scale)),
        "exports": [(name, f"{HERE}/export?{query_of(asked)}&rates={rate.id}&format={kind}") for kind, name in FILES],
    }


def way(visit: Visit, rate: Rate) -> str:
    """Which way it is good."""
    return {
        Better.HIGH: visit.say("Higher is better."),
        Better.LOW: visit.say("Lower is better."),
        Better.NEITHER: visit.say("It says what was done, not how well: nobody is told apart by it."),
    }[rate.better]


def whole(visit: Visit, found: Evaluation, id: str) -> dict[str, str]:
    """A rate beside, over everything."""
    query = query_of(found.asked)
    name = visit.name(rate_words()[id].name)
    return {"name": name, "value": percent(found.whole[id].value), "href": f"{HERE}/{id}?{query}"}


def tables(visit: Visit, rate: Rate, found: Evaluation, scale: Scale) -> Iterator[dict[str, Any]]:
    """A table for each tier that has groups; one for all where nobody is told apart."""
    groups = [group for group in found.groups if rate.id in group.figures and group.figures[rate.id].due]
    for title, means, own in apart(visit, rate, found, groups):
        if own:
            yield {"title": title, "means": means, "rows": [row(visit, rate, found, each, scale) for each in own]}


def apart(
    visit: Visit, rate: Rate, found: Evaluation, groups: Sequence[Group]
) -> Iterator[tuple[str, str, list[Group]]]:
    """The groups by tier, each with what it is called and what it means; periods stand in one."""
    if rate.better is Better.NEITHER or found.asked.by in PERIODS:
        yield visit.say(BYS[found.asked.by]) if found.asked.by else "", "", list(groups)
        return
    for tier in Tier:
        own = [group for group in groups if group.tiers.get(rate.id) is tier]
        yield visit.say(TIERS[tier]), visit.say(MEANT[tier]), own
    yield visit.say("Nobody's"), "", [group for group in groups if rate.id not in group.tiers]


def row(visit: Visit, rate: Rate, found: Evaluation, group: Group, scale: Scale) -> dict[str, Any]:
    """One group: its rate, and those beside it."""
    query = query_of(cell_of(found.asked, group.value))
    beside = [group.figures.get(id) for id in rate.shown_by[:MOST_BESIDE]]
    links = [f"{HERE}/{id}/cases?{query}&part=counted" for id in rate.shown_by[:MOST_BESIDE]]
    return {
        "name": group_name(visit, found.asked.by, group),
        "told": told(group.figures[rate.id], rate.id, found.asked, query, scale, found.whole[rate.id]),
        "beside": [(percent(each.value if each else None), href) for each, href in zip(beside, links, strict=True)],
    }
