"""What words in a report ask for first: whom to call, or where to go instead; for citizens and for call-takers."""

from collections.abc import Iterable
from dataclasses import dataclass

from cityloop.city.catalogue import Service, Signal
from cityloop.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Alarm:
    """An emergency that words speak of, and the number to call before anything else."""

    title: str
    number: Service


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A matter that is not for the city to accept: on which ground, and where to go instead."""

    ground: str
    title: str
    instead: str


def alarms(visit: Visit, signals: Iterable[Signal]) -> tuple[Alarm, ...]:
    """Whom to call first."""
    words = visit.say("%(what)s: call %(number)s first")
    calling = ((each, each.call) for each in signals)
    return tuple(
        Alarm(words % {"what": visit.name(signal.name), "number": call}, call) for signal, call in calling if call
    )


def elsewhere(visit: Visit, signals: Iterable[Signal]) -> tuple[Elsewhere, ...]:
    """Where to go instead."""
    grounds = visit.index.law.grounds
    found = ((each, grounds.find(each.ground)) for each in signals if each.ground)
    return tuple(
        Elsewhere(ground.id, visit.name(signal.name), visit.name(ground.instead)) for signal, ground in found if ground
    )
