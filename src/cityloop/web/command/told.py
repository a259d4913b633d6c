"""What a timeline says beside each step: its open values in the page's language."""

from collections.abc import Callable, Iterator, Set
from datetime import datetime
from typing import Any

from cityloop.city.facts.dispatching import Assisting
from cityloop.city.words import Name
from cityloop.command.duties import node_of
from cityloop.command.orders import NOT_RECORDED
from cityloop.views.timeline import Happened
from cityloop.web.exchange.pages import STATES, WAYS
from cityloop.web.languages import name_of
from cityloop.web.parts.values import Moment
from cityloop.web.shown import moment
from cityloop.web.visit import Visit

ELSEWHERE = frozenset({"send-up", "order-down", "locate"})
"""Steps after which another node may run the case."""
Tell = Callable[[Visit, Any], str]


def moments(visit: Visit, happened: tuple[Happened, ...]) -> tuple[Moment, ...]:
    """The timeline, newest first."""
    shown = {each.seq for each in happened}
    return tuple(_moment(visit, each, shown) for each in reversed(happened))


def _moment(visit: Visit, it: Happened, shown: Set[int]) -> Moment:
    return Moment(
        seq=it.seq,
        time=it.time,
        title=visit.name(it.name),
        who=visit.name(it.author_name),
        cause=it.cause if it.cause in shown else None,
        said=it.note,
        withheld=visit.say("There are words, but your post does not need them.") if it.note_hidden else None,
        detail=("，" if visit.is_zh else ", ").join(_details(visit, it)),
    )


def _details(visit: Visit, it: Happened) -> Iterator[str]:
    for name, tell in TELLERS.items():
        if name in it.details and (name != "at" or it.verb in ELSEWHERE) and (told := tell(visit, it.details[name])):
            yield told


def _arrow(visit: Visit, name: Name) -> str:
    """The unit, or the node that a path ends in."""
    node = visit.index.tree.find(node_of(name.en)) if name.en.endswith("/") else None
    return f"→ {visit.name(node.name if node else name)}"


def _node(visit: Visit, path: str) -> str:
    node = visit.index.tree.find(node_of(path))
    return f"→ {visit.name(node.name)}" if node else ""


def _by(visit: Visit, due: datetime) -> str:
    return visit.say("due %(time)s") % {"time": moment(due, visit.now, visit.zone, visit.language)}


def _until(visit: Visit, until: datetime) -> str:
    return visit.say("until %(time)s") % {"time": moment(until, visit.now, visit.zone, visit.language)}


def _ground(visit: Visit, ground: str) -> str:
    found = visit.index.law.grounds.find(ground)
    return visit.name(found.name) if found else ground


def _category(visit: Visit, category: str) -> str:
    found = visit.index.law.categories.find(category)
    return visit.name(found.name) if found else category


def _team(visit: Visit, team: str) -> str:
    found = visit.index.teams.find(team)
    return visit.name(found.name) if found else team


def _person(visit: Visit, person: str) -> str:
    found = visit.index.persons.find(person.removeprefix("person:"))
    return visit.name(found.name) if found else person


def _helping(visit: Visit, helping: tuple[Assisting, ...]) -> str:
    units = [visit.index.units.find(help.unit) for help in helping]
    return visit.say("assisting: %(units)s") % {"units": visit.names(unit.name for unit in units if unit)}


def _post(visit: Visit, post: str) -> str:
    found = visit.index.posts.find(post)
    return f"→ {visit.name(found.name) if found else post}"


def _one_of(words: dict[Any, str]) -> Tell:
    def tell(visit: Visit, value: Any) -> str:
        return visit.say(words[value]) if value in words else str(value)

    return tell


def _case(visit: Visit, case: str) -> str:
    return f"→ {case}"


def outcome(visit: Visit, code: str) -> str:
    """What another system recorded of how it ended: its own code, or that it recorded nothing."""
    return visit.say("not recorded") if code == NOT_RECORDED else code


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


TELLERS: dict[str, Tell] = {
    "to_name": _arrow,
    "unit_name": lambda visit, name: visit.name(name),
    "assisting": _helping,
    "category": _category,
    "ground": _ground,
    "finding": _one_of({"exists": _("it is there"), "absent": _("not there"), "cannot-tell": _("cannot tell")}),
    "team": _team,
    "person": _person,
    "passed": _one_of({True: _("passed"), False: _("not passed")}),
    "granted": _one_of({True: _("granted"), False: _("not granted")}),
    "upheld": _one_of({True: _("upheld"), False: _("turned down")}),
    "reached": _one_of({True: _("reached"), False: _("nobody answered")}),
    "word": _one_of({
        "satisfied": _("content"),
        "unsatisfied": _("not content"),
        "unsolved": _("not solved"),
        "no-answer": _("nobody answered"),
    }),
    "assessment": _one_of({"good": _("good"), "fair": _("fair"), "poor": _("poor")}),
    "recalled": lambda visit, recalled: visit.say("taken from its lead, where nobody may see it") if recalled else "",
    "view": _one_of({"far": _("from afar"), "near": _("close up"), "before": _("before"), "after": _("after")}),
    "what": _one_of({"answer": _("the answer"), "report": _("the reporter's words")}),
    "written": lambda visit, tag: name_of(tag, visit.language),
    "read_in": lambda visit, tag: f"→ {name_of(tag, visit.language)}",
    "at": _node,
    "arbiter": _post,
    "into": _case,
    "other": _case,
    "outcome": lambda visit, code: visit.say("recorded elsewhere: %(what)s") % {"what": outcome(visit, code)},
    "system": lambda visit, system: visit.name(visit.index.systems.find_name(system), system),
    "way": _one_of({way.value: said for way, said in WAYS.items()}),
    "state": _one_of({state.value: said for state, said in STATES.items()}),
    "until": _until,
    "due": _by,
}  # fmt: skip
