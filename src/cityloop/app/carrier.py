"""A carrier: one channel at work. Its threads, the letters that wait for it, how it fares, and when it rests."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple

import structlog

from cityloop.command.notice_table import OpenNotice, Unconfirmed
from cityloop.command.notices import AsksBack, Channel, Failed, Letter, Outcome
from cityloop.command.receipts import code_of

LOG = structlog.get_logger("cityloop.outbox")


class Patience(NamedTuple):
    """How long to wait between tries: twice as long each time, and never all at once."""

    first_s: float = 1.0
    longest_s: float = 300.0

    def after(self, tries: int, chance: Random) -> float:
        """Seconds to wait after so many failures."""
        full: float = min(self.longest_s, self.first_s * 2 ** min(tries - 1, 30))
        return full * chance.uniform(0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, and how it is to be used."""

    port: Channel
    at_once: int = 4
    give_up: timedelta = timedelta(hours=24)
    lacks: str | None = None
    """What it lacks to be opened; None where it is open."""
    again: Callable[[], "Way"] | None = None
    """Tries to open what could not be opened."""


class Flight(NamedTuple):
    """What came of one try."""

    notice: OpenNotice
    outcome: Outcome


class Carrier:
    """Hands letters to one channel, so many at once. A channel that is down rests, and is then tried with one letter.

    Used by one thread, but for ``_fly``; ``land`` is called from the channel's own threads.
    """

    def __init__(
        self, id: str, way: Way, land: Callable[[Flight], None], ticks: Callable[[], float], patience: Patience
    ) -> None:
        self.id, self.way = id, way
        self.why: str | None = None
        """Why it is down; None while it works."""
        if way.lacks:
            LOG.warning("channel cannot be opened", channel=id, code=way.lacks)
        self.flying: set[int] = set()
        self.asked = -1
        """Up to which notice it was asked what arrived."""
        self._ready: list[tuple[int, OpenNotice]] = []
        self._waiting: list[tuple[float, int, OpenNotice]] = []
        self._tries: dict[int, int] = {}
        self._failures, self._rests_until, self._down_since = 0, 0.0, 0.0
        self._land, self._ticks, self._patience = land, ticks, patience
        self._chance = Random(id)
        self._pool = ThreadPoolExecutor(way.at_once, thread_name_prefix=f"channel-{id}")

    # What waits

    def take(self, notice: OpenNotice) -> None:
        """Let a notice wait for its turn; the oldest comes first."""
        heappush(self._ready, (notice.seq, notice))

    def ripe(self) -> Iterator[OpenNotice]:
        """The notices whose turn it is, as long as there is room for them."""
        self._wake()
        while self._ready and len(self.flying) < self._room():
            yield heappop(self._ready)[1]

    def hopeless(self, is_over: Callable[[OpenNotice], bool]) -> Iterator[OpenNotice]:
        """While it is down: the notices that wait and whose time is over."""
        while self.why is not None and self._ready and is_over(self._ready[0][1]):
            yield heappop(self._ready)[1]

    def next_s(self) -> float | None:
        """Seconds until something can be tried again; None where nothing waits for a time."""
        times = [self._waiting[0][0]] if self._waiting else []
        times += [self._rests_until] if self._ready and self._rests_until > self._ticks() else []
        return max(0.0, min(times) - self._ticks()) if times else None

    def _wake(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._ticks():
            _, seq, notice = heappop(self._waiting)
            heappush(self._ready, (seq, notice))

    def _room(self) -> int:
        if self._ticks() < self._rests_until:
            return 0
        return 1 if self._failures else self.way.at_once

    # Trying

    def send(self, notice: OpenNotice, letter: Letter) -> None:
        """Try a letter, in a thread of the channel; one that could not be opened is tried once more."""
        self.way = self.way.again() if self.way.again else self.way
        self.flying.add(notice.seq)
        self._pool.submit(self._fly, notice, letter)

    def ask(self, letter: Unconfirmed, heard: Callable[[Unconfirmed, bool], None]) -> None:
        """Ask, in a thread of the channel, whether a letter has arrived; ``heard`` is told where that is known."""
        port: object = self.way.port
        if isinstance(port, AsksBack):
            self._pool.submit(self._ask, port, letter, heard)

    def _ask(self, port: AsksBack, letter: Unconfirmed, heard: Callable[[Unconfirmed, bool], None]) -> None:
        try:
            arrived = port.confirm(letter.receipt)
        except Exception as error:  # noqa: BLE001 - whatever a channel meets, it is asked again
            LOG.info("receipt not heard", channel=self.id, error=type(error).__name__)
            return
        if arrived is not None:
            heard(letter, arrived)

    @property
    def asks_back(self) -> bool:
        """Whether it can be asked what arrived, and works."""
        port: object = self.way.port
        return isinstance(port, AsksBack) and port.asks and self.why is None

    def _fly(self, notice: OpenNotice, letter: Letter) -> None:
        try:
            outcome = self.way.port.deliver(letter)
        except Exception as error:  # noqa: BLE001 - whatever a channel meets, its letter is tried again
            outcome = Failed(why=str(getattr(error, "code", type(error).__name__)))
        self._land(Flight(notice, outcome))

    def landed(self, flight: Flight) -> None:
        """Learn from what came of a try how the channel fares."""
        seq, outcome = flight.notice.seq, flight.outcome
        self.flying.discard(seq)
        if isinstance(outcome, Failed) and outcome.down:
            self._rest(outcome)
        elif self._failures:
            LOG.info("channel works again", channel=self.id)
            self._failures, self._rests_until, self.why = 0, 0.0, None
        if not isinstance(outcome, Failed):
            self._tries.pop(seq, None)

    def again(self, notice: OpenNotice, outcome: Failed) -> None:
        """Let a letter that failed wait, so that another is tried next: it may be this one that breaks the rest."""
        tries = self._tries[notice.seq] = self._tries.get(notice.seq, 0) + 1
        wait_s = outcome.retry_after_s or self._patience.after(tries, self._chance)
        heappush(self._waiting, (self._ticks() + min(wait_s, self._patience.longest_s), notice.seq, notice))

    def forget(self, notice: OpenNotice) -> None:
        """A letter is no longer to be delivered."""
        self._tries.pop(notice.seq, None)

    def _rest(self, outcome: Failed) -> None:
        """Rest a while, twice as long as before; what was under way when that began says nothing new."""
        if self._ticks() < self._rests_until:
            return
        if self._failures == 0:
            self._down_since = self._ticks()
            LOG.warning("channel is down", channel=self.id, code=code_of(outcome.why))
        self._failures, self.why = self._failures + 1, code_of(outcome.why)
        wait_s = outcome.retry_after_s or self._patience.after(self._failures, self._chance)
        self._rests_until = self._ticks() + min(wait_s, self._patience.longest_s)

    @property
    def down_s(self) -> float:
        """Seconds since it went down; 0 while it works."""
        return self._ticks() - self._down_since if self._failures else 0.0

    def close(self) -> None:
        """End its threads, when what is under way has landed."""
        self.way.port.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
