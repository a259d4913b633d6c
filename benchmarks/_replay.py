"""A replay: lanes of appends about cases, each known by its lane and number, and the place that they are written to."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

import msgspec

from cityloop.adapters.stores.folders import make_folder
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.app.opening import utc_now
from cityloop.city.catalogue import Life
from cityloop.city.facts.dispatching import Assisting, Dispatched, Signed, Why
from cityloop.city.facts.fact import CaseFact, Fact, Sealed
from cityloop.city.facts.intake import Channel, Established, Finding, Reported, Verified
from cityloop.city.facts.judging import Checked, Closed
from cityloop.city.facts.record import SubjectErased
from cityloop.city.facts.work import Handled, ReportedBack, Told
from cityloop.city.label import Grade
from cityloop.command.case_table import CaseTables
from cityloop.command.drafting import draft
from cityloop.journal.entry import Draft
from cityloop.journal.journal import Journal
from cityloop.journal.notary import Notary

LANES = 4
ORIGIN = "cityloop/replay/main"
WHERE = "linjiang/d1/s01/g001/"
CATEGORY, UNIT, OTHER = "grid.component.utility.street-lamp", "unit-lamps", "unit-roads"
DUE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PATIENCE_S = 10.0
LONGEST = 3_000
"""Bytes of the longest words."""
EVERY = 25
"""Entries after which a checkpoint is signed."""

Seal: TypeAlias = Callable[[], Sealed]
Facts: TypeAlias = tuple[Fact, ...]


# What is replayed


class Item(NamedTuple):
    """One append of the replay."""

    seed: int
    lane: int
    number: int

    @property
    def author(self) -> str:
        """Who writes it: by this every entry tells its append."""
        return f"replay:{self.lane}:{self.number}"

    @property
    def place(self) -> int:
        """Which step of its case it is."""
        return self.number % len(STEPS)

    @property
    def case(self) -> str:
        """The case that it is about."""
        return f"case-{self.lane}-{self.number // len(STEPS)}"

    @property
    def subject(self) -> str:
        """Whose words are sealed."""
        return f"somebody-{self.lane}-{self.number // len(STEPS)}"

    @property
    def erases(self) -> bool:
        """Whether it forgets the subject."""
        return STEPS[self.place] is _forgotten

    @property
    def thing(self) -> str:
        """The thing whose version its author has seen."""
        return f"subject:{self.subject}" if self.erases else self.case

    @property
    def seen(self) -> int:
        """That version."""
        return 0 if self.erases else versions()[self.place]

    @property
    def cursor(self) -> str:
        """The stage that moves with it, to the number of the next item."""
        return f"lane-{self.lane}"

    @property
    def last(self) -> int:
        """Number of the last step of its case."""
        return self.number - self.place + len(STEPS) - 1

    def facts(self, seal: Seal) -> Facts:
        """Its facts, whose words ``seal`` seals, one after the other."""
        return STEPS[self.place](self, seal)

    def words(self) -> bytes:
        """What is sealed in it."""
        chance = Random(str(self))
        return chance.randbytes(chance.randrange(LONGEST))

    def drafts(self, seal: Seal) -> tuple[Draft, ...]:
        """Its drafts: each answers the one before."""
        return tuple(self._draft(fact, -1 if place else None) for place, fact in enumerate(self.facts(seal)))

    def _draft(self, fact: Fact, cause: int | None) -> Draft:
        if isinstance(fact, CaseFact):
            return draft(self.author, fact, at=WHERE, sensitive=False, cause=cause)
        return Draft(
            author=self.author, label=Grade.INTERNAL, jurisdiction="", about=self.thing, cause=cause, fact=fact
        )


def _reported(it: Item, seal: Seal) -> Facts:
    told = Reported(
        case=it.case, life=Life.GRID, where=WHERE, at=WHERE, channel=Channel.PHONE, subject=it.subject, words=seal()
    )
    found = Verified(case=it.case, finding=Finding.EXISTS)
    return told, found, Established(case=it.case, category=CATEGORY, due=DUE, soon=DUE)


def _dispatched(it: Item, seal: Seal) -> Facts:
    helping = (Assisting(unit=OTHER, due=DUE),)
    sent = Dispatched(case=it.case, to=UNIT, assisting=helping, why=Why(rule="person"), due=DUE)
    return sent, Signed(case=it.case, unit=UNIT)


def _told(it: Item, seal: Seal) -> Facts:
    return (Told(case=it.case, by="citizen", note=seal()),)


def _handled(it: Item, seal: Seal) -> Facts:
    return Handled(case=it.case, unit=UNIT, note=seal()), ReportedBack(case=it.case, unit=UNIT, note=None)


def _closed(it: Item, seal: Seal) -> Facts:
    return Checked(case=it.case, passed=True), Closed(case=it.case)


def _forgotten(it: Item, seal: Seal) -> Facts:
    return (SubjectErased(subject=it.subject, ground="PIPL art. 47"),)


STEPS: tuple[Callable[[Item, Seal], Facts], ...] = (_reported, _dispatched, _told, _handled, _closed, _forgotten)
"""What is done with each case, one append after the other."""
_SEALED = Sealed(subject="", commitment="")


@cache
def versions() -> Sequence[int]:
    """The version of a case before each step."""
    item = Item(0, 0, 0)
    return list(accumulate((len(step(item, lambda: _SEALED)) for step in STEPS), initial=0))


# Where it is written


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Where a replay writes: a folder with record, keys and second place, or a database instead of the record."""

    where: str
    database: str | None = None
    durable: bool = True

    @property
    def folder(self) -> Path:
        """The folder."""
        return Path(self.where)

    def store(self) -> SqliteStore | PostgresStore:
        """The store of the record."""
        if self.database is not None:
            return PostgresStore(self.database, patience_s=PATIENCE_S)
        return SqliteStore(self.folder / "journal.db", durable=self.durable)


class Opened:
    """The journal of a site with its notary; the folders are made where there are none."""

    def __init__(self, site: Site) -> None:
        keys = site.folder / "keys"
        make_folder(keys, mode=0o700)
        self.signer = open_signer(keys / "signing.pem", "cityloop/replay")
        self.witness = WitnessFolder(site.folder / "witness" / "main")
        self.store = site.store()
        self.keys = KeyFile(keys / "keys.db")
        self.journal = self._journal()
        self.notary = Notary(self.journal, self.signer, self.witness, ORIGIN, utc_now, every=EVERY)

    def _journal(self) -> Journal:
        try:
            return Journal(self.store, self.keys, utc_now, [CaseTables()])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of store and keys."""
        self.keys.close()
        self.store.close()
