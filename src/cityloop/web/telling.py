"""Errors whose values belong into the sentence: who was first, what the case waits for, until when it was possible."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from cityloop.city.principal import Kind
from cityloop.command.stages import NAMES, Stage
from cityloop.guard.guessable import LONGEST, SHORTEST
from cityloop.web.shown import moment_long
from cityloop.web.visit import Visit

Values: TypeAlias = Mapping[str, Any]
"""Of an error, or of the problem that was made from it: then moments and stages are words."""


def tell(visit: Visit, code: str, values: Values) -> str:
    """The sentence with its values, in the page's language; empty where this kind of error has none, or lacks them."""
    teller = TELLERS.get(code)
    return teller(visit, values) if teller else ""


def was_first(visit: Visit, values: Values) -> str:
    """By name to those who work here; citizens do not learn which officer it was."""
    author = str(values.get("author", ""))
    found = visit.index.persons.find(author.removeprefix("person:"))
    if found is None or visit.by.kind is not Kind.PERSON:
        return ""
    words = visit.say("%(who)s was first and changed this case meanwhile. Look again, then decide.")
    return words % {"who": visit.name(found.name)}


def not_now(visit: Visit, values: Values) -> str:
    """What the case waits for instead."""
    stage = str(values.get("stage", ""))
    if stage not in list(Stage):
        return ""
    words = visit.say("This step is not possible: the case is at “%(stage)s”. Its page shows what is possible now.")
    return words % {"stage": visit.name(NAMES[Stage(stage)])}


def too_late(visit: Visit, values: Values) -> str:
    """Until when it was possible."""
    until = _moment(values.get("until"))
    if until is None:
        return ""
    words = visit.say("It is too late for this: it was possible until %(time)s. Ask the dispatcher.")
    return words % {"time": moment_long(until, visit.now, visit.zone, visit.language)}


def not_on_list(visit: Visit, values: Values) -> str:
    """Which unit may not lead, and who does instead: the department of the list, or of the responsibility data."""
    unit, instead = (visit.index.units.find(str(values.get(name, ""))) for name in ("unit", "instead"))
    told = {"unit": visit.name(unit.name if unit else None), "instead": visit.name(instead.name if instead else None)}
    if instead is None:
        return visit.say("On no list of the street: %(unit)s may not lead here, unless a leader overrides it.") % told
    if values.get("rule") == "unlisted":
        words = visit.say("On no list of the street: %(unit)s may not lead here; %(instead)s does. Send it there.")
        return words % told
    return visit.say("By the street's list, %(unit)s may not lead here; %(instead)s does. Send it there.") % told


def not_in_city(visit: Visit, values: Values) -> str:
    """What the identity provider calls the one whom the city's files do not know."""
    words = visit.say("The identity provider knows you as “%(said)s”; the city's files do not. City IT can add you.")
    return words % {"said": values.get("said", "")}


def too_weak(visit: Visit, values: Values) -> str:
    """What is wrong with a new password."""
    said = {
        "short": visit.say("It is too short: take at least %(least)s characters. A short sentence does well."),
        "long": visit.say("It is too long: take at most %(most)s characters."),
        "few": visit.say("It repeats a few characters. A short sentence does well."),
        "common": visit.say("Take out names, common passwords and runs of keys, and little is left: others guess it."),
        "first": visit.say("This is the first password. Choose one of your own."),
    }
    words = said.get(str(values.get("reason", "")), "")
    return words % {"least": SHORTEST, "most": LONGEST} if "%(" in words else words


def _moment(said: Any) -> datetime | None:
    try:
        return said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    except ValueError:
        return None


TELLERS: dict[str, Callable[[Visit, Values], str]] = {
    "conflict": was_first,
    "illegal-step": not_now,
    "too-late": too_late,
    "not-on-list": not_on_list,
    "weak-password": too_weak,
    "not-in-city": not_in_city,
}
