"""The second places of a journal, also those of lines that a restore has left: what must hold, and what was lost."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cityloop.adapters.stores.deposit import Deposit, names_at
from cityloop.adapters.stores.witness import size_of
from cityloop.city.facts.record import Restored
from cityloop.journal.faults import Fault, Kind
from cityloop.journal.lines import Left, current, left, line_of, place_name


class Lines(NamedTuple):
    """The second places of a journal: that of the line which the record is in now, and those of lines it has left."""

    now: Deposit
    before: tuple[tuple[Deposit, Left], ...]
    strange: tuple[Deposit, ...]
    """Of lines that the record says nothing of."""

    @property
    def name(self) -> str:
        """Of the journal's second place."""
        return self.now.name

    def write(self, note: str, leaves: bytes, /) -> None:
        """Refused: an audit writes nothing."""
        self.now.write(note, leaves)

    def latest(self) -> str | None:
        """The last note of all that must hold."""
        return next(reversed(self.notes()), None)

    def notes(self) -> list[str]:
        """All that must hold: of a line that was left, what is as old as the part that both share."""
        shared = [
            note for deposit, gone in self.before for note in deposit.notes() if (size_of(note) or 0) <= gone.shared
        ]
        return [*shared, *self.now.notes()]

    def leaves(self, start: int, stop: int, /) -> bytes:
        """The hashes of entries, as the line it is in has them."""
        return self.now.leaves(start, stop)

    def faults(self) -> Iterator[Fault]:
        """What went on in a line after it was left, and what is nobody's: another record is kept somewhere."""
        for deposit, gone in self.before:
            if deposit.end > max(gone.seen, gone.shared):
                what = f"{deposit.name} has gone on to {deposit.end} entries after the record was restored"
                yield Fault(Kind.FORKED, gone.shared, f"{what}: another copy of it is still written to")
        for deposit in self.strange:
            what = f"the second place holds {deposit.name} ({deposit.end} entries), of which the record says nothing"
            yield Fault(Kind.FORKED, None, what)

    def told(self) -> Iterator[str]:
        """What each restore has lost, in words."""
        for deposit, gone in self.before:
            lost = max(0, gone.seen - gone.shared)
            said = f"entries {gone.shared} to {gone.seen - 1} are lost" if lost else "nothing that it had seen is lost"
            yield f"restored at entry {gone.shared}; of {deposit.name} the second place had seen {gone.seen:,}: {said}"


def lines_of(place: Path, journal: str, known: Sequence[tuple[int, Restored]]) -> Lines:
    """The second places of a journal at ``place``, by the restores that its record knows of."""
    now = current(known)
    before = [(Deposit(place, place_name(journal, each.line)), each) for each in left(known, journal)]
    said = {now, *(each.line for _, each in before)}
    there = {line for name in names_at(place) if (line := line_of(journal, name)) is not None}
    strange = [Deposit(place, place_name(journal, line)) for line in sorted(there - said)]
    return Lines(Deposit(place, place_name(journal, now)), tuple(before), tuple(strange))
