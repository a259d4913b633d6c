"""The duty officer's first page, from the read models to what the template shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cityloop.city.area import Tier
from cityloop.city.principal import Duty
from cityloop.command.lifecycle import STEPS
from cityloop.command.permission import Forbidden
from cityloop.command.stages import NAMES, Stage
from cityloop.edge.forms import number
from cityloop.edge.limits import OFFSET_DIGITS, PAGE_ROWS
from cityloop.views.board import Part
from cityloop.views.case_row import CaseRow
from cityloop.views.queue import Counts, Queue, Wanted
from cityloop.web.command.needs import needs
from cityloop.web.parts.values import KeyHint
from cityloop.web.shapes import map_of, row, title
from cityloop.web.visit import Visit

WORST = 3
EVALUATING = (Duty.EVALUATE, Duty.SUPERVISE, Duty.COMMAND)
"""Duties with a right to rates."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere; ``here`` where one stands."""

    name: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A count that opens what it counts."""

    id: str
    count: int
    name: str
    href: str
    here: bool = False


def home_node(visit: Visit) -> str:
    """The node of the widest post held: where the person's own page begins."""
    paths = sorted((claim.path for claim in visit.by.claims if claim.path), key=len)
    return paths[0].rstrip("/").rpartition("/")[2] if paths else visit.index.city.id


def wanted_of(visit: Visit, asked: Mapping[str, str]) -> tuple[str, Wanted]:
    """The node and the part of the queue that an address asks for; what it cannot mean is left out."""
    node = asked.get("area", "")
    node = node if node in visit.index.tree else home_node(visit)
    stage = asked.get("stage", "")
    wanted = Wanted(
        area=visit.index.path(node),
        stage=Stage(stage) if stage in list(Stage) else None,
        unit=asked.get("unit") or None,
        late="late" in asked,
        soon="soon" in asked,
        unowned="unowned" in asked,
        category=asked.get("category", ""),
        number=asked.get("number", ""),
        open=None if asked.get("number") else True,
        offset=number(asked.get("from", ""), OFFSET_DIGITS) or 0,
        limit=PAGE_ROWS,
    )
    return node, wanted


def gather(visit: Visit, node: str, wanted: Wanted) -> tuple[Queue, tuple[Part, ...] | None]:
    """The queue and the areas below; a post without the right to the board has none."""
    found = visit.views.queue(visit.by, wanted)
    try:
        return found, visit.views.areas(visit.by, node)
    except Forbidden:
        return found, None


