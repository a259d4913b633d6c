"""Which fact is which event, and to whom: a table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cityloop.city.channel import REPORTER, Audience, Event
from cityloop.city.facts import bonds, dispatching, intake, judging, translating, waiting
from cityloop.city.facts.fact import Fact
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty
from cityloop.command.case import Case
from cityloop.command.duties import node_of
from cityloop.world import World


@dataclass(frozen=True, slots=True)
class Told:
    """One event, and one who is to be told of it."""

    case: Case
    event: Event
    audience: Audience
    to: str
    named: bool = False
    """Named for matters of discipline and public order."""


Tell = Callable[[Any, Case, World], Iterator[Told]]


def told_by(fact: Fact, case: Case, world: World) -> Iterator[Told]:
    """Everybody who is to be told of ``fact``, as far as it goes; whether by any channel, the city's rules say."""
    tell = TELLING.get(type(fact))
    if tell is not None:
        yield from tell(fact, case, world)


def _reporter(event: Event) -> Tell:
    """The one who reported, and those whose reports go on in this case, where an address was left."""

    def tell(fact: Any, case: Case, world: World) -> Iterator[Told]:
        for each in (case, *filter(None, map(world.find_case, case.absorbed))):
            if each.contact is not None and not each.adopted:
                yield Told(each, event, Audience.REPORTER, REPORTER)

    return tell


def _answered(fact: judging.Reviewed, case: Case, world: World) -> Iterator[Told]:
    """An answer counts from its review on."""
    if fact.passed:
        yield from _reporter(Event.ANSWERED)(fact, case, world)


def _translated(fact: translating.Translated, case: Case, world: World) -> Iterator[Told]:
    """An answer that went out in another language is now there in that of the report."""
    if case.released is not None and fact.text == case.released.commitment:
        yield from _reporter(Event.ANSWERED)(fact, case, world)


def _handed_over(fact: intake.HandedOver, case: Case, world: World) -> Iterator[Told]:
    """An emergency that went to whoever comes out at once: over for the city, and by no means solved yet."""
    if not fact.stays:
        yield from _reporter(Event.HANDED_OVER)(fact, case, world)


def _units(fact: dispatching.Dispatched, case: Case, world: World) -> Iterator[Told]:
    yield Told(case, Event.DISPATCHED, Audience.LEAD, f"unit:{fact.to}")
    yield from _helpers(fact, case, world)


def _helpers(fact: dispatching.Dispatched | dispatching.HelpAsked, case: Case, world: World) -> Iterator[Told]:
    for help in fact.assisting:
        yield Told(case, Event.HELP, Audience.ASSISTING, f"unit:{help.unit}")


def _arbitrated(fact: dispatching.Arbitrated, case: Case, world: World) -> Iterator[Told]:
    yield Told(case, Event.DISPATCHED, Audience.LEAD, f"unit:{fact.to}")


def _sent(fact: dispatching.Sent, case: Case, world: World) -> Iterator[Told]:
    to = f"person:{fact.person}" if fact.person else f"team:{fact.team}"
    yield Told(case, Event.SENT, Audience.TEAM, to)


def _late(fact: waiting.CameDue, case: Case, world: World) -> Iterator[Told]:
    if case.lead is not None and case.with_lead:
        yield Told(case, Event.LATE, Audience.LEAD, f"unit:{case.lead}")


def _help_late(fact: waiting.HelpCameDue, case: Case, world: World) -> Iterator[Told]:
    yield Told(case, Event.LATE, Audience.ASSISTING, f"unit:{fact.unit}")


def _above(fact: waiting.Escalated, case: Case, world: World) -> Iterator[Told]:
    post = _supervisor(fact, case, world)
    if post is not None:
        yield Told(case, Event.LATE, Audience.ABOVE, f"post:{post.id}", named=post.named)


def _supervisor(fact: waiting.Escalated, case: Case, world: World) -> Post | None:
    """The nearest post that supervises there; of a sensitive matter, one that is named for such."""
    posts = world.index.roster.posts_with(Duty.SUPERVISE, node_of(fact.to))
    return next((post for post in posts if post.named or not case.sensitive), None)


TELLING: dict[type[Fact], Tell] = {
    intake.Reported: _reporter(Event.REPORTED),
    intake.Established: _reporter(Event.ACCEPTED),
    intake.Accepted: _reporter(Event.ACCEPTED),
    intake.Refused: _reporter(Event.REFUSED),
    intake.AnsweredDirectly: _reporter(Event.ANSWERED),
    intake.HandedOver: _handed_over,
    judging.Reviewed: _answered,
    translating.Translated: _translated,
    judging.Closed: _reporter(Event.CLOSED),
    bonds.Reopened: _reporter(Event.REOPENED),
    bonds.Merged: _reporter(Event.MERGED),
    dispatching.Dispatched: _units,
    dispatching.Arbitrated: _arbitrated,
    dispatching.HelpAsked: _helpers,
    dispatching.Sent: _sent,
    waiting.CameDue: _late,
    waiting.HelpCameDue: _help_late,
    waiting.Escalated: _above,
}
