"""Checkpoints: which journals have theirs signed, each apart from the others, and what hinders it."""

from collections.abc import Callable
from functools import partial

from cityloop.app.pulse import Chore
from cityloop.journal.journal import Journal
from cityloop.journal.lines import current, place_name, restores
from cityloop.journal.notary import Notary
from cityloop.journal.ports import Clock

OpenNotary = Callable[[Journal, str, Clock], Notary]
"""Makes who signs checkpoints of a journal with that origin."""
MAIN = "main"


class Signing:
    """Who signs for the journals of one node, by their names; ``main`` is the one that a restore continues."""

    def __init__(
        self,
        journals: dict[str, Journal],
        open_notary: OpenNotary | None,
        find_city: Callable[[], str | None],
        clock: Clock,
    ) -> None:
        self._journals, self._open_notary, self._find_city, self._clock = journals, open_notary, find_city, clock
        self._notaries: dict[str, Notary] = {}
        self._chores = {name: Chore(f"checkpoints of {name}") for name in journals}

    def do(self) -> None:
        """Let each journal's notary look; what hinders one keeps none of the others."""
        for name, chore in self._chores.items():
            chore.do(partial(self._sign, name))

    def chores(self) -> dict[str, Chore]:
        """How it goes, of the journals for which anybody signs or should."""
        return {name: chore for name, chore in self._chores.items() if name in self._notaries or chore.wrong}

    def _sign(self, name: str) -> None:
        """Let the journal's notary look whether a checkpoint is due; one that could not begin tries again."""
        city = self._find_city()
        if self._open_notary is None or city is None:
            return
        if name not in self._notaries:
            place = place_name(name, self._line())
            self._notaries[name] = self._open_notary(self._journals[name], f"cityloop/{city}/{place}", self._clock)
        self._notaries[name].tick()

    def _line(self) -> int:
        """The line that the record is in: another one after each restore."""
        main = self._journals[MAIN]
        with main.store.read() as transaction:
            return current(restores(transaction, main.tables))
