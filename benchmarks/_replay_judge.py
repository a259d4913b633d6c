"""What is left of a replay after a kill, held against what was acknowledged: exactly once, whole, audited, refolded.

As a process of its own it reads questions from standard input and answers on standard output, one line of JSON each.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from benchmarks._replay import Item, Opened, Site
from cityloop.adapters.stores.keys import KeyFile
from cityloop.city.errors import CityloopError
from cityloop.city.facts.fact import Fact, Sealed
from cityloop.command.case_table import ASSISTING, CASES, CaseTables
from cityloop.journal import folding
from cityloop.journal.audit import audit
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.entry import Entry
from cityloop.journal.erasing import unfinished
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables
from cityloop.journal.writing import head


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a replay from outside."""

    site: Site
    seed: int
    begun: tuple[int, ...]
    """Of each lane, how many items were begun."""
    acknowledged: tuple[int, ...]
    """Of each lane, how many were acknowledged, or found by a judge before."""
    told: tuple[int, ...]
    """Of each lane, how many were acknowledged to whoever wrote them."""
    signed: int
    """Entries of the last checkpoint that was acknowledged to the notary."""


class Verdict(msgspec.Struct, kw_only=True):
    """What the record says to it."""

    entries: int = 0
    checkpoints: int = 0
    found: int = 0
    """Appends in flight that are there, whole."""
    absent: int = 0
    """Appends in flight that are not there."""
    lost: int = 0
    """Appends acknowledged that are not there."""
    doubled: int = 0
    half: int = 0
    """Appends of which a part is there, or that came apart from their stage's position."""
    finished: int = 0
    """Erasures that the kill cut short, finished by the restart."""
    faults: list[str] = []
    """Whatever else is wrong."""
    stands: list[int] = []
    """Of each lane, how many items are there."""

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.lost or self.doubled or self.half or self.faults)


