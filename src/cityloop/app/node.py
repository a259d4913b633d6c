"""A node: one city's record with its desk, its views and its loop, closed over the journal it runs on."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from threading import Event, Thread

import structlog

from cityloop.app.bridges import Bridges, Here
from cityloop.app.carrier import Way
from cityloop.app.forgotten import Forgotten
from cityloop.app.health import Health, Telling, health_of, wrong_with_holidays
from cityloop.app.loop import Loop
from cityloop.app.outbox import Outbox
from cityloop.app.pulse import Chore
from cityloop.app.reloading import Reloading
from cityloop.app.signing import Signing
from cityloop.app.stands import Stands
from cityloop.city.city import City
from cityloop.city.index import Index
from cityloop.command.desk import Desk
from cityloop.command.given import InForce
from cityloop.command.tables import projections
from cityloop.guard.accesses import Accesses
from cityloop.guard.tally import Tally
from cityloop.journal.journal import Journal
from cityloop.views.all import Views
from cityloop.views.asking import Reading

LOG = structlog.get_logger("cityloop.node")
CHORES = ("loop", "access journal", "outbox", "erasures", "exchange")
"""What is done again and again, each apart from the others."""
LOOK_S = 1.0
"""How long the loop waits for new entries before it looks at its timers."""


class Node:
    """One process's city. Open it, apply a city once, ``start`` the loop; ``stop`` before the stores are closed."""

    def __init__(self, on: Stands) -> None:
        self._on = on
        self.clock = on.clock
        forget = [on.forget] if on.forget else []
        self.journal = Journal(on.main, on.keys, on.clock, projections(), forget=forget)
        self.access = Journal(on.access, on.keys, on.clock, name="access")
        self.accesses = Accesses(self.access, "", on.clock)
        self.tally = Tally()
        self._reloading = Reloading(self.journal)
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
        journals = {"main": self.journal, "access": self.access}
        self._signing = Signing(journals, on.notary, self._find_city, on.clock)
        self._forgotten = Forgotten(self.journal, on.listed)
        self._reach: tuple[date, date] | None = None
        """The last day of the holiday table, and the day on which that was said."""

    # The city in force

    def in_force(self) -> InForce:
        """The city and its clocks. Raises ``NotConfigured`` where none was applied yet."""
        return self._reloading.in_force()

    @property
    def index(self) -> Index:
        """The look-ups of the city in force."""
        return self.in_force().index

    def reload(self) -> bool:
        """Take the last applied configuration into force, if it is another one; whether it was."""
        return self._reloading.reload()

    def _find_city(self) -> str | None:
        """The id of the city in force, if one is."""
        given = self._reloading.given
        return given.index.city.id if given else None

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
        self._signing.do()

    def hear(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool | None:
        """Take in a receipt that was brought; whether it was news, None where it is not signed. ``NoSuchReceipt``."""
        heard = self.outbox.heard(channel, headers, body)
        if heard is None:
            return None
        return self.desk.confirm(channel, heard)

    def health(self) -> Health:
        """How it is. Raises ``StoreError`` where the record cannot be read."""
        given = self._reloading.given
        calendar = given.timing.calendar if given else None
        loop = self._turning if self._thread else None
        outbox = self._delivering if self._posting else None
        telling = Telling(self.outbox.channels(), outbox.wrong if outbox else None, self.bridges.heard())
        return health_of(self.journal.size(), loop, self._signing.chores(), calendar, self.clock(), telling)

    def _run(self) -> None:
        """Turn until told to stop; what fails is tried again after a while, and keeps nothing else from its turn."""
        while not self._stopping.is_set():
            seen = self._turning.do(self._turn)
            self._noting.do(self._note)
            self._listing.do(self.list_erasures)
            self._hearing.do(self.bridges.turn)
            self._signing.do()
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
        self._forgotten.list_erasures()

    def _say_reach(self) -> None:
        """Once a day, and for each new table: that the holiday table is about to end."""
        calendar, now = self.in_force().timing.calendar, self.clock()
        said = calendar.last, calendar.day_of(now)
        if said != self._reach and wrong_with_holidays(calendar, now):
            LOG.warning("holiday table ends", days=calendar.days_left(now))
        self._reach = said
