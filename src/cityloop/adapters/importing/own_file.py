"""The file of a city's folder that an import keeps: read, written as a whole, named in ``city.toml``."""

import csv
import io
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cityloop.adapters.importing.row import WrongTable
from cityloop.adapters.importing.things import Thing
from cityloop.edge.formulas import guarded, unguarded

CITY = "city.toml"
COMMANDS = {"persons": "people", "facilities": "facilities"}
"""What keeps a file, by what ``city.toml`` says that it holds."""
FIRST = 3
"""The line of the first thing: what wrote the file and the names of the columns stand above it."""


class OwnFile(NamedTuple):
    """Which file, and what ``city.toml`` says of it."""

    folder: Path
    name: str
    """Relative to the folder."""
    holds: str
    crs: str | None

    def read(self, columns: Sequence[str]) -> dict[str, Thing]:
        """What stands in it, by id; nothing where it is not there. Raises ``WrongTable``."""
        path = self.folder / self.name
        if not path.is_file():
            return {}
        lines = path.read_text("utf-8").splitlines(keepends=True)
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        if any(set(row) != set(columns) for row in rows):
            raise WrongTable(
                f"{self.name}: somebody gave it other columns. Move its rows to another file, and remove it."
            )
        return {
            unguarded(row["id"]): Thing(
                unguarded(row["id"]), {column: unguarded(row[column] or "") for column in columns}
            )
            for row in rows
        }

    def text(self, things: Sequence[Thing], columns: Sequence[str], system: str) -> bytes:
        """The file with these things, a line each."""
        out = io.StringIO()
        command = f"cityloop import {COMMANDS[self.holds]}"
        out.write(f"# Kept by “{command}” from {system}: import anew, do not change it by hand.\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([guarded(thing.cells[column]) for column in columns] for thing in things)
        return out.getvalue().encode()

    def settings(self) -> bytes:
        """``city.toml``, with this file named in it. Raises ``WrongTable``."""
        raw = (self.folder / CITY).read_bytes()
        said = next(
            (each for each in tomllib.loads(raw.decode("utf-8-sig")).get("files", []) if each.get("path") == self.name),
            None,
        )
        if said is not None:
            self._refuse_other(said)
            return raw
        crs = f'crs = "{self.crs}"\n' if self.crs else ""
        block = f'\n[[files]]\npath = "{self.name}"\nholds = "{self.holds}"\n{crs}'
        return raw.rstrip(b"\n") + b"\n" + block.encode()

    def _refuse_other(self, said: Mapping[str, str]) -> None:
        if (said.get("holds"), said.get("crs")) != (self.holds, self.crs):
            what = f"{CITY} says of “{self.name}” that it holds {said.get('holds')} in {said.get('crs')}"
            raise WrongTable(f"{what}, the map {self.holds} in {self.crs}. Correct one of them.")

    def write(self, content: bytes, settings: bytes) -> None:
        """The file, then ``city.toml``, each as a whole: killed in between, the same import goes on from there."""
        for name, whole in ((self.name, content), (CITY, settings)):
            path = self.folder / name
            if not path.is_file() or path.read_bytes() != whole:
                replace(path, whole)


def replace(path: Path, content: bytes) -> None:
    """Put ``content`` in place of what stands there, at once and for good."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