def queue_values(visit: Visit, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows. Reads; raises ``Forbidden``."""
    node, wanted = wanted_of(visit, asked)
    found, seen = gather(visit, node, wanted)
    plain = not any((wanted.stage, wanted.unit, wanted.late, wanted.soon, wanted.unowned, wanted.category))
    first = plain and not wanted.offset and not wanted.number
    worst = found.rows[:WORST] if first else ()
    place = place_of(visit, node, seen)
    return {
        "said": done(visit, asked.get("done", "")),
        "counts": found.counts,
        "live_source": f"/live?area={node}",
        "live_from": found.position,
        "place_name": place,
        "crumbs": tuple(_crumbs(visit, node)),
        "state": state(visit, place, found.counts),
        "sentence": sentence(visit, found.counts),
        "numbers": tuple(_numbers(visit, found.counts, node, wanted)),
        "worst": [{"need": _need(visit, case), **_worst(visit, case)} for case in worst],
        "rows": tuple(row(visit, case) for case in found.rows[len(worst) :]),
        "queue_title": _title(visit, wanted),
        "nothing_means": visit.say("All that came in is closed, or lies outside your post."),
        "board": f"/street?area={node}" if seen is not None else None,
        "evaluation": f"/evaluation?area={node}" if any(map(visit.by.has, EVALUATING)) else None,
        "takes_calls": visit.by.has(Duty.ACCEPT),
        "stages": tuple(_stages(visit, found.by_stage, node)),
        "needs": needs(visit, found.by_stage, found.counts.unowned, _address(node)),
        "duty": tuple(_duty(visit, node)),
        **_areas(visit, node, seen),
        **_pages(visit, found, node, wanted, asked, is_first=first),
    }


def done(visit: Visit, verb: str) -> str:
    """What is said after a step with which a case left the person's reach."""
    name = next((step.name for step in STEPS if step.verb == verb), None)
    return visit.say("Done: %(step)s. The case has left your desk.") % {"step": visit.name(name)} if name else ""


def place_of(visit: Visit, node: str, seen: tuple[Part, ...] | None) -> str:
    """What the page is about: a unit's desk sees its unit's cases, everybody else an area's."""
    units = [claim.unit for claim in visit.by.claims if Duty.HANDLE in claim.duties and claim.unit]
    if seen is None and units and (unit := visit.index.units.find(units[0])):
        return visit.name(unit.name)
    return visit.name(visit.index.node(node).name)


def state(visit: Visit, place: str, counts: Counts) -> str:
    """The sentence that rules the page."""
    if counts.late:
        return visit.say_many("%(num)s case is late", "%(num)s cases are late", counts.late)
    return visit.say("%(place)s: nothing is late") % {"place": place}


def sentence(visit: Visit, counts: Counts) -> str:
    """The rest of it."""
    parts = [visit.say_many("%(num)s case is open", "%(num)s cases are open", counts.open)]
    if counts.soon:
        parts.append(visit.say_many("%(num)s is due soon", "%(num)s are due soon", counts.soon))
    if counts.unowned:
        parts.append(visit.say_many("%(num)s is nobody's", "%(num)s are nobody's", counts.unowned))
    if counts.still:
        parts.append(
            visit.say_many("the clock of %(num)s stands still", "the clocks of %(num)s stand still", counts.still)
        )
    return "，".join(parts) + "。" if visit.is_zh else ", ".join(parts) + "."


def _address(node: str) -> str:
    return f"/command?area={node}&"


def _crumbs(visit: Visit, node: str) -> Iterator[Link]:
    root = len(visit.index.path(home_node(visit)))
    for each in reversed(visit.index.tree.above(node)):
        if len(visit.index.path(each.id)) >= root:
            yield Link(visit.name(each.name), f"/command?area={each.id}", each.id == node)


def _numbers(visit: Visit, counts: Counts, node: str, wanted: Wanted) -> Iterator[Number]:
    at = _address(node)
    yield Number("late", counts.late, visit.say("late"), f"{at}late=1", wanted.late)
    yield Number("soon", counts.soon, visit.say("due soon"), f"{at}soon=1", wanted.soon)
    yield Number("unowned", counts.unowned, visit.say("nobody's"), f"{at}unowned=1", wanted.unowned)
    yield Number("open", counts.open, visit.say("open"), f"/command?area={node}")


def _stages(visit: Visit, by_stage: Mapping[Stage, int], node: str) -> Iterator[Number]:
    """Every stage that holds something, in the order of a case's life."""
    for stage in Stage:
        if by_stage.get(stage):
            href = f"{_address(node)}stage={stage.value}"
            yield Number(stage.value, by_stage[stage], visit.name(NAMES[stage]), href)


def _worst(visit: Visit, case: CaseRow) -> dict[str, Any]:
    shown, what = row(visit, case), title(visit, case)
    where = f"{shown.street}　{what}" if visit.is_zh else f"{shown.street}: {what}"
    return {"href": shown.href, "title": where, "unit": shown.unit, "clock": shown.clock}


def _need(visit: Visit, case: CaseRow) -> str:
    """What the case waits for, in words."""
    stage = visit.name(case.stage_name)
    if case.unowned:
        return visit.say("Nobody answers for it by the city's data: name a unit")
    return visit.say("Waits for: %(stage)s") % {"stage": stage}


def _title(visit: Visit, wanted: Wanted) -> str:
    if wanted.stage:
        return visit.say("Waits for: %(stage)s") % {"stage": visit.name(NAMES[wanted.stage])}
    if wanted.unit and (unit := visit.index.units.find(wanted.unit)):
        return visit.name(unit.name)
    if wanted.category and (category := visit.index.law.categories.find(wanted.category)):
        return visit.name(category.name)
    words = {"late": visit.say("Late"), "soon": visit.say("Due soon"), "unowned": visit.say("Nobody's")}
    return next((title for name, title in words.items() if getattr(wanted, name)), visit.say("Queue"))


def _duty(visit: Visit, node: str) -> Iterator[dict[str, str]]:
    roster = visit.index.roster
    for post in visit.index.posts:
        if post.jurisdiction == node and post.duties & {Duty.DISPATCH, Duty.SUPERVISE, Duty.ARBITRATE, Duty.COMMAND}:
            people = visit.names(person.name for person in roster.on_duty(post.id, visit.now))
            yield {"post": visit.name(post.name), "people": people or visit.say("nobody")}


def _areas(visit: Visit, node: str, seen: tuple[Part, ...] | None) -> dict[str, Any]:
    titles = {Tier.CITY: visit.say("Districts"), Tier.DISTRICT: visit.say("Streets"), Tier.STREET: visit.say("Grids")}
    title = titles.get(visit.index.node(node).tier, visit.say("Areas"))
    if not seen:
        return {"areas_title": title, "areas": (), "drawing": None}
    links = {part.id: f"/command?area={part.id}" for part in seen}
    lines = [
        {"id": p.id, "name": visit.name(p.name), "href": links[p.id], "open": p.open, "late": p.late,
         "people": visit.names(p.on_duty[:2])}
        for p in seen
    ]  # fmt: skip
    drawing = map_of(visit, node, {part.id: part.open for part in seen}, links)
    return {"areas_title": title, "areas": lines, "drawing": drawing}


def _pages(
    visit: Visit, found: Queue, node: str, wanted: Wanted, asked: Mapping[str, str], *, is_first: bool
) -> dict[str, Any]:
    kept = {name: value for name, value in asked.items() if name not in ("from", "area")}

    def at(offset: int) -> str:
        return f"/command?{urlencode({'area': node, **kept, 'from': offset})}"

    last = wanted.offset + len(found.rows)
    rest = (
        visit.say_many("%(num)s more", "%(num)s more", found.total - WORST) if is_first and found.total > WORST else ""
    )
    shown = visit.say("%(first)s–%(last)s of %(total)s") % {
        "first": wanted.offset + 1 if found.rows else 0, "last": last, "total": found.total,
    }  # fmt: skip
    return {
        "more_words": shown if found.total > len(found.rows) else rest,
        "before": at(max(wanted.offset - PAGE_ROWS, 0)) if wanted.offset else "",
        "after": at(last) if last < found.total else "",
        "hints": hints(visit),
    }


def hints(visit: Visit) -> tuple[KeyHint, ...]:
    """The keys of the page, at its foot."""
    return (
        KeyHint("j", visit.say("next")),
        KeyHint("k", visit.say("previous")),
        KeyHint("Enter", visit.say("open it")),
        KeyHint("n", visit.say("show new ones")),
        KeyHint("/", visit.say("find")),
    )
