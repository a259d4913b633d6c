"""The notary signs what the journal holds, again and again, and keeps a copy out of reach of whoever keeps it."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select

from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import Forked
from cityloop.journal.journal import Journal
from cityloop.journal.note import Signer
from cityloop.journal.ports import Clock, Witness

EVERY = 1_000
"""Entries after which a checkpoint is due."""
PERIOD = timedelta(minutes=1)
"""Time after which a checkpoint is due, if anything was written."""


class Notary:
    """Writes a checkpoint when ``every`` entries or ``period`` have gone by, to the second place and beside the record.

    ``origin`` names the journal for the whole world, for instance "cityloop/linjiang/main". What is cut off after the
    last checkpoint leaves no trace: both numbers are what a city may lose without being able to prove it.
    """

    def __init__(
        self,
        journal: Journal,
        signer: Signer,
        witness: Witness,
        origin: str,
        clock: Clock,
        every: int = EVERY,
        period: timedelta = PERIOD,
    ) -> None:
        self._journal = journal
        self._signer = signer
        self._witness = witness
        self._origin = origin
        self._clock = clock
        self._every = every
        self._period = period
        self._last: tuple[int, datetime] | None = None

    def tick(self) -> str | None:
        """Write a checkpoint if one is due; the note, or None. Raises as ``write`` does."""
        if self._last is None:
            return self.write()
        size, time = self._last
        grown = self._journal.size() - size
        due = grown >= self._every or (grown > 0 and self._clock() - time >= self._period)
        return self.write() if due else None

    def write(self) -> str:
        """Write a checkpoint of the journal as it stands; the note.

        Raises ``Forked`` where the second place has seen another past, ``StoreError`` where a place cannot be written.
        """
        size, time = self._journal.size(), self._clock()
        known = self._known(size)
        note = Checkpoint(self._origin, size, self._journal.root(size)).signed(self._signer)
        if known is None or known < size:
            self._witness.write(note, self._journal.leaves(known or 0, size))
        self._keep(size, note)
        self._last = size, time
        return note

    def _known(self, size: int) -> int | None:
        """How many entries the second place has seen; None if nothing yet. Raises ``Forked``."""
        note = self._witness.latest()
        if note is None:
            return None
        known = Checkpoint.parse(note)
        self._compare(known, size)
        return known.size

    def _compare(self, known: Checkpoint, size: int) -> None:
        """Refuse to sign a past that differs from the one that the second place has seen."""
        if known.origin != self._origin:
            raise Forked(f"The second place is that of {known.origin}, not of {self._origin}. Give each its own.")
        if known.size > size:
            what = f"The second place has seen {known.size} entries of {self._origin}, the journal holds {size}."
            raise Forked(f"{what} It was cut, or an old copy put back: run `cityloop verify`.", size=size)
        if self._journal.root(known.size) != known.root:
            what = f"The first {known.size} entries of {self._origin} are not those that the second place has seen."
            raise Forked(f"{what} Run `cityloop verify`.", size=known.size)

    def _keep(self, size: int, note: str) -> None:
        """Beside the journal, once a size."""
        table = self._journal.tables.checkpoints
        with self._journal.store.write() as transaction:
            if transaction.execute(select(table.c.size).where(table.c.size == size)).first() is None:
                transaction.execute(insert(table), [{"size": size, "note": note}])
