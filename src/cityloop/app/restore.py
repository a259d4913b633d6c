"""A record put back from a backup: checked, the forgotten forgotten again, verified as a whole, and then named.

Everything is done in a folder beside the new one, which gets its name at the end; a database is filled in one
transaction at the end. So what is refused, or broken off, is no record.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import select

from cityloop.adapters.stores import backups, key_copies
from cityloop.adapters.stores.backups import BadBackup, Manifest
from cityloop.adapters.stores.deposit import Deposit, names_at
from cityloop.adapters.stores.folders import make_folder
from cityloop.adapters.stores.key_copies import BadKeyCopy
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.pacing import Told
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.pouring import is_empty
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.key_restore import Wanted, bring_keys
from cityloop.app.opening import Places
from cityloop.app.placing import put_in_place
from cityloop.app.verification import STORES, verify
from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import Restored, Seen, SubjectErased
from cityloop.city.label import Grade
from cityloop.command.configuration import machine
from cityloop.command.tables import projections
from cityloop.journal.entry import Append, Draft
from cityloop.journal.journal import Journal
from cityloop.journal.lines import line_of
from cityloop.journal.ports import Clock

NONE = "none"
AGAIN = "forgotten before; done again after a restore"


class RecordThere(CityloopError):
    """A record, or something else, is where another was to be put back."""

    code = "record-there"


class ErasuresUnknown(CityloopError):
    """Nobody says who was forgotten after the backup: they would be brought back."""

    code = "erasures-unknown"


class Restoration(NamedTuple):
    """A record that was put back."""

    manifest: Manifest
    fact: Restored
    entry: int
    erased: int
    """Subjects who were forgotten again."""

    def lost(self) -> Iterator[tuple[str, int, int]]:
        """Of each journal the entries from and to that the second place had seen, and that are no more."""
        for name, kept in (("main", self.entry), ("access", self.fact.access)):
            last = max((each.size for each in self.fact.seen if each.journal == name), default=0)
            if last > kept:
                yield name, kept, last - 1


def restore(places: Places, wanted: Wanted, clock: Clock, told: Told) -> Restoration:
    """Put a record back at ``places``, which hold none.

    Raises ``RecordThere``, ``BadBackup``, ``BadKeyCopy``, ``KeysExpired``, ``WrongKey``, ``BadErasures``, or a
    ``StoreError``; then there is none, as before.
    """
    refuse_record(places, wanted)
    manifest, note = backups.read(wanted.backup)
    make_folder(places.folder.parent)
    with _drafted(places) as draft:
        _copy_parts(wanted.backup, draft.folder, manifest)
        known = bring_keys(places, draft, wanted, manifest, note, clock())
        _bring_second(places, draft)
        restoration = _go_on(draft, wanted, manifest, known, clock)
        _refuse_faulty(draft, told)
        put_in_place(places, draft, known, clock, told)
    return restoration


def refuse_record(places: Places, wanted: Wanted) -> None:
    """Raise ``RecordThere`` where something stands already, ``StoreGone`` where the database cannot be reached."""
    if places.folder.exists() and any(places.folder.iterdir()):
        raise RecordThere(f"{places.folder} is not empty. Restore into a new folder; nothing is written over a record.")
    if wanted.keys and places.key_file.exists():
        raise RecordThere(f"{places.key_file} is there already: leave out --keys to go on with it, or move it away.")
    if wanted.keys is None and not places.key_file.exists():
        raise BadKeyCopy(f"No keys are in {places.key_folder}: name a copy of them with --keys.")
    if places.database:
        with closing(PostgresStore(places.database)) as store:
            if not is_empty(store):
                raise RecordThere("The database of CITYLOOP_DATABASE is not empty. Make a new one, and name that.")


@contextmanager
def _drafted(places: Places) -> Iterator[Places]:
    """The same places with everything in a folder beside, which goes again when the block ends."""
    folder = places.folder.with_name(f".{places.folder.name}.partial")
    rmtree(folder, ignore_errors=True)
    make_folder(folder, mode=0o700)
    try:
        yield Places(folder=folder)
    finally:
        if folder.exists():
            for keys in folder.glob("keys/*"):
                key_copies.destroy(keys)
            rmtree(folder)


def _copy_parts(backup: Path, folder: Path, manifest: Manifest) -> None:
    """Copies of all files; their hashes are those of what was copied, not of what could change meanwhile."""
    for part in manifest.parts:
        source, target = backup / part.name, folder / part.name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise BadBackup(f"{part.name} lies outside the backup. Nothing was restored.", file=part.name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if source.is_file():
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
            copyfile(source, target)
    backups.refuse_changed(folder, manifest)


# The second place, and how the record goes on


def _bring_second(places: Places, draft: Places) -> None:
    """What the second place has seen: as it is now, and as it was at the backup where nothing is left of it."""
    if places.second.is_dir() and names_at(places.second):
        rmtree(draft.second, ignore_errors=True)
        copytree(places.second, draft.second)


def _seen(second: Path) -> tuple[Seen, ...]:
    """Every line of every journal that the second place holds."""
    names = names_at(second) if second.is_dir() else []
    lines = [(journal, line_of(journal, name), name) for name in names for journal in STORES]
    return tuple(
        Seen(journal=journal, line=line, size=Deposit(second, name).end) for journal, line, name in lines if line
    )


def _go_on(draft: Places, wanted: Wanted, manifest: Manifest, known: frozenset[str], clock: Clock) -> Restoration:
    """The entry that says what was restored, and the erasures that came after the backup."""
    seen = _seen(draft.second)
    fact = Restored(
        backup=wanted.backup.name,
        made=manifest.made,
        line=max((each.line for each in seen), default=1) + 1,
        access=manifest.journals["access"].size,
        seen=seen,
        erasures="list" if wanted.erasures else NONE,
        again=0,
    )
    by = machine(manifest.city).id
    with ExitStack() as rest:
        store = rest.enter_context(closing(SqliteStore(draft.file(STORES["main"]))))
        keys = rest.enter_context(closing(KeyFile(draft.key_file)))
        journal = Journal(store, keys, clock, projections())
        again = sorted(_with_words(journal, known))
        entries = journal.append(Append(drafts=tuple(_drafts(by, replace(fact, again=len(again)), again))))
    return Restoration(manifest, replace(fact, again=len(again)), entries[0].seq, len(again))


def _with_words(journal: Journal, known: frozenset[str]) -> frozenset[str]:
    """Those of ``known`` whose words the record still holds."""
    payloads = journal.tables.payloads
    with journal.store.read() as transaction:
        there = frozenset(transaction.execute(select(payloads.c.subject).distinct()).scalars())
    return there & known


def _drafts(by: str, fact: Restored, again: list[str]) -> Iterator[Draft]:
    yield Draft(author=by, label=Grade.INTERNAL, jurisdiction="", fact=fact)
    for place, subject in enumerate(again, 1):
        erased = SubjectErased(subject=subject, ground=AGAIN)
        about = f"subject:{subject}"
        yield Draft(author=by, label=Grade.INTERNAL, jurisdiction="", about=about, cause=-place, fact=erased)


def _refuse_faulty(draft: Places, told: Told) -> None:
    """Verify all of it, as whoever doubts it would. Raises ``BadBackup``."""
    for verified in verify(draft, None, None, lambda name, step, size: told(f"{name} {step}", size, size)):
        if verified.total:
            more = f", and {verified.total - 1:,} more" if verified.total > 1 else ""
            what = f"{verified.name}: {verified.faults[0]}{more}"
            raise BadBackup(f"What was backed up is not whole: {what}. Nothing was restored.", file=verified.name)
