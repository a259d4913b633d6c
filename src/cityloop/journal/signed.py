"""What was signed: the checkpoints beside the journal and those of the second place, held against the tree."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import BadNote
from cityloop.journal.faults import Faults, Kind
from cityloop.journal.note import Verifier
from cityloop.journal.ports import Transaction, Witness
from cityloop.journal.tables import Tables


class Signed:
    """Roots that were signed, by size, with where each was found."""

    def __init__(self, faults: Faults) -> None:
        self.held = 0
        self._faults = faults
        self._roots: dict[int, set[tuple[bytes, str]]] = {}
        self._matched = 0

    def add(self, notes: Iterable[str], where: str, verifier: Verifier | None) -> None:
        """Take in the notes found at ``where``; what is no checkpoint, or not signed by the key, is a fault."""
        for number, note in enumerate(notes):
            try:
                size, root = _checked(note, verifier)
            except BadNote as error:
                self._faults.add(Kind.UNSIGNED, None, f"note {number} of {where}: {error.what}")
            else:
                self._roots.setdefault(size, set()).add((root, where))

    def sizes(self, first: int, last: int) -> list[int]:
        """The sizes from ``first`` to ``last`` at which something was signed, smallest first."""
        return sorted(size for size in self._roots if first <= size <= last)

    def compare(self, size: int, root: bytes) -> None:
        """Hold the tree's root at ``size`` against all that was signed there."""
        for signed, where in sorted(self._roots.get(size, ())):
            if signed == root:
                self.held += 1
                self._matched = size
            elif not self._faults.before(size):
                first = self._matched
                span = f"entry {first}" if size == first + 1 else f"one of the entries {first} to {size - 1}"
                what = f"{span} is not the one of which {where} holds a signed checkpoint ({size} entries)"
                self._faults.add(Kind.FORKED, first, what)

    def beyond(self, size: int) -> None:
        """Say what was signed of entries that are no longer there."""
        for signed, where in self._later(size):
            self._faults.add(Kind.CUT, size, f"{where} holds a signed checkpoint of {signed} entries, {size} are here")

    def _later(self, size: int) -> Iterator[tuple[int, str]]:
        """The largest later size at each place."""
        later = self.sizes(size + 1, max(self._roots, default=0))
        latest = {where: signed for signed in later for _, where in self._roots[signed]}
        return ((signed, where) for where, signed in sorted(latest.items()))


def _checked(note: str, verifier: Verifier | None) -> tuple[int, bytes]:
    """Size and root of a note. Raises ``BadNote`` where it is no checkpoint or not signed by the key."""
    checkpoint = Checkpoint.parse(note)
    if verifier and not verifier.has_signed(note):
        raise BadNote(f"the checkpoint of {checkpoint.size} entries is not signed by {verifier.name}")
    return checkpoint.size, checkpoint.root


def gather(
    transaction: Transaction, tables: Tables, verifier: Verifier | None, witness: Witness | None, faults: Faults
) -> Signed:
    """All that was signed of a journal, here and in the second place.

    The second place is read first, before the transaction sees the store: what is signed meanwhile is not held against
    a state that is older.
    """
    seen = witness.notes() if witness else ()
    signed = Signed(faults)
    query = select(tables.checkpoints.c.note).order_by(tables.checkpoints.c.size)
    signed.add(transaction.execute(query).scalars(), "the store", verifier)
    signed.add(seen, "the second place", verifier)
    return signed
