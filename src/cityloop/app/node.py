"""A node: one city's record with its desk, its views and its loop, closed over the journal it runs on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

import structlog

from cityloop.adapters.holidays import calendar_of
from cityloop.app.loop import Loop
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index
from cityloop.command import configuration
from cityloop.command.case_table import CaseTables
from cityloop.command.desk import Desk
from cityloop.command.given import Chance, InForce
from cityloop.command.timing import Timing
from cityloop.guard.accesses import Accesses
from cityloop.guard.tally import Tally
from cityloop.journal.journal import Journal
from cityloop.journal.notary import Notary
from cityloop.journal.ports import Clock, Keys, Store
from cityloop.views.all import Views
from cityloop.views.asking import Reading

LOG = structlog.get_logger("cityloop.node")
LOOK_S = 1.0
"""How long the loop waits for new entries before it looks at its timers."""


@dataclass(frozen=True, slots=True)
class Stands:
    """What a node stands on: stores, keys, clock, chance."""

    main: Store
    access: Store
    """The access journal's own, so that looking never waits for doing."""
    keys: Keys
    clock: Clock
    chance: Chance
    notary: Callable[[Journal, str, Clock], Notary] | None = None
    """Makes who signs checkpoints of a journal with that origin; None: nobody does."""


class Node:
    """One process's city. Open it, apply a city once, ``start`` the loop; ``stop`` before the stores are closed."""

    def __init__(self, on: Stands) -> None:
        self._on = on
        self.clock = on.clock
        self._notaries: list[Notary] = []
        self.journal = Journal(on.main, on.keys, on.clock, [CaseTables()])
        self.access = Journal(on.access, on.keys, on.clock, name="access")
        self.accesses = Accesses(self.access, "", on.clock)
        self.tally = Tally()
        self._applied: int | None = None
        self._given: InForce | None = None
        self.desk = Desk(self.journal, self.accesses, self.in_force, on.clock, on.chance)
        reading = Reading(
            self.journal, self.access, self.in_force, on.clock, self.accesses.note, self.accesses.together
        )
        self.views = Views(reading, self.desk)
        self.loop = Loop(self.journal, self.in_force, on.clock)
        self._stopping = Event()
        self._thread: Thread | None = None

    # The city in force

    def in_force(self) -> InForce:
        """The city and its clocks. Raises ``NotConfigured`` where none was applied yet."""
        if self._given is None:
            self.reload()
        if self._given is None:
            raise configuration.NotConfigured("No city is in force. Run: cityloop apply DIR")
        return self._given

    @property
    def index(self) -> Index:
        """The look-ups of the city in force."""
        return self.in_force().index

    def reload(self) -> bool:
        """Take the last applied configuration into force, if it is another one; whether it was."""
        applied = configuration.find_applied(self.journal)
        if applied is None or applied.seq == self._applied:
            return False
        city = configuration.city_of(self.journal, applied)
        index = Index(city)
        _ = index.gazetteer, index.law
        self._given, self._applied = InForce(index, Timing(index, calendar_of(city))), applied.seq
        self._notaries = self._notaries or list(self._appointed(city.id))
        return True

    def _appointed(self, city: str) -> Iterator[Notary]:
        """Those who sign what the two journals hold."""
        if self._on.notary is not None:
            yield self._on.notary(self.journal, f"cityloop/{city}/main", self.clock)
            yield self._on.notary(self.access, f"cityloop/{city}/access", self.clock)

    # The loop

    def step(self) -> int:
        """Do now whatever the loop has to do; how many facts were added. For tests, imports and headless days."""
        self.reload()
        return self.loop.run()

    def start(self) -> None:
        """Run the loop in a thread of its own until ``stop``."""
        self._thread = Thread(target=self._run, name="loop", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the loop and write what waits."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._settle(self.clock())

    def _run(self) -> None:
        seen = 0
        while not self._stopping.is_set():
            seen = self._safely(self._turn, seen)
            self.journal.wait(seen, LOOK_S)

    def _turn(self) -> int:
        seen = self.journal.size()
        self.step()
        self._settle(self.clock())
        return seen

    def _settle(self, now: datetime) -> None:
        self.accesses.settle()
        for counted in self.tally.take(now):
            self.accesses.count_refusals(counted)
        for notary in self._notaries:
            notary.tick()

    def _safely(self, work: Callable[[], int], otherwise: int) -> int:
        """A loop that meets an error says so and goes on: what it could not do, it tries again at the next turn."""
        try:
            return work()
        except CityloopError as error:
            LOG.error("loop failed", code=error.code)
            return otherwise
