"""When the people of the demonstration are at work."""

from collections.abc import Mapping
from datetime import datetime, time
from enum import Enum

from cityloop.city.calendar import Calendar
from cityloop.city.index import Index
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty

ROUND_THE_CLOCK = (time(0), time.max)
WATCHES: Mapping[Duty, tuple[time, time]] = {
    Duty.ACCEPT: ROUND_THE_CLOCK,
    Duty.DISPATCH: ROUND_THE_CLOCK,
    Duty.FIELD: (time(7), time(21)),
    Duty.CHECK: (time(7, 30), time(23)),
    Duty.CLOSE: (time(7, 30), time(23, 30)),
    Duty.ARBITRATE: (time(9), time(18)),
    Duty.SUPERVISE: (time(8), time(20)),
    Duty.EVALUATE: (time(9), time(18)),
}
"""Those who are on duty, or on the spot, beyond office hours; units keep their own hours."""


class Presence(Enum):
    """Who sits at a post."""

    NOBODY = 0
    STANDBY = 1
    """抢修值守: somebody of the unit can be reached, for what cannot wait."""
    EVERYBODY = 2


class Hours:
    """Who is at work when, by the city's own hours and calendar."""

    def __init__(self, index: Index, calendar: Calendar) -> None:
        self._index = index
        self._calendar = calendar
        self._crewed = {team.unit for team in index.teams}

    def presence(self, post: Post, now: datetime) -> Presence:
        """Whether somebody is there; units that have a team stand by at all hours."""
        local = now.astimezone(self._calendar.zone).time()
        watched = [WATCHES[duty] for duty in post.duties if duty in WATCHES]
        if any(start <= local < end for start, end in watched) or self._in_office(post, now):
            return Presence.EVERYBODY
        standby = Duty.HANDLE in post.duties and post.unit in self._crewed
        return Presence.STANDBY if standby else Presence.NOBODY

    def _in_office(self, post: Post, now: datetime) -> bool:
        own = self._index.unit(post.unit).hours if post.unit else None
        return Duty.HANDLE in post.duties and self._calendar.is_working(own or self._index.city.hours, now)
