"""What can be said against one entry: small checks, tried in this order; the first that speaks names the fault."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import Row

from cityloop.journal.columns import EPOCH, MICROSECOND
from cityloop.journal.faults import Fault, Kind


class Tag(msgspec.Struct):
    """Of a fact, its tag alone."""

    fact: str


class Stub(msgspec.Struct):
    """Of an entry, what columns and chain repeat."""

    seq: int
    time: datetime
    cause: int | None
    about: str
    version: int
    previous: str
    fact: Tag

    @property
    def micros(self) -> int:
        """The entry's time in microseconds since 1970."""
        return (self.time - EPOCH) // MICROSECOND


class Exhibit(NamedTuple):
    """One entry with all that it is judged by."""

    row: Row[Any]
    stub: Stub
    leaf: bytes
    """Its leaf hash, computed now."""
    recorded: bytes
    """The leaf hash in the stored tree; empty where there is none."""
    witnessed: bytes
    """The leaf hash in the second place; empty where there is none."""
    micros: int
    latest: int
    """The latest time of an entry before."""
    previous: bytes | None
    """The leaf hash of the entry before; None where that is not to be trusted."""
    certain: bool
    """Whether the second place vouches for the entry before."""
    recorded_at: Callable[[int], bytes]
    """The leaf hash in the stored tree at any place."""


Check: TypeAlias = Callable[[Exhibit], Fault | None]


def misplaced(it: Exhibit) -> Fault | None:
    """Its bytes name another place."""
    seq, named = it.row.seq, it.stub.seq
    if named == seq:
        return None
    moved = named >= 0 and it.recorded_at(named) == it.leaf
    what = f"its place holds the bytes of entry {named}"
    return Fault(Kind.REORDERED if moved else Kind.CHANGED, seq, what)


def back_dated(it: Exhibit) -> Fault | None:
    """It claims to be older than what it follows."""
    if it.micros >= it.latest:
        return None
    return Fault(Kind.BACK_DATED, it.row.seq, f"it says {it.stub.time.isoformat()}; an entry before it is younger")


def rehashed(it: Exhibit) -> Fault | None:
    """Its bytes do not give its hash."""
    if it.row.hash == it.leaf:
        return None
    return Fault(Kind.CHANGED, it.row.seq, "its bytes do not give the hash that stands beside them")


def rewritten(it: Exhibit) -> Fault | None:
    """The second place has seen another entry here."""
    if not it.witnessed or it.witnessed == it.leaf:
        return None
    if it.recorded != it.leaf:
        return Fault(Kind.CHANGED, it.row.seq, "tree and second place hold another hash of it")
    return Fault(Kind.FORKED, it.row.seq, "the second place holds another hash of it: rewritten, or another branch")


def off_tree(it: Exhibit) -> Fault | None:
    """The stored tree has another leaf here, or none."""
    if it.recorded == it.leaf:
        return None
    if it.witnessed == it.leaf or not it.recorded.strip(b"\0"):
        return Fault(Kind.TREE, it.row.seq, "the stored tree has not its hash; its bytes are whole")
    return Fault(Kind.CHANGED, it.row.seq, "the tree holds another hash of it")


def unchained(it: Exhibit) -> Fault | None:
    """It does not follow the entry before; unless the second place vouches for that one, that one was changed."""
    if it.previous is None or it.stub.previous == it.previous.hex():
        return None
    seq = it.row.seq
    if it.certain or seq == 0:
        return Fault(Kind.CHANGED, seq, "it names another hash of the entry before it")
    return Fault(Kind.CHANGED, seq - 1, f"entry {seq} names another hash of it")


def relabelled(it: Exhibit) -> Fault | None:
    """A column says something else than the bytes."""
    stub, row = it.stub, it.row
    columns = (row.about or "", row.version, row.tag, row.cause, row.time)
    values = (stub.about, stub.version, stub.fact.fact, stub.cause, it.micros)
    if columns == values:
        return None
    names = ("about", "version", "tag", "cause", "time")
    wrong = [name for name, column, value in zip(names, columns, values, strict=True) if column != value]
    return Fault(Kind.CHANGED, row.seq, f"column {', '.join(wrong)} does not say what its bytes say")


def ahead(it: Exhibit) -> Fault | None:
    """It answers an entry that came after it."""
    cause = it.stub.cause
    if cause is None or 0 <= cause < it.row.seq:
        return None
    return Fault(Kind.CHANGED, it.row.seq, f"it answers entry {cause}, which is not before it")


CHECKS: tuple[Check, ...] = (misplaced, back_dated, rehashed, rewritten, off_tree, unchained, relabelled, ahead)


def judge(it: Exhibit) -> Fault | None:
    """The first thing that is wrong with an entry, or None."""
    for check in CHECKS:
        if fault := check(it):
            return fault
    return None
