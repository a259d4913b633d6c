"""What an audit finds wrong, named by what was done to which entry."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What was done."""

    CHANGED = "changed"
    """The entry is not the one that was written."""
    CUT = "cut"
    """Entries are missing, within or at the end."""
    REORDERED = "reordered"
    """The entry stands in another's place."""
    BACK_DATED = "back-dated"
    """The entry claims a time before that of its predecessor."""
    FORKED = "forked"
    """Another past was signed than the one that is here."""
    TREE = "tree"
    """A stored tile of the tree is not what the entries give; the entries themselves are whole."""
    UNSIGNED = "unsigned"
    """A checkpoint is not one, or is not signed by the journal's key."""
    LOST = "lost"
    """A sealed payload or its key is gone, though nobody was to be forgotten."""
    KEPT = "kept"
    """Somebody was to be forgotten, but his key or words are still there."""
    TABLE = "table"
    """A table for reading is not what the entries fold to."""


class Fault(NamedTuple):
    """One thing that is wrong: with which entry (None: none in particular), and what it was seen by."""

    kind: Kind
    seq: int | None
    what: str

    def __str__(self) -> str:
        """``entry 17 changed: its bytes do not give the hash that was recorded``."""
        return f"{'record' if self.seq is None else f'entry {self.seq}'} {self.kind}: {self.what}"


class Faults:
    """Faults as they are found; of each entry the first, and no more than ``limit`` kept in words."""

    def __init__(self, limit: int = 1_000) -> None:
        self.count = 0
        self._found: list[Fault] = []
        self._limit = limit

    def add(self, kind: Kind, seq: int | None, what: str) -> None:
        """Note a fault."""
        self.count += 1
        if len(self._found) < self._limit:
            self._found.append(Fault(kind, seq, what))

    def before(self, size: int) -> bool:
        """Whether something is wrong with one of the first ``size`` entries."""
        return any(fault.seq is not None and fault.seq < size for fault in self._found)

    def sorted(self) -> tuple[Fault, ...]:
        """Those of the earliest entries first, then those of no entry; in the order found where they are equal."""
        return tuple(sorted(self._found, key=lambda fault: (fault.seq is None, fault.seq or 0)))
