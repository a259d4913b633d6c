"""A large record with all that belongs to one, the proofs that are asked of it, and its audit."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import select

from benchmarks._lives import batches
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.app.opening import utc_now
from cityloop.journal.audit import Report, audit
from cityloop.journal.journal import Journal
from cityloop.journal.merkle import consistent, included
from cityloop.journal.notary import Notary
from cityloop.journal.note import Verifier
from cityloop.journal.ports import Store

ROUNDS, ASKED = 3, 300
"""Proofs are asked for in rounds, and the quietest counts: the machine is shared."""


class Large(NamedTuple):
    """A record, and what its audit needs."""

    journal: Journal
    verifier: Verifier
    witness: WitnessFolder
    size: int
    built_s: float

    def audited(self) -> tuple[Report, float]:
        """What a full audit says, and how many seconds it took: keys, signatures, second place."""
        start = perf_counter()
        with self.journal.store.read() as transaction:
            report = audit(transaction, self.journal.tables, self.verifier, self.witness, self.journal.keys)
        return report, perf_counter() - start


class Took(NamedTuple):
    """How long proofs of one kind took, and how many did not hold."""

    median_ms: float
    most_ms: float
    """What 99 of 100 stay below."""
    wrong: int


def grown(folder: Path, store: Store, entries: int) -> Large:
    """A record of cases without tables for reading, one entry in eight with sealed words, signed as it grows."""
    keys, witness = KeyFile(folder / "keys.db"), WitnessFolder(folder / "witness")
    signer = open_signer(folder / "signing.pem", "cityloop/large")
    journal = Journal(store, keys, utc_now)
    notary = Notary(journal, signer, witness, "cityloop/large/main", utc_now)
    start = perf_counter()
    for batch in batches(keys, entries):
        journal.append_each(batch)
        notary.tick()
    return Large(journal, signer.verifier, witness, journal.size(), perf_counter() - start)


def proofs(large: Large) -> dict[str, Took]:
    """Proofs of inclusion and of consistency, at places and sizes drawn by lot; each is checked as anyone would."""
    chance = Random(large.size)
    return {
        "inclusion": _took(lambda: _inclusion(large, chance)),
        "consistency": _took(lambda: _consistency(large, chance)),
    }


def _inclusion(large: Large, chance: Random) -> tuple[float, bool]:
    journal, seq, size = large.journal, chance.randrange(large.size), large.size
    start = perf_counter()
    path = journal.inclusion(seq, size)
    seconds = perf_counter() - start
    return seconds, included(journal.leaves(seq, seq + 1), seq, size, path, journal.root(size))


def _consistency(large: Large, chance: Random) -> tuple[float, bool]:
    journal, first, size = large.journal, chance.randrange(1, large.size), large.size
    start = perf_counter()
    path = journal.consistency(first, size)
    seconds = perf_counter() - start
    return seconds, consistent(first, size, journal.root(first), journal.root(size), path)


def _took(ask: Callable[[], tuple[float, bool]]) -> Took:
    rounds = [[ask() for _ in range(ASKED)] for _ in range(ROUNDS)]
    times = min((sorted(seconds for seconds, _ in each) for each in rounds), key=lambda each: each[ASKED * 99 // 100])
    wrong = sum(not holds for each in rounds for _, holds in each)
    return Took(round(times[ASKED // 2] * 1e3, 2), round(times[ASKED * 99 // 100] * 1e3, 2), wrong)


def floor(large: Large) -> float:
    """Seconds to read all bytes and hash them, with nothing compared."""
    entries = large.journal.tables.entries
    start = perf_counter()
    with large.journal.store.read() as transaction:
        for data in transaction.execute(select(entries.c.bytes)).scalars():
            sha256(data).digest()
    return perf_counter() - start
