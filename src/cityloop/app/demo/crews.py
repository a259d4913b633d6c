"""All the posts of a city at work: each looks when its turn comes, as long as somebody is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush

from cityloop.app.demo.desks import Desks
from cityloop.app.demo.hours import Hours, Presence
from cityloop.app.demo.worker import Worker
from cityloop.city.principal import Duty

PACES: dict[Duty, tuple[float, float]] = {
    Duty.ACCEPT: (4, 9),
    Duty.DISPATCH: (4, 9),
    Duty.HANDLE: (6, 15),
    Duty.FIELD: (12, 30),
    Duty.CHECK: (8, 20),
    Duty.CLOSE: (12, 30),
    Duty.ARBITRATE: (15, 40),
    Duty.SUPERVISE: (15, 40),
    Duty.EVALUATE: (40, 90),
}
"""Minutes between two looks; a post with several duties keeps the quickest."""
TIRED = 4
"""After so many looks in vain the pauses are as many times longer at most."""


class Crews:
    """The timetable of looks."""

    def __init__(self, desks: Desks, hours: Hours, start: datetime) -> None:
        self._desks = desks
        self._hours = hours
        self._waiting: list[tuple[datetime, int]] = []
        self._workers = [worker for post in desks.town.index.posts if not (worker := Worker(desks, post)).is_idle]
        self._in_vain = [0] * len(self._workers)
        for number in range(len(self._workers)):
            heappush(self._waiting, (start + self._pause(number, start), number))

    def looks(self, now: datetime) -> Iterator[int]:
        """Everybody whose turn has come looks once; how many orders each carried out."""
        while self._waiting and self._waiting[0][0] <= now:
            _, number = heappop(self._waiting)
            yield self._look(number, now)
            heappush(self._waiting, (now + self._pause(number, now), number))

    def _look(self, number: int, now: datetime) -> int:
        worker = self._workers[number]
        there = self._hours.presence(worker.post, now)
        if there is Presence.NOBODY:
            return 0
        done = worker.look(now, only_urgent=there is Presence.STANDBY)
        self._in_vain[number] = 0 if done else self._in_vain[number] + 1
        return done

    def _pause(self, number: int, now: datetime) -> timedelta:
        post = self._workers[number].post
        least, most = min(PACES[duty] for duty in post.duties if duty in PACES)
        pause = self._desks.town.dice.minutes(least, most, post.id, now)
        return pause * min(TIRED, 1 + self._in_vain[number] / 2)
