"""Act, as a stage: what happened to a case is told to those whom the city's rules name, each by their channels."""

from collections.abc import Iterator

from cityloop.city.channel import REPORTER, Channel, NoticeRule
from cityloop.city.facts.notices import NoticeDue
from cityloop.command.case import Case
from cityloop.loop.act.handing_over import handed_over
from cityloop.loop.act.telling import Told, told_by
from cityloop.world import Entry, World

NAME = "act"


def act(entry: Entry, world: World) -> Iterator[NoticeDue]:
    """The notices that follow from ``entry``.

    Of a case that was taken over as another system recorded it nobody is told, by whatever channel it came there.
    """
    case = world.case_of(entry)
    if case is None or case.adopted:
        return
    yield from handed_over(entry, case, world)
    for told in told_by(entry.fact, case, world):
        for rule in world.index.directory.rules(told.event, told.audience):
            yield from _due(told, rule, world)


def _due(told: Told, rule: NoticeRule, world: World) -> Iterator[NoticeDue]:
    channels = [each.id for each in _fitting(told, rule, world)]
    if channels and told.to == REPORTER:
        yield _notice(told, rule, *channels)
    elif channels:
        yield from (_notice(told, rule, each) for each in channels)


def _notice(told: Told, rule: NoticeRule, channel: str, *instead: str) -> NoticeDue:
    return NoticeDue(case=told.case.id, channel=channel, instead=instead, to=told.to, event=told.event, rule=rule.id)


def _fitting(told: Told, rule: NoticeRule, world: World) -> list[Channel]:
    """The channels that are for such people, on which these can be reached, and which may carry it."""
    directory = world.index.directory
    return [
        channel
        for channel in directory.channels_for(told.audience, rule.by)
        if directory.reaches(channel, told.to) and _may_carry(channel, told, told.case)
    ]


def _may_carry(channel: Channel, told: Told, case: Case) -> bool:
    """Of a sensitive matter only those learn by a channel that anybody beside them might read, who are named for it."""
    return not case.sensitive or channel.is_private or told.named or told.to == REPORTER
