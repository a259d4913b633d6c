"""The people who report: by the web, by telephone, to a grid worker; and who follow up what they told."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from cityloop.app.demo.desks import Desks
from cityloop.app.demo.reports import Telling
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.principal import NOBODY, Duty, Kind, Principal, citizen
from cityloop.command import orders
from cityloop.command.lifecycle import Step
from cityloop.command.orders import Order
from cityloop.command.receipt import Receipt
from cityloop.command.whereabouts import OutsideCity
from cityloop.views.public import Followed

FOLLOWING = 0.5
"""The share of those with a link who look how it stands."""
LOOKS = (timedelta(hours=2.5), timedelta(hours=6), timedelta(hours=11))
"""After so long they look."""


class Made(NamedTuple):
    """A report that was taken in."""

    case: str
    telling: Telling


class Follower(NamedTuple):
    """Somebody who will look at the follow-up page."""

    at: datetime
    secret: str
    telling: Telling
    again: tuple[timedelta, ...]


class Public:
    """Makes the day's reports, and remembers what it was given for them."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._coming: deque[Telling] = deque()
        self._following: list[Follower] = []
        self.made: list[Made] = []
        self.turned_away: list[CityloopError] = []
        """Refused at the door with a reason, as outside the city; most tell the place in words then."""

    def expect(self, tellings: Iterable[Telling]) -> None:
        """These will be told, in order of time."""
        self._coming.extend(tellings)

    def tell(self, now: datetime) -> int:
        """Make the reports whose time has come; how many were taken in."""
        ripe: list[Telling] = []
        while self._coming and self._coming[0].at <= now:
            ripe.append(self._coming.popleft())
        known = len(self.made)
        for channel, several in groupby(sorted(ripe, key=_channel), key=_channel):
            self._tell_by(channel, list(several), now)
        self._follow_up(now)
        return len(self.made) - known

    def _tell_by(self, channel: Channel, tellings: Sequence[Telling], now: datetime) -> None:
        for by, own in self._authors(channel, tellings, now):
            came = self._desks.desk.report_each(by, [telling.report for telling in own])
            for telling, receipt in zip(own, came, strict=True):
                self._took(telling, receipt, now)

    def _authors(
        self, channel: Channel, tellings: Sequence[Telling], now: datetime
    ) -> Iterable[tuple[Principal, list[Telling]]]:
        """Who types it in: the person, a call-taker, whoever works in the grid."""
        if channel is Channel.WEB:
            return [(NOBODY, list(tellings))]
        return [(self._author(channel, telling, now), [telling]) for telling in tellings]

    def _author(self, channel: Channel, telling: Telling, now: datetime) -> Principal:
        index = self._desks.town.index
        place = index.places.find(telling.report.place) if telling.report.place else None
        on_the_spot = channel is Channel.FIELD and place is not None
        duty, node = (Duty.FIELD, place.jurisdiction) if on_the_spot and place else (Duty.ACCEPT, index.city.id)
        posts = [post for post in index.roster.posts_with(duty, node) if not post.named]
        held = index.roster.on_duty(posts[0].id, now) if posts else ()
        if not held:
            return NOBODY
        person = self._desks.town.dice.pick(held, telling.at, "author")
        return Principal(id=f"person:{person.id}", kind=Kind.PERSON, claims=index.claims(person.id, now))

    def _took(self, telling: Telling, came: Receipt | CityloopError, now: datetime) -> None:
        if isinstance(came, CityloopError):
            self.turned_away.append(came)
            self._tell_in_words(telling, came)
            return
        self.made.append(Made(came.case, telling))
        self._desks.hands.note(came.entries)
        self._desks.town.citizens.add(telling.citizen)
        if came.secret and self._desks.town.dice.chance(FOLLOWING, came.case, "follows"):
            self._following.append(Follower(now + LOOKS[0], came.secret, telling, LOOKS[1:]))

    def _tell_in_words(self, telling: Telling, error: CityloopError) -> None:
        """Whoever was outside the city tells the place in words instead."""
        if isinstance(error, OutsideCity):
            self._coming.appendleft(telling._replace(report=replace(telling.report, point=None)))

    # With the link

    def _follow_up(self, now: datetime) -> None:
        ripe = [each for each in self._following if each.at <= now]
        self._following = [each for each in self._following if each.at > now]
        for each in ripe:
            self._look(each)
            if each.again:
                self._following.append(Follower(now + each.again[0], each.secret, each.telling, each.again[1:]))

    def _look(self, follower: Follower) -> None:
        page = self._desks.views.followed(follower.secret)
        order = self._wish(page, {step.verb: step for step in page.steps})
        if order is None or {page.id, page.end} & self._desks.hands.taken:
            return
        came = self._desks.desk.do_each(citizen(page.id), (order,))[0]
        if isinstance(came, CityloopError):
            self._desks.note_error(came)

    def _wish(self, page: Followed, can: dict[str, Step]) -> Order | None:
        """What somebody who reads the follow-up page does: thank, say that it is there again, urge, add a word."""
        for verb, share, kind in WISHES:
            if verb in can and self._desks.town.dice.chance(share, page.id, verb, page.stage):
                note = self._desks.town.sayings.note(verb, page.language, self._desks.town.dice, page.id)
                case, seen = page.about(verb)
                return kind(case=case, seen=seen, note=note)
        return None


WISHES: tuple[tuple[str, float, type[Order]], ...] = (
    ("thank", 0.3, orders.Thank),
    ("reopen", 0.05, orders.Reopen),
    ("urge", 0.12, orders.Urge),
    ("tell", 0.05, orders.Tell),
)


def _channel(telling: Telling) -> Channel:
    return telling.report.channel
