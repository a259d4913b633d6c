"""A backup of a record while the city runs: two SQLite files, whatever it runs on, the second place, and a manifest.

No key is in it, and no session. A city of SQLite files is copied by pages, one on PostgreSQL by rows.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from sqlalchemy import func, select

from cityloop import __version__
from cityloop.adapters.sessions import StoredSessions
from cityloop.adapters.stores import backups, key_copies
from cityloop.adapters.stores.backups import Extent, Manifest
from cityloop.adapters.stores.pacing import Told
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.pouring import pour_out
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.stores.sqlite_copies import copy_databases, settle_copy
from cityloop.adapters.tries import TRIES, forget_all
from cityloop.app.opening import Places
from cityloop.app.verification import STORES
from cityloop.city.errors import CityloopError
from cityloop.command.configuration import NotConfigured, find_city
from cityloop.command.tables import projections
from cityloop.journal import merkle
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import nodes
from cityloop.journal.writing import head, tile_reader

WITNESS = "witness"
"""The copy of the second place in a backup."""
BESIDE = frozenset({"configurations"})
"""What stands beside the main journal and is no table of it."""


class BadPlace(CityloopError):
    """A place where a backup would lie with what it is a backup of, or with the keys that open it."""

    code = "bad-place"


class Made(NamedTuple):
    """A backup that was made."""

    folder: Path
    manifest: Manifest
    removed: tuple[Path, ...]
    """Older ones that made room."""

    @property
    def bytes(self) -> int:
        """How large it is."""
        return sum(part.bytes for part in self.manifest.parts)


def back_up(places: Places, into: Path, now: datetime, told: Told, keep: int | None = None) -> Made:
    """A new backup in the folder ``into``, whole or not at all; with it the city keeps ``keep`` there.

    Raises ``BadPlace``, ``BackupRunning``, ``NoRecord`` or a ``StoreError``; the older ones stay then.
    """
    places.refuse_none(STORES["main"])
    _refuse_near(places, into)
    with backups.alone(into):
        city = city_at(places)
        name = f"{city}-{now:%Y%m%dT%H%M%SZ}"
        with backups.drafted(into, name) as draft:
            manifest = _filled(places, draft, city, now, told)
            backups.sign(draft, manifest, open_signer(places.signing_key, backups.signer_name(city)))
        removed = backups.thin_out(into, into / name, keep) if keep else []
    return Made(into / name, manifest, tuple(removed))


def _refuse_near(places: Places, into: Path) -> None:
    """A backup beside its record burns with it; one beside the keys opens with them."""
    target = into.resolve()
    for what, folder in (("record", places.folder), ("keys", places.key_folder), ("second place", places.second)):
        if target.is_relative_to(folder.resolve()):
            raise BadPlace(f"{into} lies within the {what} ({folder}). Choose a folder on another disk.")
    for above in (target, *target.parents):
        if (above / key_copies.MARK).exists():
            raise BadPlace(f"{above} holds copies of the keys. Keep the backups of what they open elsewhere.")


def city_at(places: Places) -> str:
    """The city whose record it is. Raises ``NotConfigured``."""
    with closing(places.store(STORES["main"], durable=True)) as store, store.read() as transaction:
        city = find_city(transaction, Tables("main"))
    if city is None:
        raise NotConfigured("No city is in force. Run: cityloop apply DIR")
    return city


def _filled(places: Places, draft: Path, city: str, now: datetime, told: Told) -> Manifest:
    """The files of a backup, and what the manifest says of them."""
    _copy_second(places.second, draft / WITNESS)
    _copy(places, draft, told)
    extents, erased = {}, 0
    for journal, store in STORES.items():
        with closing(SqliteStore(draft / f"{store}.db", durable=False)) as copy:
            if journal == "access":
                StoredSessions(copy, lambda: now).clear()  # nobody is signed in by a backup
                forget_all(copy)
            with copy.read() as transaction:
                extents[journal] = extent_of(transaction, Tables(journal))
                erased += _erased(transaction, Tables(journal)) if journal == "main" else 0
        settle_copy(draft / f"{store}.db")
    parts = backups.list_parts(draft)
    return Manifest(city=city, made=now, version=__version__, parts=parts, journals=extents, erased=erased)


def _copy_second(second: Path, target: Path) -> None:
    """The second place before the record, and its notes before the hashes: none is of what the copies do not hold."""
    for path in sorted(second.glob("*/*")) if second.is_dir() else []:
        place = target / path.relative_to(second)
        for folder in (target, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        place.touch(mode=0o600)
        copyfile(path, place)


def _copy(places: Places, draft: Path, told: Told) -> None:
    files = {journal: draft / f"{store}.db" for journal, store in STORES.items()}
    if places.database is None:
        copy_databases({places.file(STORES[journal]): path for journal, path in files.items()}, told)
        return
    with closing(PostgresStore(places.database)) as store:
        pour_out(store, {files["main"]: ("main", of_main), files["access"]: ("access", of_access)}, told)


def of_main(table: str) -> bool:
    """Whether a table belongs to the main journal; those for reading are folded anew where it is put back."""
    return table.startswith("main_") or table in BESIDE


def of_access(table: str) -> bool:
    """Whether a table stands beside the access journal; what somebody guessed lately is no part of a record."""
    return not of_main(table) and table not in {*_folded(), TRIES.name}


def _folded() -> Iterator[str]:
    for projection in projections():
        yield from projection.tables.tables


def extent_of(transaction: Transaction, tables: Tables) -> Extent:
    """How far a journal goes."""
    size = head(transaction, tables).size
    root = merkle.root(nodes(tile_reader(transaction, tables)), size)
    query = select(tables.checkpoints.c.note).order_by(tables.checkpoints.c.size.desc()).limit(1)
    return Extent(size=size, root=root.hex(), checkpoint=transaction.execute(query).scalar())


def _erased(transaction: Transaction, tables: Tables) -> int:
    return transaction.execute(select(func.count()).select_from(tables.erasures)).scalar() or 0
