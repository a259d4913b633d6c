"""The journal: append, read from a position, fold, prove."""

from collections.abc import Callable, Sequence
from threading import Condition
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from cityloop.city.errors import CityloopError
from cityloop.city.facts.fact import Sealed
from cityloop.city.facts.record import SubjectErased
from cityloop.journal import folding, merkle
from cityloop.journal.canonical import decode
from cityloop.journal.entry import Append, Entry
from cityloop.journal.erasing import finish, unfinished
from cityloop.journal.errors import NotInRecord, StoreError
from cityloop.journal.ports import Clock, Keys, Projection, Store, Transaction
from cityloop.journal.sealing import unseal
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import HASH, WIDTH, nodes
from cityloop.journal.turns import Turns
from cityloop.journal.writing import Outcome, Writer, head, tile_reader

LIMIT = 1_000
"""Appends that share one transaction at most."""
LOOK_S = 1.0
"""How often a follower looks for entries that another process has written."""

Proof = TypeVar("Proof")


class Journal:
    """One append-only record in a store, with its Merkle tree and the tables folded from it.

    Safe for many threads; several processes may write to one store, and ``name`` tells several journals in it apart.
    ``forget`` are called with a subject that was erased, before its key is destroyed: photos, outbox.
    """

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        projections: Sequence[Projection] = (),
        name: str = "main",
        forget: Sequence[Callable[[str], None]] = (),
    ) -> None:
        self.store = store
        self.keys = keys
        self.tables = Tables(name)
        self.projections = tuple(projections)
        self._forget = tuple(forget)
        self._writer = Writer(store, self.tables, self.projections, clock)
        self._turns: Turns[Append, Outcome] = Turns(self._commit, LIMIT)
        self._grown = Condition()
        self._start()

    def _start(self) -> None:
        """Make what is missing, bring the tables to the head, finish erasures that a crash cut short."""
        self.store.create(self.tables.metadata)
        with self.store.write() as transaction:
            folding.stand(transaction, self.tables, self.projections, head(transaction, self.tables).size)
        self._finish_erasures()

    # Append

    def append(self, append: Append) -> tuple[Entry, ...]:
        """Write the drafts as one, durable on return.

        Raises ``Conflict``, ``BadDraft``, ``KeyErased``, ``FoldFailed`` or a ``StoreError``; then nothing is written.
        """
        (outcome,) = self.append_each((append,))
        if isinstance(outcome, CityloopError):
            raise outcome
        return outcome

    def append_each(self, appends: Sequence[Append]) -> list[Outcome]:
        """Write many in one commit, where each stands or falls alone: its entries, or the error that refused it."""
        outcomes = list(self._turns.take(appends)) if appends else []
        if any(isinstance(draft.fact, SubjectErased) for append in appends for draft in append.drafts):
            self._finish_erasures()
        return outcomes

    def _commit(self, appends: Sequence[Append]) -> list[Outcome]:
        """One transaction for all; where one of them breaks it, each gets its own."""
        try:
            outcomes = self._writer.write(appends)
        except StoreError as error:
            outcomes = [error] * len(appends) if len(appends) == 1 or error.hopeless else self._one_by_one(appends)
        except CityloopError as error:
            outcomes = [error] if len(appends) == 1 else self._one_by_one(appends)
        with self._grown:
            self._grown.notify_all()
        return outcomes

    def _one_by_one(self, appends: Sequence[Append]) -> list[Outcome]:
        return [outcome for append in appends for outcome in self._commit((append,))]

    def _finish_erasures(self) -> None:
        """Destroy the keys of subjects whose erasure stands on the record."""
        for subject in unfinished(self.store, self.tables):
            for forget in self._forget:
                forget(subject)
            self.keys.erase(subject)
            finish(self.store, self.tables, subject)

    # Read

    def size(self) -> int:
        """How many entries there are."""
        with self.store.read() as transaction:
            return head(transaction, self.tables).size

    def read(self, start: int, limit: int) -> list[Entry]:
        """At most ``limit`` entries from position ``start`` on."""
        entries = self.tables.entries
        return self._entries(select(entries.c.bytes).where(entries.c.seq >= start), limit)

    def tagged(self, tag: str, start: int = 0, limit: int = 1_000) -> list[Entry]:
        """At most ``limit`` entries whose fact has this tag, from position ``start`` on."""
        entries = self.tables.entries
        return self._entries(select(entries.c.bytes).where(entries.c.tag == tag, entries.c.seq >= start), limit)

    def answers(self, seq: int) -> list[Entry]:
        """The entries whose cause is ``seq``."""
        entries = self.tables.entries
        return self._entries(select(entries.c.bytes).where(entries.c.cause == seq))

    def about(self, thing: str) -> list[Entry]:
        """The whole history of a thing, oldest first."""
        entries = self.tables.entries
        return self._entries(select(entries.c.bytes).where(entries.c.about == thing))

    def _entries(self, query: Select[tuple[bytes]], limit: int | None = None) -> list[Entry]:
        with self.store.read() as transaction:
            found = transaction.execute(query.order_by(self.tables.entries.c.seq).limit(limit))
            return [decode(data) for data in found.scalars()]

    def get(self, seq: int) -> Entry:
        """The entry at a position. Raises ``NotInRecord``."""
        found = self.read(seq, 1)
        if seq < 0 or not found:
            raise NotInRecord(f"There is no entry {seq}; the journal holds {self.size()}.", seq=seq)
        return found[0]

    def version(self, thing: str) -> int:
        """How many entries there are about a thing; 0 for none."""
        entries = self.tables.entries
        return int(self._scalar(select(func.max(entries.c.version)).where(entries.c.about == thing)) or 0)

    def cursor(self, name: str) -> int:
        """How far the stage called ``name`` has come; 0 before its first step."""
        with self.store.read() as transaction:
            return folding.positions(transaction, self.tables, folding.CURSOR).get(name, (0, ""))[0]

    def cursors(self) -> dict[str, int]:
        """How far each stage has come that has taken a step."""
        with self.store.read() as transaction:
            known = folding.positions(transaction, self.tables, folding.CURSOR)
        return {name: position for name, (position, _) in known.items()}

    def payload(self, sealed: Sealed) -> bytes | None:
        """The content behind a commitment; None where it was erased or never kept."""
        payloads, key = self.tables.payloads, self.keys.find(sealed.subject)
        query = select(payloads.c.ciphertext).where(payloads.c.commitment == sealed.commitment)
        ciphertext = self._scalar(query) if key else None
        return unseal(key, sealed.commitment, ciphertext) if key and ciphertext else None

    def wait(self, size: int, timeout_s: float) -> int:
        """Block until the journal is longer than ``size`` or the time is over; the size it has then."""
        rest = timeout_s
        while (now := self.size()) <= size and rest > 0:
            with self._grown:
                self._grown.wait(min(rest, LOOK_S))
            rest -= LOOK_S
        return now

    def _scalar(self, query: Select[Any]) -> Any:
        with self.store.read() as transaction:
            return transaction.execute(query).scalar()

    # Fold and prove

    def refold(self) -> None:
        """Empty all tables for reading and fold them again from the first entry, in one transaction."""
        with self.store.write() as transaction:
            folding.refold(transaction, self.tables, self.projections, head(transaction, self.tables).size)

    def root(self, size: int) -> bytes:
        """Root hash of the tree over the first ``size`` entries. Raises ``NotInRecord``."""
        return self._proved(lambda node: merkle.root(node, size), size)

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """The proof that entry ``seq`` is in the tree of ``size`` entries. Raises ``NotInRecord``."""
        if not 0 <= seq < size:
            raise NotInRecord(f"Entry {seq} is not among the first {size}.", seq=seq, size=size)
        return self._proved(lambda node: merkle.inclusion(node, seq, size), size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the tree of ``second`` entries only adds to that of ``first``. Raises ``NotInRecord``."""
        if not 0 <= first <= second:
            raise NotInRecord(f"A tree of {first} is not the beginning of one of {second}.", first=first, second=second)
        return self._proved(lambda node: merkle.consistency(node, first, second), second)

    def leaves(self, start: int, stop: int) -> bytes:
        """The leaf hashes of entries ``start`` to ``stop``, 32 bytes each."""
        tiles = self.tables.tiles
        query = select(tiles.c.hashes).where(tiles.c.level == 0, tiles.c.number.between(start // WIDTH, stop // WIDTH))
        with self.store.read() as transaction:
            hashes = b"".join(transaction.execute(query.order_by(tiles.c.number)).scalars())
        first = start // WIDTH * WIDTH
        return hashes[(start - first) * HASH : (stop - first) * HASH]

    def _proved(self, proof: Callable[[merkle.Node], Proof], size: int) -> Proof:
        """What ``proof`` reads from the tree, in one consistent state of the store."""
        with self.store.read() as transaction:
            known = head(transaction, self.tables).size
            if not 0 <= size <= known:
                raise NotInRecord(f"There is no tree of {size}; the journal holds {known} entries.", size=size)
            return proof(nodes(tile_reader(transaction, self.tables)))


__all__ = ["Journal", "Outcome", "Transaction"]
