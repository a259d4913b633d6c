"""The outbox: delivers what the record says is due, at least once, in order for each lane, until the record says how.

It is durable because the journal is: it keeps nothing that a crash could lose. A lane is one case, one who is told, and
one channel: the next letter of a lane waits until the one before it is delivered or given up *on the record*. Lanes
never wait for each other, so a telephone gateway that is dead holds back no mail, and one case none of the others.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic

from cityloop.app.asking_back import AskingBack
from cityloop.app.carrier import Carrier, Flight, Patience, Way
from cityloop.app.lanes import Lanes
from cityloop.city.city import City
from cityloop.city.errors import CityloopError
from cityloop.city.facts.notices import NoticeDelivered, NoticeGivenUp
from cityloop.city.principal import stage
from cityloop.command.given import InForce
from cityloop.command.letters import Scribe, Unreachable
from cityloop.command.notice_table import OpenNotice
from cityloop.command.notices import Delivered, Failed, HearsBack, Receipt
from cityloop.command.noticing import notice_draft
from cityloop.command.receipts import code_of, receipt_of
from cityloop.journal.entry import Append
from cityloop.journal.errors import StoreError
from cityloop.journal.journal import Journal

AUTHOR = stage("outbox").id
AT_ONCE = 2_000
"""Ends written at a time."""
PATIENCE = Patience()
LOOK_S = 0.1
LANDING_S = 5.0
"""How long a stop waits for what is under way."""
Ended = NoticeDelivered | NoticeGivenUp
OpenWays = Callable[[City], Mapping[str, Way]]
"""Opens the channels of a city, by id."""


class Outbox:
    """One record's outbox. ``turn`` is called by one thread alone."""

    def __init__(
        self,
        journal: Journal,
        in_force: Callable[[], InForce],
        clock: Callable[[], datetime],
        open_ways: OpenWays,
        patience: Patience = PATIENCE,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self._journal, self._in_force, self._clock, self._open_ways = journal, in_force, clock, open_ways
        self._patience, self._ticks = patience, ticks
        self._scribe = Scribe(journal, in_force)
        self._carriers: dict[str, Carrier] = {}
        self._given: InForce | None = None
        self._lanes = Lanes(journal)
        self._asking = AskingBack(journal, clock, ticks)
        self._landed: SimpleQueue[Flight] = SimpleQueue()
        self._ends: list[tuple[OpenNotice, Ended]] = []
        self._wake = Event()

    # Turning

    def turn(self) -> float | None:
        """Do now what can be done; seconds until something is to be tried again, None where nothing waits for that."""
        self._wake.clear()
        self._take_landed()
        self._write_ends()
        if self._is_set_up():
            self._lanes.look()
            self._route()
            self._hand_out()
            self._write_ends()
            self._asking.ask(self._carriers.values())
        if self._lanes.first:
            return 0.0
        waits = [carrier.next_s() for carrier in self._carriers.values()]
        return min((wait_s for wait_s in waits if wait_s is not None), default=None)

    def wait(self, timeout_s: float) -> None:
        """Until a letter has landed, ``nudge`` is called, or the time is over."""
        self._wake.wait(timeout_s)

    def nudge(self) -> None:
        """There may be something new on the record."""
        self._wake.set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and nothing is left to be written."""
        return not (self._ends or self._lanes.first or self._flying) and self._landed.empty()

    @property
    def _flying(self) -> int:
        return sum(len(carrier.flying) for carrier in self._carriers.values())

    def settle(self) -> None:
        """Turn until all that can be tried now was tried. For tests, and for days without a loop."""
        self.turn()
        while not self.is_idle:
            self.wait(0 if self._lanes.first else LANDING_S)
            self.turn()

    def stop(self) -> None:
        """Take nothing new, wait a while for what is under way, and write what came of it."""
        until = self._ticks() + LANDING_S
        while self._flying and self._ticks() < until:
            self.wait(LOOK_S)
            self._wake.clear()
            self._take_landed()
        self._write_ends()
        self._close()
        self._carriers, self._given = {}, None

    def channels(self) -> dict[str, tuple[str | None, float]]:
        """Why each channel is down, and for how many seconds; None and 0 where it works."""
        return {id: (each.why or each.way.lacks, each.down_s) for id, each in self._carriers.items()}

    def heard(self, channel: str, headers: Mapping[str, str], body: bytes) -> Receipt | None:
        """What a receipt says that was brought; None where there is no such channel, or it was signed by nobody."""
        carrier = self._carriers.get(channel)
        port: object = carrier.way.port if carrier else None
        return port.heard(headers, body) if isinstance(port, HearsBack) else None

    # Channels

    def _is_set_up(self) -> bool:
        """Whether the channels are those of the city in force; new ones are opened when nothing is under way."""
        given = self._in_force()
        if given is self._given:
            return True
        if self._flying or self._ends:
            return False
        self._close()
        ways = self._open_ways(given.index.city)
        self._carriers = {id: Carrier(id, way, self._land, self._ticks, self._patience) for id, way in ways.items()}
        self._lanes, self._given = Lanes(self._journal), given
        return True

    def _close(self) -> None:
        for carrier in self._carriers.values():
            carrier.close()

    def _land(self, flight: Flight) -> None:
        self._landed.put(flight)
        self._wake.set()

    # What is due

    def _route(self) -> None:
        """Let the first of each lane wait for the channel that reaches whom it is to."""
        while self._lanes.first:
            notice = self._lanes.first[0]
            by = self._way(notice)
            if isinstance(by, Unreachable):
                self._give_up(notice, by.why)
            else:
                by.take(notice)
            self._lanes.first.popleft()

    def _way(self, notice: OpenNotice) -> Carrier | Unreachable:
        """Who carries it. Only where there is a choice does it hang on what the letter will say."""
        only = None if notice.instead else self._carriers.get(notice.channel)
        letter = self._scribe.write(notice) if only is None else None
        if isinstance(letter, Unreachable):
            return letter
        return only or (self._carriers.get(letter.channel) if letter else None) or Unreachable("no-channel")

    def _hand_out(self) -> None:
        for carrier in self._carriers.values():
            for notice in carrier.hopeless(partial(self._is_over, carrier)):
                self._give_up(notice, carrier.why or "down")
            for notice in carrier.ripe():
                self._try(carrier, notice)

    def _try(self, carrier: Carrier, notice: OpenNotice) -> None:
        """Write the letter as the record now stands: since it was routed, somebody may have been forgotten."""
        try:
            letter = self._scribe.write(notice)
        except StoreError:
            carrier.take(notice)
            raise
        if isinstance(letter, Unreachable):
            self._give_up(notice, letter.why)
        elif letter.channel != carrier.id:
            self._lanes.first.append(notice)
        else:
            carrier.send(notice, letter)

    def _is_over(self, carrier: Carrier, notice: OpenNotice) -> bool:
        """Hours in which nobody here could try do not count: a channel that is down has to be down here for as long."""
        give_up = carrier.way.give_up
        tried_long = carrier.why is None or carrier.down_s >= give_up.total_seconds()
        return tried_long and self._clock() - notice.since >= give_up

    # What came of it

    def _take_landed(self) -> None:
        while True:
            try:
                flight = self._landed.get_nowait()
            except Empty:
                return
            self._judge(flight)

    def _judge(self, flight: Flight) -> None:
        notice, outcome = flight.notice, flight.outcome
        carrier = next(each for each in self._carriers.values() if notice.seq in each.flying)
        carrier.landed(flight)
        if isinstance(outcome, Failed) and not self._is_over(carrier, notice):
            carrier.again(notice, outcome)
        elif isinstance(outcome, Delivered):
            receipt = receipt_of(outcome.receipt)
            fact = NoticeDelivered(case=notice.case, notice=notice.seq, channel=carrier.id, receipt=receipt)
            self._ends.append((notice, fact))
        else:
            carrier.forget(notice)
            self._give_up(notice, outcome.why, carrier.id)

    def _give_up(self, notice: OpenNotice, why: str, channel: str | None = None) -> None:
        by = channel or notice.channel
        self._ends.append((notice, NoticeGivenUp(case=notice.case, notice=notice.seq, channel=by, why=code_of(why))))

    def _write_ends(self) -> None:
        """Put on the record how letters ended; only then does the next of each lane get its turn."""
        while some := self._ends[:AT_ONCE]:
            outcomes = self._journal.append_each([_append(notice, fact) for notice, fact in some])
            pairs = list(zip(some, outcomes, strict=True))
            self._ends[:AT_ONCE] = [end for end, outcome in pairs if isinstance(outcome, CityloopError)]
            for (notice, _), outcome in pairs:
                if not isinstance(outcome, CityloopError):
                    self._lanes.advance(notice)
            for outcome in outcomes:
                if isinstance(outcome, CityloopError):
                    raise outcome


def _append(notice: OpenNotice, fact: Ended) -> Append:
    draft = notice_draft(AUTHOR, fact, at=notice.run_by, sensitive=notice.sensitive, cause=notice.seq)
    return Append(drafts=(draft,))
