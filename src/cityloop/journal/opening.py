"""Sealed payloads under audit: each is there and opens as its entry committed to, or its subject was forgotten."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import func, select

from cityloop.city.facts.fact import Sealed
from cityloop.city.facts.record import SubjectErased
from cityloop.journal.canonical import decode
from cityloop.journal.faults import Faults, Kind
from cityloop.journal.ports import Keys, Transaction
from cityloop.journal.sealing import unseal
from cityloop.journal.tables import Tables

ERASED = str(SubjectErased.__struct_config__.tag)
_MARK = b'"commitment"'


class Payloads:
    """Looks behind the commitments of entries; without ``keys`` it sees only whether payloads are there."""

    def __init__(self, transaction: Transaction, tables: Tables, keys: Keys | None, faults: Faults) -> None:
        self._transaction = transaction
        self._tables = tables
        self._keys = keys
        self._faults = faults
        self._open: dict[str, tuple[int, str]] = {}
        self._missing: list[tuple[int, str, str]] = []
        self._erased: dict[str, int] = {}

    def look(self, seq: int, tag: str, data: bytes) -> None:
        """Take note of what one entry seals, or whom it forgets."""
        if tag == ERASED:
            fact = decode(data).fact
            self._erased |= {fact.subject: seq} if isinstance(fact, SubjectErased) else {}
        elif _MARK in data:
            self._open |= {sealed.commitment: (seq, sealed.subject) for sealed in _sealed(msgspec.json.decode(data))}

    def check(self) -> None:
        """Open what the last entries seal."""
        payloads, found = self._tables.payloads, set()
        promises = list(self._open)
        for start in range(0, len(promises), 500):
            some = payloads.c.commitment.in_(promises[start : start + 500])
            for row in self._transaction.execute(select(payloads.c.commitment, payloads.c.ciphertext).where(some)):
                found.add(row.commitment)
                self._unseal(row.commitment, row.ciphertext)
        gone = (promise for promise in promises if promise not in found)
        self._missing += [(*self._open[promise], "its sealed payload is gone") for promise in gone]
        self._open = {}

    def _unseal(self, promise: str, ciphertext: bytes) -> None:
        seq, subject = self._open[promise]
        key = self._keys.find(subject) if self._keys else None
        if self._keys and key is None:
            self._missing.append((seq, subject, "the key of its sealed payload is gone"))
        elif key and unseal(key, promise, ciphertext) is None:
            self._faults.add(Kind.CHANGED, seq, "its sealed payload is not the one that it committed to")

    def end(self) -> None:
        """After all entries: what is gone without anybody being forgotten, and who was to be but is not."""
        for seq, subject, what in self._missing:
            if subject not in self._erased:
                self._faults.add(Kind.LOST, seq, f"{what}, though nobody was to be forgotten")
        payloads = self._tables.payloads
        for subject, seq in self._erased.items():
            query = select(func.count()).select_from(payloads).where(payloads.c.subject == subject)
            if self._transaction.execute(query).scalar():
                self._faults.add(Kind.KEPT, seq, "sealed payloads of the subject forgotten here are still there")
            if self._keys and self._keys.find(subject) is not None:
                self._faults.add(Kind.KEPT, seq, "the key of the subject forgotten here is still there: start the node")


def _sealed(value: Any) -> Iterator[Sealed]:
    """Every commitment within a decoded entry."""
    if isinstance(value, Mapping):
        if value.keys() == {"subject", "commitment"}:
            yield Sealed(subject=str(value["subject"]), commitment=str(value["commitment"]))
        for inner in value.values():
            yield from _sealed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sealed(inner)
