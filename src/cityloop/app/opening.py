"""Opens a node on a folder: stores, keys apart, a second place for checkpoints, the true clock and true chance."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from cityloop.adapters.chance import true_chance
from cityloop.adapters.stores import erasures
from cityloop.adapters.stores.erasures import ErasureList
from cityloop.adapters.stores.folders import make_folder
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.app.doors import open_door
from cityloop.app.late_door import OpenDoor
from cityloop.app.node import Node
from cityloop.app.stands import Stands
from cityloop.app.ways import open_ways
from cityloop.command.given import Chance
from cityloop.journal.errors import NoRecord
from cityloop.journal.journal import Journal
from cityloop.journal.notary import Notary
from cityloop.journal.ports import Clock, Store


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where a city's record lies; said by ``CITYLOOP_DATABASE``, ``CITYLOOP_KEYS`` and so on."""

    folder: Path
    """The record itself, on SQLite, and the default for the rest."""
    database: str | None = None
    """A PostgreSQL address instead of SQLite files (``postgresql://user@host/name``)."""
    keys: Path | None = None
    """Folder of the keys; never backed up with the payloads."""
    witness: Path | None = None
    """Folder of the second place for checkpoints; best on another machine's disk."""
    recovery: Path | None = None
    """The public recovery key (X25519, PEM) that copies of the keys are locked with; its other half lies in a safe."""
    doors: Path | None = None
    """Folder of the city's own doors to outside systems, one file each; the secret by which the city is known to a
    system is in ``CITYLOOP_SECRET_`` and its id in capitals, or in ``secrets.toml`` beside the record."""

    @property
    def key_folder(self) -> Path:
        """Where the keys lie."""
        return self.keys or self.folder / "keys"

    @property
    def key_file(self) -> Path:
        """The keys of persons."""
        return self.key_folder / "keys.db"

    @property
    def signing_key(self) -> Path:
        """The key that signs checkpoints."""
        return self.key_folder / "signing.pem"

    @property
    def second(self) -> Path:
        """Where the second places of the journals lie."""
        return self.witness or self.folder / "witness"

    @property
    def erasures(self) -> Path:
        """The list of erasures in the second place; another lies beside the keys."""
        return self.second / erasures.FILE

    def file(self, name: str) -> Path:
        """The SQLite file of the store called ``name``."""
        return self.folder / f"{name}.db"

    def refuse_none(self, name: str) -> None:
        """Raise ``NoRecord`` where the store ``name`` was not begun: a look in a wrong folder makes no new one."""
        if not self.database and not self.file(name).exists():
            what = f"{self.folder} holds no record. Name its folder with --data, or begin one: cityloop apply DIR"
            raise NoRecord(what)

    def store(self, name: str, *, durable: bool) -> Store:
        """The store called ``name``."""
        if self.database:
            return PostgresStore(self.database)
        return SqliteStore(owned(self.file(name)), durable=durable)

    def list_erasure(self, subject: str) -> None:
        """Note beside the keys that the subject is forgotten, before its key is destroyed."""
        self._list(self.key_folder / erasures.FILE).add(subject)

    def list_erasures(self, subjects: Iterable[str]) -> None:
        """See that ``subjects`` stand in both lists: beside the keys, and in the second place."""
        for path in (self.key_folder / erasures.FILE, self.erasures):
            listed = self._list(path)
            for subject in subjects:
                listed.add(subject)

    def _list(self, path: Path) -> ErasureList:
        return ErasureList(path, open_signer(self.signing_key, erasures.NAME))

    def notary(self, journal: Journal, origin: str, clock: Clock) -> Notary:
        """Who signs checkpoints of ``journal``, and writes them to the second place."""
        name = origin.rpartition("/")[2]
        signer = open_signer(self.signing_key, origin.rpartition("/")[0])
        return Notary(journal, signer, WitnessFolder(self.second / name), origin, clock)


def owned(path: Path) -> Path:
    """The file, made for its owner alone where there is none; SQLite gives the files beside it the same mode."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return path


def places(folder: Path, environment: Mapping[str, str] | None = None) -> Places:
    """The places of the record in ``folder``, as the environment says."""
    said = os.environ if environment is None else environment
    named = {name: said.get(f"CITYLOOP_{name.upper()}") for name in ("keys", "witness", "recovery", "doors")}
    paths = {name: Path(path) for name, path in named.items() if path}
    return Places(folder=folder, database=said.get("CITYLOOP_DATABASE"), **paths)


def open_node(
    folder: Path,
    clock: Clock = utc_now,
    chance: Chance | None = None,
    *,
    durable: bool = True,
    at: Places | None = None,
    door: OpenDoor | None = None,
) -> Node:
    """The node whose record lies in ``folder``; made where there is none, for its owner alone.

    ``durable=False`` is for play only.
    """
    where = at or places(folder)
    make_folder(folder, mode=0o700)
    make_folder(where.key_folder, mode=0o700)
    return Node(
        Stands(
            main=where.store("journal", durable=durable),
            access=where.store("access", durable=durable),
            keys=KeyFile(where.key_file),
            clock=clock,
            chance=chance or true_chance(),
            notary=where.notary if durable else None,
            ways=partial(open_ways, folder),
            forget=where.list_erasure if durable else None,
            listed=where.list_erasures if durable else None,
            door=door or partial(open_door, folder=where.doors, record=folder),
        )
    )
