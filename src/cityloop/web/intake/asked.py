"""A case in words, to be read out over the telephone: its number in groups, how it stands, what comes next by when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cityloop.city.catalogue import Life
from cityloop.city.number import groups
from cityloop.command.stages import Stage
from cityloop.views.intake import AskedAfter
from cityloop.web.citizen.promise import STANDS, meaning, next_steps
from cityloop.web.shown import moment_long
from cityloop.web.visit import Visit

SENT, BEYOND = "sent", "beyond"
"""What was just done: taken in; taken in, though what follows lies beyond the post of who did."""


def asked_values(visit: Visit, it: AskedAfter, done: str) -> dict[str, Any]:
    """What the template shows; ``done``: what was just done with it, if anything."""
    return {
        "number": it.row.id,
        "groups": groups(it.row.id),
        "lasts": it.lasts,
        "is_withheld": it.kind_withheld,
        "title": visit.name(it.row.title),
        "place": place(visit, it),
        "asks_first": it.lasts if done not in (SENT, BEYOND, "added") else (),
        "reported": it.reported,
        "ended_there": it.ended_there,
        "adopted": it.adopted,
        "said": said(visit, done, is_handed=it.handed_to is not None),
        "is_new": done in (SENT, BEYOND),
        "sentences": list(sentences(visit, it, is_new=done in (SENT, BEYOND))),
        "is_open": it.closed is None and it.stage not in (Stage.REFUSED, Stage.MERGED),
        "beyond": False,
    }


def place(visit: Visit, it: AskedAfter) -> str:
    """Where: a place that the city knows, else the caller's own words, with the ground that it was put to."""
    if it.row.place is not None or not it.spot:
        return visit.name(it.row.place, visit.name(it.row.street))
    return f"{it.spot} · {visit.name(it.row.street)}"


def beyond_values(visit: Visit, case: str) -> dict[str, Any]:
    """The same of a case that was just taken in, and lies beyond the post of who took it: its number alone."""
    return {"number": case, "groups": groups(case), "said": said(visit, BEYOND), "beyond": True}


def said(visit: Visit, done: str, *, is_handed: bool = False) -> str:
    """What is said of what was just done; ``is_handed``: an emergency is with those who come out at once."""
    if is_handed and done == SENT:
        return visit.say("Handed over and set down. If the caller is still there, read the number back.")
    words = {
        SENT: visit.say("Taken in. Read the number back."),
        BEYOND: visit.say("Taken in. Read the number back. The desk of that area sends it on."),
        "added": visit.say("What the caller said was added to this case."),
    }
    return words.get(done, "")


def sentences(visit: Visit, it: AskedAfter, *, is_new: bool) -> Iterator[str]:
    """The sentences to read out."""
    if it.ground is not None:
        yield from refused(visit, it)
    elif it.handed_to is not None:
        yield visit.say("The emergency was handed over to %(number)s.") % {"number": it.handed_to}
        if it.closed is None:
            yield visit.say("The city sees to what is left of it.")
    elif is_new and it.answer is None:
        yield from onward(visit, it)
    else:
        yield from standing(visit, it)
    if it.answer:
        yield visit.say("The answer: %(words)s") % {"words": it.answer}


def refused(visit: Visit, it: AskedAfter) -> Iterator[str]:
    """On which ground it was not taken on, and where to go instead."""
    if it.ground is not None:
        yield visit.say("It was not accepted: %(ground)s.") % {"ground": visit.name(it.ground.name)}
        if it.ground.instead is not None:
            yield visit.name(it.ground.instead)


def standing(visit: Visit, it: AskedAfter) -> Iterator[str]:
    """How it stands, with whom, and until when."""
    title, _meaning = STANDS[it.stage]
    yield visit.say(title) + ("。" if visit.is_zh else ".")
    if it.stage is Stage.CLOSED:
        yield visit.say("Is it not solved after all? Say so, and it is opened again.")
    elif it.stage is not Stage.REFUSED:
        yield visit.say(meaning(it.stage, withheld=it.kind_withheld))
    if it.lead is not None:
        yield visit.say("%(unit)s has it.") % {"unit": visit.name(it.lead)}
    if it.closed is None and it.due is not None:
        yield visit.say("It is due by %(time)s.") % {"time": _moment(visit, it.due)}


def onward(visit: Visit, it: AskedAfter) -> Iterator[str]:
    """What happens next with a case that was just taken in."""
    if it.row.life is Life.GRID or it.row.stage is Stage.ACCEPT:
        yield from next_steps(visit, it.row.life, it.row.clock.due, is_called_back(it), by_link=False)
        return
    time = {"time": _moment(visit, it.row.clock.due)}
    by_then = visit.say("By %(time)s it goes to whoever answers for it.") % time
    yield by_then if it.row.clock.due else visit.say("It goes to whoever answers for it.")
    yield visit.say("The unit gets in touch with you.") if is_called_back(it) else visit.say("The unit works on it.")
    yield visit.say("The answer is checked before it goes out. Ask for it with the number.")


def is_called_back(it: AskedAfter) -> bool:
    """Whether the unit can get in touch: it never learns who denounced something."""
    return bool(it.lasts) and not it.kind_withheld


def _moment(visit: Visit, due: datetime | None) -> str:
    return moment_long(due, visit.now, visit.zone, visit.language) if due else ""