def judge(question: Question) -> Verdict:
    """The verdict. A folder is judged by a copy, so that the next life of the writer finds what the kill has left."""
    if question.site.database is not None:
        return _Bench(question, question.site).verdict
    with TemporaryDirectory(dir=question.site.folder.parent) as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(question.site.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
        return _Bench(question, msgspec.structs.replace(question.site, where=str(copy))).verdict


class _Bench:
    """One question before the judge."""

    def __init__(self, question: Question, site: Site) -> None:
        self._question = question
        self._site = site
        self.verdict = Verdict()
        try:
            self._hear()
        except Exception as error:  # noqa: BLE001 - whatever it is, no kill may leave it behind
            self._fault(f"{type(error).__name__}: {error}")
        if not self.verdict.stands:
            self.verdict.lost = sum(question.acknowledged)

    def _fault(self, what: str) -> None:
        self.verdict.faults.append(what.replace("\n", " ")[:400])

    def _hear(self) -> None:
        before = self._cut_short() if self._site.database is None else {}
        opened = Opened(self._site)
        try:
            self._record(opened.journal)
            self._audit(opened)
            self._signed(opened)
            self._erasures(opened, before)
            self._tables(opened.journal)
            opened.notary.write()
        finally:
            opened.close()

    # What the kill left, before anything is opened

    def _cut_short(self) -> dict[str, bytes | None]:
        """Subjects whose erasure is on the record but not finished, each with its key; faults of the finished ones."""
        path = self._site.folder / "keys" / "keys.db"
        if not path.exists() or not (self._site.folder / "journal.db").exists():
            return {}
        keys = KeyFile(path)
        try:
            for item in self._items(self._question.told):
                if item.erases and keys.find(item.subject) is not None:
                    self._fault(f"the erasure of {item.subject} was acknowledged, its key is there")
            return {subject: keys.find(subject) for subject in _unfinished(self._site.folder)}
        finally:
            keys.close()

    def _erasures(self, opened: Opened, before: dict[str, bytes | None]) -> None:
        """Those that were cut short are finished: no file of keys holds the key any more."""
        files = [path.read_bytes() for path in (self._site.folder / "keys").glob("keys.db*")]
        for subject, key in before.items():
            there = key is not None and any(key in data for data in files)
            if there or opened.keys.find(subject) is not None:
                self._fault(f"the key of {subject} is there after the restart")
            self.verdict.finished += not there
        for subject in unfinished(opened.store, opened.journal.tables):
            self._fault(f"the erasure of {subject} is not finished after the restart")

    # Every append exactly once and whole

    def _items(self, counts: Sequence[int]) -> Iterator[Item]:
        seed = self._question.seed
        return (Item(seed, lane, number) for lane, count in enumerate(counts) for number in range(count))

    def _record(self, journal: Journal) -> None:
        entries = journal.read(0, journal.size())
        self.verdict.entries = len(entries)
        by: dict[str, list[Entry]] = {}
        for entry in entries:
            by.setdefault(entry.author, []).append(entry)
        for item in self._items(self._question.begun):
            self._append(journal, item, by)
        for lane in range(len(self._question.begun)):
            self._position(journal, lane, by)
        strangers = by.keys() - {item.author for item in self._items(self._question.begun)}
        if strangers:
            self._fault(f"nobody began {sorted(strangers)}")

    def _append(self, journal: Journal, item: Item, by: dict[str, list[Entry]]) -> None:
        found, verdict = by.get(item.author, []), self.verdict
        promised = item.number < self._question.acknowledged[item.lane]
        count = len(item.facts(_nothing_sealed))
        verdict.lost += promised and not found
        verdict.doubled += len(found) > count
        verdict.half += len(found) <= count and bool(found) and not self._is_whole(journal, item, found, by)
        verdict.found += not promised and bool(found)
        verdict.absent += not promised and not found

    def _is_whole(self, journal: Journal, item: Item, found: Sequence[Entry], by: dict[str, list[Entry]]) -> bool:
        """Whether these entries are the append: its facts in a row, each answering the one before, words and all."""
        first, sealed = found[0].seq, [sealed for entry in found for sealed in _sealed(entry.fact)]
        chain = [(entry.seq, entry.cause) for entry in found]
        links = [(first + place, first + place - 1 if place else None) for place in range(len(found))]
        left = iter(sealed)
        facts = item.facts(lambda: next(left, _NOTHING))
        forgotten = Item(item.seed, item.lane, item.last).author in by
        opened = all(journal.payload(each) == (None if forgotten else item.words()) for each in sealed)
        return chain == links and tuple(entry.fact for entry in found) == facts and opened

    def _position(self, journal: Journal, lane: int, by: dict[str, list[Entry]]) -> None:
        """A stage has come as far as its facts."""
        here = [item.author in by for item in self._items(self._question.begun) if item.lane == lane]
        position = journal.cursor(f"lane-{lane}")
        self.verdict.stands.append(here.count(True))
        if here[position:].count(True) or not all(here[:position]):
            self.verdict.half += 1
            self._fault(f"lane {lane} stands at {position}, its facts say {here.count(True)}")

    # The record as a whole

    def _audit(self, opened: Opened) -> None:
        with opened.store.read() as transaction:
            tables, verifier = opened.journal.tables, opened.signer.verifier
            report = audit(transaction, tables, verifier, opened.witness, opened.keys)
        self.verdict.checkpoints = report.checkpoints
        for fault in report.faults:
            self._fault(str(fault))

    def _signed(self, opened: Opened) -> None:
        """The last checkpoint acknowledged is at both places."""
        note = opened.witness.latest()
        if self._question.signed and (note is None or Checkpoint.parse(note).size < self._question.signed):
            self._fault(f"a checkpoint of {self._question.signed} entries is not at the second place")
        size = opened.journal.tables.checkpoints.c.size
        with opened.store.read() as transaction:
            if (transaction.execute(select(func.max(size))).scalar() or 0) < self._question.signed:
                self._fault(f"a checkpoint of {self._question.signed} entries is not beside the record")

    def _tables(self, journal: Journal) -> None:
        """Tables for reading are what a refold from the first entry makes of them."""
        with journal.store.write() as transaction:
            before = _rows(transaction)
            size = head(transaction, journal.tables).size
            folding.refold(transaction, journal.tables, [CaseTables()], size)
            if _rows(transaction) != before:
                self._fault("the tables for reading are not what a refold makes of them")


_NOTHING = Sealed(subject="", commitment="")


def _nothing_sealed() -> Sealed:
    return _NOTHING


def _sealed(fact: Fact) -> Iterator[Sealed]:
    values = (getattr(fact, name) for name in fact.__struct_fields__)
    return (value for value in values if isinstance(value, Sealed))


def _rows(transaction: Transaction) -> list[Any]:
    """All rows of the tables for reading."""
    return [sorted(map(repr, transaction.execute(select(table)).all())) for table in (CASES, ASSISTING)]


def _unfinished(folder: Path) -> list[str]:
    """Subjects whose key is still to go; none where the tables are not there yet."""
    store = Site(where=str(folder)).store()
    try:
        return unfinished(store, Tables("main"))
    except (CityloopError, DBAPIError):
        return []
    finally:
        store.close()


def main() -> None:
    """Answer until standard input ends."""
    for line in sys.stdin.buffer:
        answer = judge(msgspec.json.decode(line, type=Question))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
