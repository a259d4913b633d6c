"""When the people of the demonstration are at work."""

from collections.abc import Mapping
from datetime import datetime, time

from cityloop.city.calendar import Calendar
from cityloop.city.index import Index
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty

WATCHES: Mapping[Duty, tuple[time, time]] = {
    Duty.ACCEPT: (time(6), time(23)),
    Duty.DISPATCH: (time(6), time(23)),
    Duty.FIELD: (time(7), time(20)),
    Duty.CHECK: (time(7, 30), time(20)),
    Duty.CLOSE: (time(8), time(21)),
    Duty.ARBITRATE: (time(9), time(18)),
    Duty.SUPERVISE: (time(8), time(20)),
    Duty.EVALUATE: (time(9), time(18)),
}
"""Those who are on duty, or on the spot, beyond office hours; units keep their own hours."""


class Hours:
    """Who is at work when, by the city's own hours and calendar."""

    def __init__(self, index: Index, calendar: Calendar) -> None:
        self._index = index
        self._calendar = calendar

    def at_work(self, post: Post, now: datetime) -> bool:
        """Whether somebody sits at the post."""
        local = now.astimezone(self._calendar.zone).time()
        watched = [WATCHES[duty] for duty in post.duties if duty in WATCHES]
        return any(start <= local < end for start, end in watched) or self._in_office(post, now)

    def _in_office(self, post: Post, now: datetime) -> bool:
        own = self._index.unit(post.unit).hours if post.unit else None
        return Duty.HANDLE in post.duties and self._calendar.is_working(own or self._index.city.hours, now)
