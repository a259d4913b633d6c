"""A node: one city's record with its desk, its views and its loop, closed over the journal it runs on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Event, Thread

import structlog

from cityloop.adapters.holidays import calendar_of
from cityloop.app.bridges import Bridges, Here, OpenDoor
from cityloop.app.carrier import Way
from cityloop.app.doors import open_door
from cityloop.app.health import Health, Telling, health_of, wrong_with_holidays
from cityloop.app.loop import Loop
from cityloop.app.outbox import OpenWays, Outbox
from cityloop.app.pulse import Chore
from cityloop.city.city import City
from cityloop.city.index import Index
from cityloop.command import configuration
from cityloop.command.desk import Desk
from cityloop.command.given import Chance, InForce
from cityloop.command.tables import projections
from cityloop.command.timing import Timing
from cityloop.guard.accesses import Accesses
from cityloop.guard.tally import Tally
from cityloop.journal.erasing import count_erased, list_erased
from cityloop.journal.journal import Journal
from cityloop.journal.lines import current, place_name, restores
from cityloop.journal.notary import Notary
from cityloop.journal.ports import Clock, Keys, Store
from cityloop.views.all import Views
from cityloop.views.asking import Reading

LOG = structlog.get_logger("cityloop.node")
CHORES = ("loop", "access journal", "outbox", "erasures", "exchange")
"""What is done again and again, each apart from the others."""
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
    ways: OpenWays = lambda _: {}
    """Opens the channels of a city."""
    door: OpenDoor = open_door
    """Opens the door to an outside system."""
    forget: Callable[[str], None] | None = None
    """Lists a subject that is forgotten apart from the record, before its key is destroyed."""
    listed: Callable[[Sequence[str]], None] | None = None
    """Sees that all subjects who were forgotten stand in every such list."""


class Node:
    """One process's city. Open it, apply a city once, ``start`` the loop; ``stop`` before the stores are closed."""

    def __init__(self, on: Stands) -> None:
        self._on = on
        self.clock = on.clock
        self._notaries: dict[str, Notary] = {}
        forget = [on.forget] if on.forget else []
        self.journal = Journal(on.main, on.keys, on.clock, projections(), forget=forget)
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
        self.bridges = Bridges(on.door, Here(lambda: self.index, self.journal, self.desk, self.views))
        self.outbox = Outbox(self.journal, self.in_force, on.clock, self._ways)
        self._stopping = Event()
        self._thread: Thread | None = None
        self._posting: Thread | None = None
        self._turning, self._noting, self._delivering, self._listing, self._hearing = map(Chore, CHORES)
        self._listed = -1
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
        self._posting = Thread(target=self._post, name="outbox", daemon=True)
        self._posting.start()

    def stop(self) -> None:
        """End the loop and write what waits; what cannot be written keeps nothing else from it."""
        self._stopping.set()
        self.outbox.nudge()
        for thread in filter(None, (self._thread, self._posting)):
            thread.join()
        self._hearing.do(self.bridges.stop)
        self._delivering.do(self.outbox.stop)
        self._noting.do(self._note)
        self._listing.do(self.list_erasures)
        for name, chore in self._signing.items():
            chore.do(partial(self._sign, name))

    def hear(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool | None:
        """Take in a receipt that was brought; whether it was news, None where it is not signed. ``NoSuchReceipt``."""
        heard = self.outbox.heard(channel, headers, body)
        if heard is None:
            return None
        return self.desk.confirm(channel, heard)

    def health(self) -> Health:
        """How it is. Raises ``StoreError`` where the record cannot be read."""
        signing = {name: chore for name, chore in self._signing.items() if name in self._notaries or chore.wrong}
        calendar = self._given.timing.calendar if self._given else None
        loop = self._turning if self._thread else None
        outbox = self._delivering if self._posting else None
        telling = Telling(self.outbox.channels(), outbox.wrong if outbox else None)
        return health_of(self.journal.size(), loop, signing, calendar, self.clock(), telling)

    def _run(self) -> None:
        """Turn until told to stop; what fails is tried again after a while, and keeps nothing else from its turn."""
        while not self._stopping.is_set():
            seen = self._turning.do(self._turn)
            self._noting.do(self._note)
            self._listing.do(self.list_erasures)
            self._hearing.do(self.bridges.turn)
            for name, chore in self._signing.items():
                chore.do(partial(self._sign, name))
            self._rest(seen)

    def _ways(self, city: City) -> Mapping[str, Way]:
        """Every way by which somebody is told: channels, and outside systems."""
        return {**self._on.ways(city), **self.bridges.ways(city)}

    def _post(self) -> None:
        """Deliver until told to stop; what fails is tried again after a while."""
        while not self._stopping.is_set():
            waits_s = self._delivering.do(self.outbox.turn)
            self.outbox.wait(min(LOOK_S, waits_s if waits_s is not None else LOOK_S))

    def _turn(self) -> int:
        seen = self.journal.size()
        if self.step():
            self.outbox.nudge()
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

    def list_erasures(self) -> None:
        """See that whoever was forgotten stands in the lists apart from the record. Raises a ``StoreError``."""
        store, tables = self.journal.store, self.journal.tables
        erased = count_erased(store, tables)
        if self._on.listed is not None and erased != self._listed:
            self._on.listed(list_erased(store, tables))
            self._listed = erased

    def _sign(self, name: str) -> None:
        """Let the journal's notary look whether a checkpoint is due; one that could not begin tries again."""
        if self._on.notary is None or self._given is None:
            return
        if name not in self._notaries:
            journal = {"main": self.journal, "access": self.access}[name]
            place = place_name(name, self._line())
            self._notaries[name] = self._on.notary(journal, f"cityloop/{self.index.city.id}/{place}", self.clock)
        self._notaries[name].tick()

    def _line(self) -> int:
        """The line that the record is in: another one after each restore."""
        with self.journal.store.read() as transaction:
            return current(restores(transaction, self.journal.tables))

    def _say_reach(self) -> None:
        """Once a day, and for each new table: that the holiday table is about to end."""
        calendar, now = self.in_force().timing.calendar, self.clock()
        said = calendar.last, calendar.day_of(now)
        if said != self._reach and wrong_with_holidays(calendar, now):
            LOG.warning("holiday table ends", days=calendar.days_left(now))
        self._reach = said
