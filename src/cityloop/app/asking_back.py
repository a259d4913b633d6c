"""Asks channels now and then whether what they took has arrived."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from cityloop.app.carrier import Carrier
from cityloop.command.confirming import confirm
from cityloop.command.notice_table import Unconfirmed, list_unconfirmed
from cityloop.journal.journal import Journal

ASK_S, ASKED, ASKED_FOR = 60.0, 50, timedelta(hours=72)
"""How often channels are asked what arrived, of how many letters at a time, and for how long after these were taken."""


class AskingBack:
    """Asks those channels that can be asked, and puts on the record what is heard."""

    def __init__(self, journal: Journal, clock: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._journal, self._clock, self._ticks = journal, clock, ticks
        self._asks_at = 0.0

    def ask(self, carriers: Iterable[Carrier]) -> None:
        """Ask whether what they took has arrived, if it is time to."""
        if self._ticks() < self._asks_at:
            return
        self._asks_at = self._ticks() + ASK_S
        for carrier in carriers:
            if carrier.asks_back:
                for letter in self._unconfirmed(carrier):
                    carrier.ask(letter, partial(self._heard, carrier.id))

    def _unconfirmed(self, carrier: Carrier) -> list[Unconfirmed]:
        """Some letters after those that were asked about last; from the beginning again when all were."""
        since = self._clock() - ASKED_FOR
        with self._journal.store.read() as transaction:
            found = list_unconfirmed(transaction, carrier.id, since, carrier.asked, ASKED)
        carrier.asked = found[-1].seq if len(found) == ASKED else -1
        return found

    def _heard(self, channel: str, letter: Unconfirmed, arrived: bool) -> None:
        confirm(self._journal, f"machine:{channel}", channel, letter.receipt, arrived=arrived)
