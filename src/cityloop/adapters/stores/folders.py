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
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
