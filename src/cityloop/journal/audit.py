"""The audit: every entry hashed again, and compared with its columns, its chain, the tree and all that was signed.

A function of what a store holds, of the second place, and of the keys; it never writes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import Row, or_, select

from cityloop.journal.canonical import leaf_hash
from cityloop.journal.faults import Fault, Faults, Kind
from cityloop.journal.judging import Exhibit, Stub, judge
from cityloop.journal.note import Verifier
from cityloop.journal.opening import Payloads
from cityloop.journal.ports import Keys, Transaction, Witness
from cityloop.journal.regrown import Regrown
from cityloop.journal.signed import gather
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import HASH, WIDTH

STRIDE = 16 * WIDTH
"""Entries read at a time: whole tiles."""
_DECODER = msgspec.json.Decoder(Stub)
Told: TypeAlias = Callable[[int], None]
"""Is told how many entries were gone over so far."""


class Report(NamedTuple):
    """What an audit saw: how many entries, their root, how many signed checkpoints held, and what is wrong."""

    size: int
    root: bytes
    checkpoints: int
    faults: tuple[Fault, ...]
    total: int
    """How many faults there are; ``faults`` holds the first thousand found."""

    @property
    def first(self) -> Fault | None:
        """The fault of the earliest entry; None where nothing is wrong."""
        return self.faults[0] if self.faults else None


def audit(
    transaction: Transaction,
    tables: Tables,
    verifier: Verifier | None = None,
    witness: Witness | None = None,
    keys: Keys | None = None,
    told: Told | None = None,
) -> Report:
    """Audit one journal in one consistent state of its store.

    Without ``verifier`` signatures are not checked, without ``witness`` a rewritten past can stay unseen, without
    ``keys`` sealed payloads are not opened.
    """
    faults = Faults()
    signed = gather(transaction, tables, verifier, witness, faults)
    tree = Regrown(transaction, tables, signed, faults)
    _Walk(transaction, tables, tree, witness, faults).run(Payloads(transaction, tables, keys, faults), told)
    return Report(tree.size, tree.end(), signed.held, faults.sorted(), faults.count)


class _Walk:
    """Goes over the entries in order, and keeps what the next one is judged by."""

    def __init__(
        self, transaction: Transaction, tables: Tables, tree: Regrown, witness: Witness | None, faults: Faults
    ) -> None:
        self._transaction = transaction
        self._tables = tables
        self._tree = tree
        self._witness = witness
        self._faults = faults
        self._latest = 0
        self._previous: bytes | None = b""
        self._certain = False
        self._gaping = False

    def run(self, payloads: Payloads, told: Told | None) -> None:
        """Go over all entries; those cut out in between count as well."""
        size = 0
        while size % STRIDE == 0 and (leaves := self._stride(size, payloads)):
            self._tree.add(leaves)
            payloads.check()
            size += len(leaves)
            if told:
                told(size)
        payloads.end()
        self._strays(size)

    def _stride(self, start: int, payloads: Payloads) -> list[bytes]:
        """The leaf hashes of a stride of entries; of those that are gone, the hash that the tree recorded."""
        entries, stop = self._tables.entries, start + STRIDE
        query = select(entries).where(entries.c.seq >= start, entries.c.seq < stop)
        rows = {row.seq: row for row in self._transaction.execute(query)}
        recorded = self._tree.recorded(start, stop)
        seen = self._witness.leaves(start, stop) if self._witness else b""
        length = max(max(rows, default=start - 1) + 1 - start, len(recorded) // HASH)
        hashes = [slice(i * HASH, (i + 1) * HASH) for i in range(length)]
        return [
            self._entry(start + i, rows.get(start + i), recorded[place], seen[place], payloads)
            for i, place in enumerate(hashes)
        ]

    def _entry(self, seq: int, row: Row[Any] | None, recorded: bytes, seen: bytes, payloads: Payloads) -> bytes:
        """The leaf hash of one entry, once all that is wrong with it was noted."""
        if row is None:
            return self._gap(seq, seen or recorded or bytes(HASH))
        self._gaping = False
        data = row.bytes if isinstance(row.bytes, bytes) else b""
        leaf = leaf_hash(data)
        try:
            stub = _DECODER.decode(data)
        except msgspec.DecodeError as error:
            fault: Fault | None = Fault(Kind.CHANGED, seq, f"its bytes are no entry: {error}")
        else:
            fault = self._judge(row, stub, leaf, recorded, seen)
            payloads.look(seq, stub.fact.fact, data)
        if fault:
            self._faults.add(*fault)
        self._previous = None if fault else leaf
        self._certain = seen == leaf
        return leaf

    def _judge(self, row: Row[Any], stub: Stub, leaf: bytes, recorded: bytes, seen: bytes) -> Fault | None:
        """What is wrong with an entry that can be read."""
        micros, latest = stub.micros, self._latest
        self._latest = max(micros, latest)
        previous, certain = self._previous, self._certain
        return judge(Exhibit(row, stub, leaf, recorded, seen, micros, latest, previous, certain, self._recorded_at))

    def _recorded_at(self, seq: int) -> bytes:
        return self._tree.recorded(seq, seq + 1)

    def _gap(self, seq: int, recorded: bytes) -> bytes:
        """An entry that is not there; of several in a row the first is named."""
        if not self._gaping:
            self._faults.add(Kind.CUT, seq, "it is not there, though the tree or later entries are")
        self._gaping, self._previous = True, None
        return recorded

    def _strays(self, size: int) -> None:
        """Rows where no entry can be."""
        seq = self._tables.entries.c.seq
        for stray in self._transaction.execute(select(seq).where(or_(seq < 0, seq >= size)).limit(1)).scalars():
            self._faults.add(Kind.CHANGED, stray, f"it stands apart; the journal ends at {size}")
