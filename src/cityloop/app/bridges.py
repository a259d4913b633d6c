"""The outside systems of the city in force: each is asked now and then what is new, and told what changes here."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import NamedTuple

import structlog

from cityloop.app.carrier import Way
from cityloop.app.exchange import Came, Exchange
from cityloop.app.handover import Handover
from cityloop.app.late_door import LateDoor, OpenDoor
from cityloop.app.pulse import Chore
from cityloop.city.city import City
from cityloop.city.index import Index
from cityloop.city.system import System
from cityloop.command.desk import Desk
from cityloop.journal.journal import Journal
from cityloop.views.all import Views

LOG = structlog.get_logger("cityloop.exchange")
COMPARE_S = 24 * 3600.0
"""How often everything is compared, also with what may have gone missing there."""
AT_ONCE = 4
"""Outside systems that are asked side by side: one that hangs does not keep the others waiting."""
TOLD_AT_ONCE = 8
"""Cases of which one system is told side by side: what came of them shares commits."""
SILENT_S = 600.0
"""Seconds in which even a comparison of everything comes to its end."""
LANDING_S = 5.0
"""How long a stop waits for what is under way."""


class Here(NamedTuple):
    """What an exchange needs of the node."""

    city: Callable[[], Index]
    """The look-ups of the city in force."""
    journal: Journal
    desk: Desk
    views: Views


class _Asked:
    """One system, when it is asked next, and how that goes."""

    def __init__(self, exchange: Exchange, ticks: Callable[[], float]) -> None:
        self.exchange = exchange
        self.chore = Chore(f"exchange with {exchange.system.id}", ticks)
        self.next_s = self.compare_s = 0.0
        self.flight: Future[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether it is being asked."""
        return self.flight is not None and not self.flight.done()

    def fares(self) -> tuple[str | None, float]:
        """What hinders it, and since when; one that says nothing at all for long is hindered too."""
        silent = self.busy and self.chore.age_s >= self.exchange.system.every_s + SILENT_S
        wrong = self.chore.wrong or ("no-answer" if silent else None)
        return wrong, self.chore.age_s if wrong else 0.0

    def pull(self, ticks: Callable[[], float]) -> None:
        """Ask once what is new; now and then all that it holds is compared. The next time is counted from the end."""
        try:
            is_heard = self._do(self.exchange.pull)
            if is_heard and self.compare_s <= ticks() and self._do(self.exchange.compare):
                self.compare_s = ticks() + COMPARE_S
        finally:
            self.next_s = ticks() + self.exchange.system.every_s

    def _do(self, hear: Callable[[], Came]) -> bool:
        """Whether it could be heard."""
        came = self.chore.do(hear)
        if came and any((came.new, came.changed, came.refused)):
            LOG.info("heard", system=self.exchange.system.id, **came._asdict())
        return came is not None


class Bridges:
    """All outside systems of one node. ``turn`` is called by one thread alone, and waits for nobody."""

    def __init__(self, open_door: OpenDoor, here: Here, ticks: Callable[[], float] = monotonic) -> None:
        self._open_door, self._here, self._ticks = open_door, here, ticks
        self._city: City | None = None
        self._asked: list[_Asked] = []
        self._leaving: list[_Asked] = []
        """Those of a city that is no longer in force, until what is under way has landed."""
        self._threads: ThreadPoolExecutor | None = None

    def ways(self, city: City) -> Mapping[str, Way]:
        """For the outbox: the way by which each system is told."""
        return {system.lane: Way(self._handover(system), TOLD_AT_ONCE) for system in city.systems}

    def turn(self) -> None:
        """Ask each system whose time has come."""
        self._set_up()
        for asked in self._asked:
            if self._is_due(asked) and self._threads:
                asked.flight = self._threads.submit(asked.pull, self._ticks)

    def heard(self) -> dict[str, tuple[str | None, float]]:
        """Why each system cannot be heard, and for how many seconds; None and 0 where it can."""
        return {asked.exchange.system.id: asked.fares() for asked in self._asked}

    def stop(self) -> None:
        """Ask nobody any more, and wait a while for what is under way."""
        self._leave()
        wait([asked.flight for asked in self._leaving if asked.flight], LANDING_S)

    def exchange(self, system: System) -> Exchange:
        """The exchange with one system."""
        here = self._here
        return Exchange(system, LateDoor(system, self._open_door), here.city, here.journal, here.desk)

    def _handover(self, system: System) -> Handover:
        here = self._here
        return Handover(system, LateDoor(system, self._open_door), here.city, here.journal, here.views, here.desk)

    def _is_due(self, asked: _Asked) -> bool:
        """Whether its time has come. Nobody is asked twice at once, also where its settings changed meanwhile."""
        still = {each.exchange.system.id for each in (*self._leaving, asked) if each.busy}
        return asked.exchange.system.id not in still and asked.next_s <= self._ticks()

    def _set_up(self) -> None:
        """Those of the city in force."""
        city = self._here.city().city
        if city is not self._city:
            self._leave()
            self._asked = [_Asked(self.exchange(system), self._ticks) for system in city.systems]
            self._threads = ThreadPoolExecutor(AT_ONCE, "exchange") if self._asked else None
            self._city = city

    def _leave(self) -> None:
        """Let go of everybody; what is under way ends by itself, and its door is closed as it lands."""
        for asked in self._asked:
            asked.chore.do(asked.exchange.close)
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)
        self._leaving = [asked for asked in (*self._leaving, *self._asked) if asked.busy]
        self._asked, self._threads, self._city = [], None, None
