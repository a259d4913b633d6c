"""Who is who: from what the identity provider calls somebody to the id in the city's files; a file of two columns."""

import csv
from pathlib import Path
from threading import Lock

from cityloop.city.errors import CityloopError

COLUMNS = ["identity", "person"]


class NoPersons(CityloopError):
    """The file that says who is who is not there, or cannot be read as such."""

    code = "no-persons"


class PersonsFile:
    """Read when it is opened, and whenever it is another; one that is spoilt later leaves what was read before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read_at, self._known = path_stamp(path), read(path)

    def find(self, identity: str) -> str:
        """The id of the person; empty where the file has none."""
        with self._lock:
            self._look()
            return self._known.get(identity, "")

    def _look(self) -> None:
        try:
            stamp = path_stamp(self._path)
            if stamp != self._read_at:
                self._known, self._read_at = read(self._path), stamp
        except NoPersons:
            return


def path_stamp(path: Path) -> tuple[int, int]:
    """When the file was changed, and its size. Raises ``NoPersons``."""
    try:
        found = path.stat()
    except OSError as wrong:
        raise NoPersons(f"{path} cannot be read ({wrong.strerror}): it says who is who.", path=str(path)) from wrong
    return found.st_mtime_ns, found.st_size


def read(path: Path) -> dict[str, str]:
    """The file: CSV with the columns ``identity`` and ``person``. Raises ``NoPersons``."""
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise NoPersons(f"{path} cannot be read as CSV in UTF-8: {wrong}.", path=str(path)) from wrong
    if not rows or rows[0] != COLUMNS:
        raise NoPersons(f"{path}:1: the columns are not 'identity,person'.", path=str(path))
    return dict(_pairs(path, rows[1:]))


def _pairs(path: Path, rows: list[list[str]]) -> list[tuple[str, str]]:
    pairs = [tuple(cell.strip() for cell in row) for row in rows if any(row)]
    seen: set[str] = set()
    for line, pair in enumerate(pairs, 2):
        if len(pair) != len(COLUMNS) or not all(pair) or pair[0] in seen:
            raise NoPersons(f"{path}:{line}: write one identity, once, and one person.", path=str(path), line=line)
        seen.add(pair[0])
    return [(pair[0], pair[1]) for pair in pairs]
