"""What a stop, its end and a new due time do to the clock of a case."""

from datetime import datetime

from cityloop.city.facts import waiting
from cityloop.command.case import Case
from cityloop.command.changes.registry import Change
from cityloop.command.ticks import AnyTick, Paused, Resumed, Stop
from cityloop.journal.entry import Entry


def stopped(case: Case, entry: Entry) -> Change:
    """While its clock stands still it is not due, unless it was before."""
    at = case.moment(entry.time)
    due, soon = (when if _is_past(when, at) else None for when in (case.due, case.soon))
    tick = Paused(at=at)
    return {"paused": entry.time, "stops": (*case.stops, tick), **ticked(case, tick, due, soon)}


def gone_on(case: Case, fact: waiting.Resumed | waiting.HoldEnded) -> Change:
    """Its clock goes on, towards the due time that the fact tells."""
    tick = Resumed(at=fact.at)
    return {"assisting": fact.assisting, "stops": (*case.stops, tick), **ticked(case, tick, fact.due, fact.soon)}


def over(case: Case) -> tuple[Stop, ...]:
    """A stop that ends with the stage, by no word of anybody, gives those who assist no time."""
    return case.stops[:-1] if case.is_still else case.stops


def ticked(case: Case, tick: AnyTick, due: datetime | None, soon: datetime | None) -> Change:
    """What happened to its clock, and when it is due since."""
    return {"ticks": (*case.ticks, tick), **due_again(case, tick.at, due, soon)}


def due_again(case: Case, at: datetime, due: datetime | None, soon: datetime | None) -> Change:
    """What was told of the time that it had is told no second time, as long as it stays true."""
    told = {"told_soon": case.told_soon and _is_past(soon, at), "late": case.late and _is_past(due, at)}
    return {"due": due, "soon": soon, **told}


def _is_past(when: datetime | None, at: datetime) -> bool:
    return when is not None and when <= at
