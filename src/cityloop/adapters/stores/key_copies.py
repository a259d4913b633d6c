"""Copies of the keys of persons: sealed, apart from the copies of the record, and no longer good than a set time.

A file is one line that says what it is, one line of JSON that says of which city, from when, good until when and how it
is locked, and then the sealed image of the keys. Both lines are bound to what is sealed.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from cityloop.adapters.stores import callers
from cityloop.adapters.stores.callers import Callers
from cityloop.adapters.stores.folders import make_folder, settle, sync, wipe
from cityloop.adapters.stores.key_locks import Lock, Opener, WrongKey
from cityloop.adapters.stores.keys import ERASED
from cityloop.city.errors import CityloopError
from cityloop.journal.errors import StoreFull, StoreGone

FORMAT = b"cityloop keys 1\n"
SUFFIX = ".keys"
MARK = ".cityloop-keys"
"""Marks a folder of such copies."""


class BadKeyCopy(CityloopError):
    """A file that is no copy of keys, is cut or changed, or belongs to another city."""

    code = "bad-key-copy"


class KeysExpired(CityloopError):
    """The copy of the keys is past its time: whoever was forgotten since then could be read again with it."""

    code = "keys-expired"


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a copy says of itself in clear."""

    city: str
    made: datetime
    until: datetime
    lock: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed: the file of keys as SQLite writes it, and the key that signs checkpoints (PEM)."""

    keys: bytes
    signing: bytes


def image_of(path: Path) -> bytes:
    """The file of keys as it stands at one moment, whoever writes to it; it is nowhere on disk but there."""
    if not path.exists():
        raise StoreGone(f"{path}: there are no keys. Name their folder: CITYLOOP_KEYS.")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(":memory:")) as memory:
        source.backup(memory)
        return memory.serialize()


def write(path: Path, head: Head, content: Content, lock: Lock) -> None:
    """The copy, whole or not at all, on the disk on return; its owner's alone."""
    start = FORMAT + msgspec.json.encode(head) + b"\n"
    data = start + lock.close(msgspec.msgpack.encode(content), start)
    draft = path.with_name(f".{path.name}.partial")
    try:
        make_folder(path.parent, mode=0o700)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        settle(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StoreFull(f"{path}: {error}. The copies that were there before still are.") from error


def head_of(path: Path) -> Head:
    """What a copy says of itself. Raises ``BadKeyCopy``."""
    return _parts(path)[0]


def opened(path: Path, opener: Opener, now: datetime) -> Content:
    """What is in a copy. Raises ``BadKeyCopy``, ``KeysExpired``, ``WrongKey``."""
    head, start, sealed = _parts(path)
    if now >= head.until:
        raise KeysExpired(f"{path} was good until {head.until:%Y-%m-%d %H:%M} UTC. Take a later copy of the keys.")
    if head.lock != opener.kind:
        raise WrongKey(f"{path} is locked with a {head.lock}, not with a {opener.kind}.")
    try:
        return msgspec.msgpack.decode(opener.open(sealed, start), type=Content)
    except msgspec.DecodeError as error:
        raise BadKeyCopy(f"{path} was sealed by another program: {error}.") from error


def _parts(path: Path) -> tuple[Head, bytes, bytes]:
    """The head, the bytes that it takes with the line before, and the sealed rest."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadKeyCopy(f"{path}: {error}. Name the file of a copy of the keys.") from error
    line, _, sealed = data.removeprefix(FORMAT).partition(b"\n")
    try:
        head = msgspec.json.decode(line, type=Head)
    except msgspec.DecodeError as error:
        raise BadKeyCopy(f"{path} is no copy of keys, or was changed: {error}.") from error
    if not data.startswith(FORMAT) or head.until.tzinfo is None or head.made.tzinfo is None:
        raise BadKeyCopy(f"{path} is no copy of keys, or was changed.")
    return head, data[: len(data) - len(sealed)], sealed


def destroy_expired(folder: Path, now: datetime) -> Iterator[tuple[Path, Head | BadKeyCopy]]:
    """Overwrite and remove each copy in ``folder`` that is past its time; drafts that a crash left go as well.

    What cannot be read stays, is told, and keeps none of the others.
    """
    for draft in sorted(folder.glob(f".*{SUFFIX}.partial")):
        destroy(draft)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            head = head_of(path)
        except BadKeyCopy as error:
            yield path, error
            continue
        if now >= head.until:
            destroy(path)
            yield path, head


def destroy(path: Path) -> None:
    """Zeros over a file, then it goes."""
    wipe(path)
    path.unlink()
    settle(path.parent)


class KeyImage:
    """The keys of a copy in memory: those of the forgotten are destroyed there, before anything is on a disk."""

    def __init__(self, image: bytes) -> None:
        self._memory = sqlite3.connect(":memory:", isolation_level=None)
        with self._named():
            self._memory.deserialize(image)
            self._memory.execute("PRAGMA secure_delete=ON")
            self._memory.execute("SELECT count(*) FROM keys").fetchone()

    def destroyed(self) -> frozenset[str]:
        """Subjects whose key was destroyed before the copy was made."""
        query = "SELECT subject FROM subjects JOIN keys USING (id) WHERE key = ?"
        return frozenset(subject for (subject,) in self._memory.execute(query, (ERASED,)))

    def destroy(self, subjects: Iterable[str]) -> None:
        """Destroy the keys of ``subjects``, and the digests of the numbers that they call from."""
        self._memory.executescript(callers.TABLES)
        known = Callers(self._memory, os.urandom)
        for subject in subjects:
            query = "UPDATE keys SET key = ? WHERE id IN (SELECT id FROM subjects WHERE subject = ?)"
            self._memory.execute(query, (ERASED, subject))
            known.erase(subject)

    def write(self, path: Path) -> None:
        """The file of keys anew, its owner's alone; on the disk on return."""
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path)) as target:
            self._memory.backup(target)
        sync(path)

    def close(self) -> None:
        """Let go of it."""
        self._memory.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise BadKeyCopy(f"What was sealed is no file of keys: {error}.") from error


def counts(image: bytes) -> Mapping[str, int]:
    """How many subjects have a key in an image, and how many had one."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.deserialize(image)
        query = "SELECT count(*), count(*) FILTER (WHERE key = ?) FROM keys"
        every, gone = memory.execute(query, (ERASED,)).fetchone()
    return {"held": every - gone, "destroyed": gone}
