"""A case's page, from its read model to what the template shows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cityloop.command.case import Case
from cityloop.command.lifecycle import Step
from cityloop.views.case_page import CasePage
from cityloop.views.clock import Clock, ClockState
from cityloop.web.command.keys import keyed
from cityloop.web.command.queue_page import Link, home_node
from cityloop.web.command.told import moments, outcome
from cityloop.web.notices.pages import line
from cityloop.web.parts.values import NO_CLOCK, KeyHint
from cityloop.web.shapes import map_at, marks, title
from cityloop.web.shown import moment
from cityloop.web.visit import Visit

WORDLESS = frozenset({"thank", "record", "translate"})
"""Steps that have no form on this page: citizens thank, files record, translators have a page of their own."""


def case_values(visit: Visit, page: CasePage) -> dict[str, Any]:
    """What the template shows."""
    row, case = page.row, page.case
    first, others = offered(page)
    keys = dict(keyed(step.verb for step in (*first, *others)))
    return {
        "number": row.id,
        "live_source": f"/live?case={row.id}",
        "live_from": page.position,
        "title": title(visit, row),
        "stage": visit.name(row.stage_name),
        "marks": tuple(marks(visit, row)),
        "lead": visit.name(row.holder),
        "area": " › ".join(visit.name(name) for _, name in page.path[-2:]),
        "place": place(visit, page),
        "case_clock": row.clock,
        "up": f"/command?area={home_node(visit)}",
        "crumbs": tuple(crumbs(visit, page)),
        "channel": channel(visit, case.channel.value),
        "reported": reported(case),
        "about": about(visit, page),
        "steps": [_step(visit, row.id, step, keys) for step in first],
        "other_steps": [_step(visit, row.id, step, keys) for step in others],
        "need": need(visit, page, first),
        "need_second": second(visit, page),
        "why": why(visit, page),
        "who": tuple(who(visit, page)),
        "moments": moments(visit, page.timeline),
        "drawing": map_at(visit, [node for node, _ in page.path], page.point),
        "where": where(visit, page),
        "clock_facts": clock_facts(visit, page),
        "links": tuple(links(visit, page)),
        "photos": photos(visit, page),
        "told": [line(visit, each) for each in page.notices],
        "record": record(visit, page),
        "hints": hints(visit, page, keys),
        **words(visit, page),
    }


def crumbs(visit: Visit, page: CasePage) -> Iterator[Link]:
    """The way down from one's own queue to the street."""
    for node, name in page.path[:3]:
        if node != home_node(visit):
            yield Link(visit.name(name), f"/command?area={node}")


def offered(page: CasePage) -> tuple[list[Step], list[Step]]:
    """The steps that move the case on from this stage, and the others; the life-cycle table says which is which."""
    usable = [step for step in page.steps if step.verb not in WORDLESS]
    first = [step for step in usable if moves_on(page, step)]
    if not first and page.row.clock.state is ClockState.LATE:
        first = [step for step in usable if step.verb in ("urge", "supervise")]
    return first, [step for step in usable if step not in first]


def moves_on(page: CasePage, step: Step) -> bool:
    """Whether the step belongs to this very stage, and is what is awaited now."""
    if step.verb == "verify":
        return page.case.finding is None
    if step.verb == "assist":
        return True
    return len(step.sources) == 1 and (step.target is not None or step.verb in ("sign", "evaluate", "contest"))


def _step(visit: Visit, case: str, step: Step, keys: dict[str, str]) -> dict[str, str]:
    return {"name": visit.name(step.name), "href": f"/case/{case}/{step.verb}", "key": keys.get(step.verb, "")}


def need(visit: Visit, page: CasePage, first: list[Step]) -> str:
    """What is awaited now."""
    if not page.case.is_open:
        return visit.name(page.row.stage_name)
    if [step.verb for step in first] == ["assist"]:
        return visit.say("It waits for your unit's part")
    if not any(moves_on(page, step) for step in first):
        return visit.say("It waits for others: %(stage)s") % {"stage": visit.name(page.row.stage_name)}
    return visit.say("It waits for: %(stage)s") % {"stage": visit.name(page.row.stage_name)}


def second(visit: Visit, page: CasePage) -> str:
    """What the city's data says of it, where that helps to decide."""
    case, route = page.case, page.suggested
    if case.asked_until:
        asked = moment(case.asked_until, visit.now, visit.zone, visit.language)
        return visit.say("More time is asked for, until %(time)s.") % {"time": asked}
    if case.arbiter:
        return visit.say("It waits for %(post)s, whose word binds.") % {"post": visit.name(page.row.holder)}
    if case.unowned:
        return _wanted(visit, page)
    if route and route.unit and page.row.stage.value == "dispatch":
        unit = visit.index.units.find(route.unit)
        return visit.say("By the city's data, %(unit)s leads.") % {
            "unit": visit.name(unit.name if unit else None, route.unit)
        }
    if not case.is_open and case.into:
        return visit.say("It goes on in %(case)s.") % {"case": case.into}
    return ""


