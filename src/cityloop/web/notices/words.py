"""Notices in words: events, states, and why one was given up."""

from collections.abc import Mapping

from cityloop.city.channel import REPORTER
from cityloop.city.words import Name
from cityloop.command.notice_table import State
from cityloop.edge.problem import TITLES, title_of
from cityloop.views.notices import Notice
from cityloop.web.visit import Visit


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


EVENTS: Mapping[str, str] = {
    "reported": _("that the report arrived"),
    "accepted": _("that it is taken on"),
    "dispatched": _("that it was dispatched"),
    "help": _("that help is asked for"),
    "sent": _("that somebody is sent"),
    "late": _("that it is late"),
    "answered": _("that there is an answer"),
    "closed": _("that it is closed"),
    "handed-over": _("that it is with the emergency services"),
    "refused": _("that it is not taken on"),
    "reopened": _("that it is open again"),
    "merged": _("that it goes on with another"),
    "changed": _("that the case moved on"),
    "photo": _("that a photo was added"),
}
WHY: Mapping[str, str] = {
    "no-address": _("no address that this channel reaches"),
    "no-channel": _("the city no longer has this channel"),
    "no-secret": _("the channel's password is missing"),
    "no-line": _("nobody answered there"),
    "timeout": _("no answer in time"),
    "not-called": _("the address may not be called"),
    "down": _("this channel is down"),
    "no-receipt": _("no receipt came back"),
    "no-word": _("the other side did not say what became of it"),
}


def event(visit: Visit, notice: Notice) -> str:
    """What it tells of."""
    return visit.say(EVENTS[notice.event]) if notice.event in EVENTS else notice.event


def to(visit: Visit, notice: Notice) -> str:
    """Whom it is to."""
    if notice.to == REPORTER:
        return visit.say("the one who reported")
    return visit.name(notice.name) or system(visit, notice.to) or notice.to.partition(":")[2]


def channel(visit: Visit, id: str, name: Name | None) -> str:
    """By which way; the way to an outside system is called as the system is."""
    return visit.name(name) or system(visit, id) or id


def system(visit: Visit, lane: str) -> str:
    """What the outside system at the end of this way is called; empty where it is no such way."""
    kind, _, id = lane.partition(":")
    return visit.name(visit.index.systems.find_name(id), id) if kind == "system" else ""


def state(visit: Visit, notice: Notice) -> str:
    """What became of it."""
    if notice.confirmed is False:
        return visit.say("taken, but did not arrive")
    if notice.confirmed:
        return visit.say("arrived")
    if notice.state is State.GIVEN_UP:
        return visit.say("given up: tried again") if notice.again else visit.say("given up")
    return visit.say("delivered") if notice.state is State.DELIVERED else visit.say("under way")


def why(visit: Visit, notice: Notice) -> str:
    """Why it was given up; the other side's code where there are no words for it."""
    return why_given_up(visit, notice.why or "")


def why_given_up(visit: Visit, said: str) -> str:
    """The same, of the code alone."""
    if not said:
        return ""
    if said in WHY:
        return visit.say(WHY[said])
    if said in TITLES:
        return title_of(said, visit.language)
    return visit.say("the other side's code: %(code)s") % {"code": said}
