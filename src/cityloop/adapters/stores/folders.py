"""Folders that outlast a failure of power: a name is on the disk once the folder that holds it was synced."""

import os
from contextlib import suppress
from pathlib import Path


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make ``path`` and what is missing above it, from the top; their names are on the disk on return.

    The name of what is there already is synced as well: whoever made it may have been killed before he did.
    """
    if path.is_dir():
        settle(path.parent)
    else:
        make_folder(path.parent)
        path.mkdir(mode=mode, exist_ok=True)
        settle(path.parent)


def settle(folder: Path) -> None:
    """Bring the names in a folder to the disk; those in a folder that we may not read are not ours."""
    with suppress(PermissionError):
        sync(folder)


def put(path: Path, start: int, data: bytes) -> None:
    """Write ``data`` at ``start`` of a file that is there, which then ends with it; on the disk on return."""
    with path.open("r+b") as file:
        file.truncate(start)
        file.seek(start)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_own(path: Path, data: bytes) -> None:
    """A new file that only its owner may read; on the disk on return."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    settle(path.parent)


def wipe(path: Path) -> None:
    """Zeros over the whole file, on the disk."""
    with path.open("r+b") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