def _wanted(visit: Visit, page: CasePage) -> str:
    """What is missing of a case that is nobody's."""
    if page.why is not None and page.why.rule == "no-place":
        return visit.say("Its place is not known. Set the place, or name a unit.")
    return visit.say("Nobody answers for it by the city's data: name a unit.")


def why(visit: Visit, page: CasePage) -> str:
    """Why the lead has it, or why nobody has."""
    if page.why is None:
        return ""
    if page.case.unowned:
        return nobodys(visit, page.why.rule)
    rules = {
        "responsibility": visit.say("sent by the responsibility data"),
        "list": visit.say("sent by the street's list"),
        "unlisted": visit.say("on no list of the street: sent by the responsibility data"),
        "person": visit.say("sent by a person"),
        "arbiter": visit.say("decided by the arbiter"),
        "override": visit.say("sent against the street's list, by a leader"),
        "recorded": visit.say("as another system recorded it"),
    }
    return rules.get(page.why.rule, "")


def nobodys(visit: Visit, rule: str) -> str:
    """Why the city's data could send it to nobody."""
    rules = {
        "no-place": visit.say("its place is not known yet"),
        "no-named-desk": visit.say("no desk is named for such matters"),
    }
    return rules.get(rule, visit.say("the responsibility data names nobody"))


def place(visit: Visit, page: CasePage) -> str:
    """The coarse place: the named place, or the lowest node."""
    lowest = visit.name(page.path[-1][1]) if page.path else ""
    return " · ".join(filter(None, (visit.name(page.row.place), lowest)))


def channel(visit: Visit, name: str) -> str:
    """The way it came in."""
    ways = {
        "web": visit.say("by web form"),
        "phone": visit.say("by telephone"),
        "field": visit.say("seen on the spot"),
        "import": visit.say("from a file"),
        "machine": visit.say("from another system"),
    }
    return ways.get(name, name)


def about(visit: Visit, page: CasePage) -> list[tuple[str, str]]:
    """Category, life, kind, number elsewhere."""
    kinds = {
        "consult": visit.say("A question"),
        "help": visit.say("A call for help"),
        "complain": visit.say("A complaint"),
        "denounce": visit.say("A tip-off (the reporter is withheld)"),
        "suggest": visit.say("An idea"),
    }
    findings = {
        "exists": visit.say("it is there"),
        "absent": visit.say("not there"),
        "cannot-tell": visit.say("cannot tell"),
    }
    case = page.case
    return [
        (visit.say("Category"), visit.name(page.row.title)),
        (visit.say("Sort"), kinds.get(str(case.kind), "") if case.kind else visit.say("A matter on the street")),
        (visit.say("Verified"), findings.get(str(case.finding), "")),
        (visit.say("Elsewhere"), elsewhere(visit, page)),
        (visit.say("Outcome there"), outcome(visit, case.outcome or "")),
    ]


def elsewhere(visit: Visit, page: CasePage) -> str:
    """The numbers that it goes by in other systems."""
    mirrors = page.case.mirrors
    named = (f"{visit.name(visit.index.systems.find_name(it.system), it.system)} {it.number}" for it in mirrors)
    return ("、" if visit.is_zh else ", ").join(named) or page.case.source or ""


def words(visit: Visit, page: CasePage) -> dict[str, str]:
    """Words, contact and exact place; where they are not shown, why."""
    case = page.case
    forgotten = visit.say("Forgotten at the person's own request: it can never be read again.")
    withheld = visit.say("Withheld: your post does not need it for this case.")
    hidden = forgotten if page.forgotten else withheld
    secret = visit.say("Withheld: this is a tip-off, and who handles it does not learn who reported.")
    return {
        "words": page.words or "",
        "words_in": case.language,
        "translated": page.translated or "",
        "words_withheld": hidden if case.words and not page.words else "",
        "contact": page.contact or "",
        "contact_withheld": _contact(visit, page, secret if case.withheld else hidden),
        "place_withheld": hidden if (case.spot or case.point) and not (page.spot or page.figures) else "",
        "photos_withheld": hidden if case.photos and not page.photos else "",
    }


def _contact(visit: Visit, page: CasePage, hidden: str) -> str:
    return hidden if page.case.contact else visit.say("The person does not want to be reached.")


def photos(visit: Visit, page: CasePage) -> list[dict[str, Any]]:
    """The photos that may be seen, with when each was added."""
    times = {happened.seq: happened.time for happened in page.timeline}
    views = {
        "far": visit.say("from afar"),
        "near": visit.say("close up"),
        "before": visit.say("before"),
        "after": visit.say("after"),
    }
    return [
        {
            "src": f"/photo/{page.row.id}/{photo.seq}",
            "view": views.get(photo.view, photo.view),
            "time": times.get(photo.seq, page.case.reported),
            "claimed": " · ".join(filter(None, (photo.claimed_time, photo.claimed_place, photo.claimed_device))),
            "width": 0,
        }
        for photo in page.photos
    ]


