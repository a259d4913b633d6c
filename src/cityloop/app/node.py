"""A node: one city's record with its desk, its views and its loop, closed over the journal it runs on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Event, Thread

import structlog

from cityloop.adapters.holidays import calendar_of
from cityloop.app.health import Health, health_of, wrong_with_holidays
from cityloop.app.loop import Loop
from cityloop.app.pulse import Chore
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
        self._notaries: dict[str, Notary] = {}
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
        self._turning, self._noting = Chore("loop"), Chore("access journal")
        self._signing = {name: Chore(f"checkpoints of {name}") for name in ("main", "access")}
        self._reach: tuple[date, date] | None = None
        """The last day of the holiday table, and the day on which that was said."""

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
        _ = index.gazetteer, index.law, index.suggester
        self._given, self._applied = InForce(index, Timing(index, calendar_of(city))), applied.seq
        return True

    # The loop

    def step(self) -> int:
        """Do now whatever the loop has to do; how many facts were added. For tests, imports and headless days."""
        self.reload()
        return self.loop.run()

    def start(self) -> None:
        """Run the loop in a thread of its own until ``stop``."""
        self._turning = Chore("loop")
        self._thread = Thread(target=self._run, name="loop", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the loop and write what waits; what cannot be written keeps nothing else from it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._noting.do(self._note)
        for name, chore in self._signing.items():
            chore.do(partial(self._sign, name))

    def health(self) -> Health:
        """How it is. Raises ``StoreError`` where the record cannot be read."""
        signing = {name: chore for name, chore in self._signing.items() if name in self._notaries or chore.wrong}
        calendar = self._given.timing.calendar if self._given else None
        loop = self._turning if self._thread else None
        return health_of(self.journal.size(), loop, signing, calendar, self.clock())

    def _run(self) -> None:
        """Turn until told to stop; what fails is tried again after a while, and keeps nothing else from its turn."""
        while not self._stopping.is_set():
            seen = self._turning.do(self._turn)
            self._noting.do(self._note)
            for name, chore in self._signing.items():
                chore.do(partial(self._sign, name))
            self._rest(seen)

    def _turn(self) -> int:
        seen = self.journal.size()
        self.step()
        self._say_reach()
        return seen

    def _rest(self, seen: int | None) -> None:
        """Until something new is written; for a while where the turn failed."""
        if seen is None or self._turning.do(partial(self.journal.wait, seen, LOOK_S)) is None:
            self._stopping.wait(LOOK_S)

    def _note(self) -> None:
        """Write what was looked at, and who was refused."""
        self.accesses.settle()
        for counted in self.tally.take(self.clock()):
            self.accesses.count_refusals(counted)

    def _sign(self, name: str) -> None:
        """Let the journal's notary look whether a checkpoint is due; one that could not begin tries again."""
        if self._on.notary is None or self._given is None:
            return
        if name not in self._notaries:
            journal = {"main": self.journal, "access": self.access}[name]
            self._notaries[name] = self._on.notary(journal, f"cityloop/{self.index.city.id}/{name}", self.clock)
        self._notaries[name].tick()

    def _say_reach(self) -> None:
        """Once a day, and for each new table: that the holiday table is about to end."""
        calendar, now = self.in_force().timing.calendar, self.clock()
        said = calendar.last, calendar.day_of(now)
        if said != self._reach and wrong_with_holidays(calendar, now):
            LOG.warning("holiday table ends", days=calendar.days_left(now))
        self._reach = said
