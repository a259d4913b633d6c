"""Evaluation as files: rates by group, and the cases behind a number, each with what it means on a sheet beside."""

from collections.abc import Iterator, Sequence

from cityloop.city.facts.access import Form
from cityloop.command.rate import Rate
from cityloop.command.rates import BY_ID
from cityloop.edge.limits import EXPORT_ROWS
from cityloop.edge.rate_words import rate_words
from cityloop.edge.sheets import Cell, Sheet
from cityloop.views.evaluation.answer import Evaluation, Figure, Group
from cityloop.views.evaluation.asked import Asked
from cityloop.views.evaluation.behind import Behind, Part
from cityloop.views.evaluation.intervals import Tier
from cityloop.web.evaluation.words import BYS, PARTS, TIERS, group_name, value_name
from cityloop.web.shown import local
from cityloop.web.visit import Visit


def rates_as_sheets(visit: Visit, asked: Asked) -> tuple[Sheet, Sheet]:
    """Every rate of every group, and what they mean. Reads; raises ``Forbidden``."""
    found = visit.views.evaluation(visit.by, asked, Form.EXPORT)
    heads = (
        *(visit.say("group"), visit.say("name"), visit.say("rate"), visit.say("called")),
        *(visit.say("counted"), visit.say("due"), visit.say("share"), visit.say("from"), visit.say("to")),
        visit.say("beside the others"),
    )
    rows = [row for group in found.groups for row in _of_group(visit, found, group)]
    whole = [_line("", visit.say("all"), id, visit, figure, None) for id, figure in found.whole.items()]
    return Sheet(visit.say("Rates"), heads, [*rows, *whole]), meanings(visit, found)


def _of_group(visit: Visit, found: Evaluation, group: Group) -> Iterator[Sequence[Cell]]:
    name = group_name(visit, found.asked.by, group)
    for id, figure in group.figures.items():
        yield _line(group.value or "", name, id, visit, figure, group.tiers.get(id))


def _line(value: str, name: str, id: str, visit: Visit, figure: Figure, tier: Tier | None) -> Sequence[Cell]:
    called, beside = visit.name(rate_words()[id].name), visit.say(TIERS[tier]) if tier else None
    return (value, name, id, called, figure.counted, figure.due, figure.value, figure.low, figure.high, beside)


def meanings(visit: Visit, found: Evaluation) -> Sheet:
    """What was asked, and each rate's words, source and formula."""
    rows: list[Sequence[Cell]] = [*_question(visit, found.asked), (visit.say("read at"), found.now)]
    for id in found.whole:
        rows += list(_meaning(visit, BY_ID[id]))
    return Sheet(visit.say("What it means"), (visit.say("what"), visit.say("words")), rows)


def _question(visit: Visit, asked: Asked) -> Iterator[Sequence[Cell]]:
    yield visit.say("first day"), asked.first.isoformat()
    yield visit.say("last day"), asked.last.isoformat()
    if asked.area:
        yield visit.say("area"), visit.name(visit.index.node(asked.area).name)
    for by, value in asked.only.items():
        yield visit.say(BYS[by]), value_name(visit, by, value)


def _meaning(visit: Visit, rate: Rate) -> Iterator[Sequence[Cell]]:
    words = rate_words()[rate.id]
    due, counts = rate.formula
    yield rate.id, visit.name(words.name)
    yield visit.say("due"), f"{visit.name(words.due)}: {due}"
    yield visit.say("counted"), f"{visit.name(words.counts)}: {counts}"
    yield visit.say("source"), words.source


def cases_as_sheet(visit: Visit, rate: Rate, asked: Asked, part: Part) -> Sheet:
    """The cases behind a number. Reads; raises ``Forbidden``."""
    found = visit.views.behind(visit.by, asked, part, 0, EXPORT_ROWS, Form.EXPORT)
    heads = (
        *(visit.say("case"), visit.say("round"), visit.say("what"), visit.say("area"), visit.say("department")),
        *(visit.say("stage"), visit.say("began"), visit.say("first due"), visit.say("due"), visit.say("ended")),
        visit.say("counted"),
    )
    title = f"{visit.name(rate_words()[rate.id].name)} {visit.say(PARTS[part])}"
    return Sheet(title, heads, [_case(visit, each) for each in found.rows])


def _case(visit: Visit, each: Behind) -> Sequence[Cell]:
    times = (local(when, visit.zone) if when else None for when in (each.began, each.first_due, each.due, each.ended))
    named = (visit.name(each.title), visit.name(each.at), visit.name(each.lead_name), visit.name(each.stage))
    return (each.case, each.round, *named, *times, int(each.counted))