def who(visit: Visit, page: CasePage) -> Iterator[dict[str, Any]]:
    """The lead and whom it sent, or the arbiter; and those who assist; each with a clock."""
    case = page.case
    if case.arbiter:
        role, name, clock = visit.say("decides"), visit.name(page.row.holder), page.row.clock
        yield {"role": role, "name": name, "second": on_duty(visit, case.arbiter), "clock": clock}
    if case.lead:
        sent = visit.index.teams.find(case.team) if case.team else None
        person = visit.index.persons.find(case.person.removeprefix("person:")) if case.person else None
        names = visit.names(each.name for each in (sent, person) if each)
        clock = page.row.clock if case.with_lead else NO_CLOCK
        yield {"role": visit.say("leads"), "name": visit.name(page.row.lead_name), "second": names, "clock": clock}
    for help in page.assisting:
        name = visit.name(help.name, help.unit)
        yield {"role": visit.say("assists"), "name": name, "second": "", "clock": help.clock}


def on_duty(visit: Visit, post: str) -> str:
    """Who holds the post now."""
    held = visit.index.roster.on_duty(post, visit.now) if post in visit.index.posts else ()
    return visit.names(person.name for person in held)


def where(visit: Visit, page: CasePage) -> list[tuple[str, str]]:
    """The place in words: what the map says, and more."""
    path = " › ".join(visit.name(name) for _, name in page.path)
    return [
        (visit.say("Area"), path),
        (visit.say("Place"), visit.name(page.row.place)),
        (visit.say("Exactly"), " · ".join(filter(None, (page.spot, page.figures)))),
        (visit.say("Run by"), visit.name(page.row.street)),
    ]


def clock_facts(visit: Visit, page: CasePage) -> list[tuple[str, str]]:
    """All times of the case."""
    case = page.case

    def told(when: datetime | None) -> str:
        return moment(when, visit.now, visit.zone, visit.language) if when else ""

    return [
        (visit.say("Reported there"), told(case.occurred)),
        (visit.say("Ended there"), told(case.recorded_end)),
        (visit.say("Taken over here") if case.adopted else visit.say("Came in"), told(case.reported)),
        (visit.say("This stage since"), told(case.since)),
        (visit.say("Due"), _untold(visit, page.row.clock) or told(case.due)),
        (visit.say("Paused since"), told(case.paused)),
        (visit.say("Held over until"), told(case.held_until)),
        (visit.say("Extended"), visit.say("%(times)s×") % {"times": case.extensions} if case.extensions else ""),
        (visit.say("Returned"), visit.say("%(times)s×") % {"times": case.returns} if case.returns else ""),
        (visit.say("Round"), str(case.rounds) if case.rounds > 1 else ""),
        (visit.say("Closed"), told(closed_here(case))),
    ]


def reported(case: Case) -> datetime:
    """When it was first told of: where it was taken over, as the system says that it came from."""
    return (case.adopted and case.occurred) or case.reported


def closed_here(case: Case) -> datetime | None:
    """When it was closed; None where it was taken over as one that was: then it is not told when, but there."""
    return None if case.adopted and case.closed == case.reported else case.closed


def _untold(visit: Visit, clock: Clock) -> str:
    """Why there is no due time, and what to do about it, where the holiday table ends first."""
    if clock.ends is None:
        return ""
    return visit.say(
        "The holiday table ends on %(day)s, and the due time lies beyond it. City IT brings the table up to date, or "
        "names the days that follow under holidays in city.toml and applies it; then the due time is told here."
    ) % {"day": clock.ends}


def links(visit: Visit, page: CasePage) -> Iterator[dict[str, str]]:
    """Cases that have to do with this one."""
    hows = {
        "related": visit.say("related"),
        "split-from": visit.say("this one was split from it"),
        "split-into": visit.say("split from this one"),
        "duplicate": visit.say("the same matter"),
    }
    if page.case.into:
        yield {"number": page.case.into, "href": f"/case/{page.case.into}", "how": visit.say("this one goes on there")}
    for other in page.case.absorbed:
        yield {"number": other, "href": f"/case/{other}", "how": visit.say("goes on here")}
    for how, other in page.case.links:
        yield {"number": other, "href": f"/case/{other}", "how": hows.get(how, how)}


def record(visit: Visit, page: CasePage) -> list[tuple[str, str]]:
    """Where it stands in the record."""
    entries = [happened.seq for happened in page.timeline]
    span = f"{entries[0]}–{entries[-1]}" if entries else ""
    return [
        (visit.say("Case"), page.row.id),
        (visit.say("Version"), str(page.row.version)),
        (visit.say("Entries"), span),
        (visit.say("To prove it"), f"cityloop trace {entries[-1]}" if entries else ""),
    ]


def hints(visit: Visit, page: CasePage, keys: dict[str, str]) -> tuple[KeyHint, ...]:
    """The keys of the page, at its foot."""
    named = {step.verb: visit.name(step.name) for step in page.steps}
    own = [KeyHint(key, named[verb]) for verb, key in keys.items() if key][:8]
    return (*own, KeyHint("Escape", visit.say("back")))
