"""The teams that units can send: where each was last, and until when it is busy."""

from datetime import datetime

from cityloop.app.demo.spots import Spots, travel
from cityloop.city.area import Point
from cityloop.city.index import Index
from cityloop.city.organisation import Team


class Teams:
    """What the units' desks remember of whom they sent. A team does one job after the other."""

    def __init__(self, index: Index, spots: Spots) -> None:
        self._spots = spots
        self._of: dict[str, list[Team]] = {}
        for team in index.teams:
            self._of.setdefault(team.unit, []).append(team)
        self._busy: dict[str, datetime] = {}
        self._last: dict[str, Point | None] = {}

    def find_free(self, unit: str, now: datetime) -> Team | None:
        """A team of the unit that is not out."""
        return next((team for team in self._of.get(unit, ()) if self._busy.get(team.id, now) <= now), None)

    def way(self, team: Team, to: Point | None) -> float:
        """Minutes from where the team was last to ``to``."""
        start = self._last.get(team.id) or self._spots.find_unit(team.unit)
        return travel(start, to).total_seconds() / 60

    def sent(self, team: Team, to: Point | None, until: datetime) -> None:
        """The team is out until then."""
        self._busy[team.id], self._last[team.id] = until, to
