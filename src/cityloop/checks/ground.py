"""The ground on which a whole journal is checked: a place for it, a clock, drafts, and a table for reading."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import NamedTuple

from sqlalchemy import Integer, MetaData, String, Table, delete, func, insert, select

from cityloop.checks.checking import same
from cityloop.city.facts.record import SubjectErased
from cityloop.city.facts.waiting import CameDue
from cityloop.city.facts.work import Told
from cityloop.city.label import INTERNAL, Grade
from cityloop.journal.canonical import encode, leaf_hash
from cityloop.journal.columns import column
from cityloop.journal.entry import Append, Draft, Entry, Sealing
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Clock, Keys, Projection, Store, Transaction
from cityloop.journal.sealing import prepare
from cityloop.journal.tables import BIG

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NAME = "checked"


class Ground(NamedTuple):
    """A place for one journal. ``store`` and ``keys`` open it once more each time; the first time both are empty."""

    store: Callable[[], Store]
    keys: Callable[[], Keys]

    def open(
        self,
        *projections: Projection,
        clock: Clock | None = None,
        forget: Sequence[Callable[[str], None]] = (),
        keys: Keys | None = None,
    ) -> Journal:
        """The journal, as a program that has just started opens it."""
        return Journal(self.store(), keys or self.keys(), clock or ticking(), projections, NAME, forget)


def ticking(start: datetime = START, step_s: float = 1.0) -> Clock:
    """A clock that goes on by ``step_s`` whenever somebody looks at it."""
    looks = count()
    return lambda: start + timedelta(seconds=step_s * next(looks))


def draft(about: str = "", author: str = "ann", cause: int | None = None, stage: str = "handling") -> Draft:
    """Something that happened to a thing."""
    fact = CameDue(case=about, stage=stage)
    return Draft(author=author, label=Grade.INTERNAL, jurisdiction="here", about=about, cause=cause, fact=fact)


def append_of(*abouts: str, author: str = "ann", **expect: int) -> Append:
    """An append with one draft about each, by somebody who had seen the versions ``expect``."""
    return Append(drafts=tuple(draft(about, author) for about in abouts), expect=expect)


def words_of(journal: Journal, subject: str, content: bytes, about: str = "case") -> Append:
    """An append with words of a subject, sealed; its salt is made of the content, so that equal words seal alike."""
    key = journal.keys.create([subject])[subject]
    return sealed_with(key, subject, content, about)


def sealed_with(key: bytes, subject: str, content: bytes, about: str = "case") -> Append:
    """The same with a key at hand."""
    sealed, sealing = prepare(subject, key, content, sha256(content).digest()[:16])
    fact = Told(case=about, by="citizen", note=sealed)
    told = Draft(author=subject, label=Grade.SENSITIVE, jurisdiction="here", about=about, fact=fact)
    return Append(drafts=(told,), sealings=(sealing,))


def payload_of(journal: Journal, sealing: Sealing) -> bytes | None:
    """The words behind a sealing, as the journal opens them."""
    told = [entry.fact for entry in journal.tagged("case.told") if isinstance(entry.fact, Told)]
    notes = [fact.note for fact in told if fact.note and fact.note.commitment == sealing.commitment]
    return journal.payload(notes[0]) if notes else None


def erasure(subject: str) -> Append:
    """An append by which a subject is forgotten."""
    fact = SubjectErased(subject=subject, ground="asked")
    return Append(drafts=(Draft(author="eve", label=Grade.SENSITIVE, jurisdiction="here", fact=fact),))


def hashes(entries: Sequence[Entry]) -> list[bytes]:
    """The leaf hash of each entry, made from its canonical bytes."""
    return [leaf_hash(encode(entry)) for entry in entries]


def whole(journal: Journal) -> list[Entry]:
    """All entries, once it is certain that they stand in order, chained, with versions that count up."""
    entries = journal.read(0, 1_000_000)
    same([entry.seq for entry in entries], list(range(journal.size())), "places count up from 0, without a gap")
    chain = ["", *(leaf.hex() for leaf in hashes(entries))][: len(entries)]
    same([entry.previous for entry in entries], chain, "each entry names the hash of the one before it")
    same([entry.time for entry in entries], sorted(entry.time for entry in entries), "no entry is older than the last")
    for thing in {entry.about for entry in entries}:
        versions = [entry.version for entry in entries if entry.about == thing]
        promised = list(range(1, len(versions) + 1)) if thing else [0] * len(versions)
        same(versions, promised, f"versions of {thing!r} count up from 1")
    return entries


class Tally:
    """A table for reading: of each thing, how many entries there are and which was the last."""

    def __init__(self, name: str = "checked_tally", extra: str = "") -> None:
        self.name = name
        self.tables = MetaData()
        columns = [column("thing", String, INTERNAL, primary_key=True), column("entries", Integer, INTERNAL)]
        columns += [column("last", BIG, INTERNAL, index=True)]
        columns += [column(extra, Integer, INTERNAL)] if extra else []
        self.table = Table(name, self.tables, *columns)

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        """Count."""
        table = self.table
        for entry in entries:
            held = transaction.execute(select(table.c.entries).where(table.c.thing == entry.about)).scalar() or 0
            transaction.execute(delete(table).where(table.c.thing == entry.about))
            row = {"thing": entry.about, "entries": held + 1, "last": entry.seq}
            transaction.execute(insert(table), [row])

    def clear(self, transaction: Transaction, /) -> None:
        """Empty the table."""
        transaction.execute(delete(self.table))

    def rows(self, journal: Journal) -> dict[str, tuple[int, int]]:
        """What the table says."""
        with journal.store.read() as reader:
            return {row.thing: (row.entries, row.last) for row in reader.execute(select(self.table))}

    def check(self, journal: Journal) -> None:
        """Raise ``CheckFailed`` unless the table says what the entries say."""
        promised: dict[str, tuple[int, int]] = {}
        for entry in journal.read(0, 1_000_000):
            promised[entry.about] = (promised.get(entry.about, (0, 0))[0] + 1, entry.seq)
        same(self.rows(journal), promised, "a table for reading says what the entries say")


class Choosy(Tally):
    """A table that cannot take entries of one stage."""

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        """Count, but break at the stage ``bad``."""
        super().fold(transaction, entries)
        if any(isinstance(entry.fact, CameDue) and entry.fact.stage == "bad" for entry in entries):
            raise ValueError("too bad")


def rows(journal: Journal, table: Table) -> int:
    """How many rows a table of the journal has."""
    with journal.store.read() as reader:
        return int(reader.execute(select(func.count()).select_from(table)).scalar() or 0)
