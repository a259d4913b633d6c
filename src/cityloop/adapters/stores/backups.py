"""A backup of the record as a folder: whole, or refused. What is in it is said, with its hashes, in a signed manifest.

The manifest is written last and the folder gets its name at the end, so that what was cut off is no backup at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import file_digest
from pathlib import Path
from shutil import rmtree
from typing import Literal

import msgspec

from cityloop.adapters.stores.folders import make_folder, settle, sync, write_own
from cityloop.city.errors import CityloopError
from cityloop.journal.errors import BadNote, StoreFull
from cityloop.journal.note import Signer, Verifier, parts

MANIFEST = "manifest"
MARK = ".cityloop-backups"
"""Marks a folder of backups, and is held while one is made."""


class BadBackup(CityloopError):
    """A folder that is no backup, or one that is half written, cut or changed: ``file`` says which file of it."""

    code = "bad-backup"


class BackupRunning(CityloopError):
    """Another backup is being made in the same folder."""

    code = "backup-running"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a backup."""

    name: str
    bytes: int
    sha256: str


class Extent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a journal goes in it: entries, the root over them, and the last checkpoint that was signed."""

    size: int
    root: str
    checkpoint: str | None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup is."""

    format: Literal["cityloop backup 1"] = "cityloop backup 1"
    city: str
    made: datetime
    version: str
    """Of the program that made it."""
    parts: tuple[Part, ...]
    journals: dict[str, Extent]
    erased: int
    """How many subjects had been forgotten by then."""


def signer_name(city: str) -> str:
    """By which name a city signs."""
    return f"cityloop/{city}"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While no other program makes a backup in ``folder``. What a crash left half made there is cleared away first."""
    make_folder(folder, mode=0o700)
    with (folder / MARK).open("ab") as held:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except OSError as error:
            raise BackupRunning(f"Another backup is being made in {folder}. Let it finish.") from error
        for draft in folder.glob(".*.partial"):
            rmtree(draft)
        yield


@contextmanager
def drafted(folder: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which gets its name when the block ends, and goes when it raises. Raises ``StoreFull``."""
    draft, final = folder / f".{name}.partial", folder / name
    if final.exists():
        raise BackupRunning(f"{final} is there already: a backup was made in this very second. Try again.")
    try:
        draft.mkdir(mode=0o700)
        yield draft
        draft.rename(final)
        settle(folder)
    except OSError as error:
        raise StoreFull(f"{folder}: {error}. Make room; the backups made before still are.") from error
    finally:
        with suppress(FileNotFoundError):
            rmtree(draft)


def sign(folder: Path, manifest: Manifest, signer: Signer) -> None:
    """Write the manifest, once all files of ``folder`` are on the disk."""
    text = msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"
    for path in folder.rglob("*"):
        sync(path)
    write_own(folder / MANIFEST, signer.sign(text).encode())


def list_parts(folder: Path) -> tuple[Part, ...]:
    """Every file in ``folder`` and below it with its size and hash."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return tuple(part_of(folder, path) for path in paths)


def part_of(folder: Path, path: Path) -> Part:
    """One file as it stands."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Part(name=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=digest)


def read(folder: Path) -> tuple[Manifest, str]:
    """The manifest, and the note that it stands in, whoever signed it. Raises ``BadBackup``."""
    path = folder / MANIFEST
    if not path.is_file():
        raise _bad(path, "there is none: this is no backup, or one that was never finished")
    try:
        note = path.read_bytes().decode()
        return msgspec.json.decode(parts(note)[0], type=Manifest), note
    except (UnicodeDecodeError, BadNote, msgspec.DecodeError) as error:
        raise _bad(path, f"it is cut or was changed ({error})") from error


def refuse_unsigned(folder: Path, manifest: Manifest, note: str, key: Verifier) -> None:
    """Raise ``BadBackup`` where the city's key did not sign this very manifest."""
    if not Verifier(signer_name(manifest.city), key.public).has_signed(note):
        raise _bad(folder / MANIFEST, "it was changed, or another key than the one among the keys signed it")


def refuse_changed(folder: Path, manifest: Manifest) -> None:
    """Raise ``BadBackup`` for the first file in ``folder`` that is not the one that the manifest names."""
    for part in manifest.parts:
        path = folder / part.name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise _bad(path, "it is missing")
        if path.stat().st_size != part.bytes:
            raise _bad(path, f"it has {path.stat().st_size:,} bytes, not {part.bytes:,}")
        if part_of(folder, path) != part:
            raise _bad(path, "its bytes are not those that were backed up")


def _bad(path: Path, what: str) -> BadBackup:
    return BadBackup(f"{path}: {what}. Nothing was restored; take another backup.", file=path.name)


def list_backups(folder: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    found = [path for path in folder.iterdir() if (path / MANIFEST).is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.name)


def thin_out(folder: Path, made: Path, keep: int) -> list[Path]:
    """Remove older backups of the city that ``made`` is of, until ``keep`` are left with it.

    What another city keeps here stays, and so does what does not say whose it is. A backup is none any more before its
    first byte goes.
    """
    city = read(made)[0].city
    found = {path: manifest for path in list_backups(folder) if path != made and (manifest := _find_manifest(path))}
    others = sorted((path for path in found if found[path].city == city), key=lambda path: found[path].made)
    gone = others[: max(0, len(others) - keep + 1)]
    for path in gone:
        (path / MANIFEST).unlink()
        settle(path)
        rmtree(path)
    return gone


def _find_manifest(folder: Path) -> Manifest | None:
    with suppress(BadBackup):
        return read(folder)[0]
    return None
