"""Deliberate trespasses of every wall: planted in a copy of the house, each must be caught."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BELOW = ("city", "journal", "guard", "command", "world", "views", "loop", "checks")
"""Rooms that know no clock, chance or disk."""


@dataclass(frozen=True)
class Trespass:
    """A new file ``name`` in ``room`` with one ``line`` that breaks ``wall``."""

    wall: str
    room: str
    name: str
    line: str

    @property
    def module(self) -> str:
        """The new file as a module."""
        return f"cityloop.{self.room}.{self.name}"

    def plant(self, house: Path) -> None:
        """Write the file into ``house``, a copy."""
        (house / "src" / Path(*self.module.split("."))).with_suffix(".py").write_text(self.line + "\n", "utf-8")


def walls() -> ConfigParser:
    """The contracts as written down."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    return parser


def said(wall: str, field: str) -> list[str]:
    """The lines of one field of one contract."""
    return walls()[f"importlinter:contract:{wall}"][field].split("\n")[1:]


def floors() -> list[list[str]]:
    """The rooms that are there, from the top floor down; those that share a floor together."""
    rows = [[room.strip() for room in line.split("|")] for line in said("layers", "layers")]
    return [[room for room in row if not room.startswith("(")] for row in rows]


def list_trespasses() -> list[Trespass]:
    """Every look upward or sideways, every forbidden import, two stages that meet, two adapters, a circle."""
    return [
        *_upward(),
        *_forbidden("one-way-in"),
        *_forbidden("stages-see-the-world"),
        *_forbidden("no-client-below"),
        _into("stages", "loop", "cityloop.loop.decide"),
        _into("adapters", "adapters", "cityloop.adapters.stores"),
        Trespass("no-cycles", "city", "round", "import cityloop.city.about"),
        Trespass("no-cycles", "city", "about", "import cityloop.city.round"),
    ]


def _into(wall: str, room: str, target: str) -> Trespass:
    return Trespass(wall, room, f"into_{target.replace('.', '_')}", f"import {target}")


def _upward() -> list[Trespass]:
    above: list[str] = []
    found: list[Trespass] = []
    for row in floors():
        above += row
        found += [_into("layers", room, f"cityloop.{other}") for room in row for other in above if other != room]
    return found


def _forbidden(wall: str) -> list[Trespass]:
    rooms = [module.removeprefix("cityloop.") for module in said(wall, "source_modules")]
    return [_into(wall, room, target) for room in rooms for target in said(wall, "forbidden_modules")]


def copy_house(to: Path) -> Path:
    """A copy of the source with its rules, to be trespassed in; a room of one file becomes a folder that takes more."""
    only_code = shutil.ignore_patterns("__pycache__", "static", "templates", "data")
    shutil.copytree(ROOT / "src" / "cityloop", to / "src" / "cityloop", ignore=only_code)
    for room in (to / "src" / "cityloop").glob("[a-z]*.py"):
        room.with_suffix("").mkdir()
        room.rename(room.with_suffix("") / "__init__.py")
    for rules in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / rules, to)
    return to


def lint_imports(house: Path) -> str:
    """What import-linter says of ``house``."""
    environment = {**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "1000"}
    return _run(house, environment, "lint-imports", "--no-cache", "--no-logo")


def _run(house: Path, environment: Mapping[str, str], tool: str, *arguments: str) -> str:
    command = [str(BIN / tool), *arguments]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False).stdout


def broken(report: str) -> dict[str, str]:
    """What the report says of each broken contract."""
    details = report.partition("Broken contracts")[2]
    names = {walls()[section]["name"]: section.split(":")[-1] for section in walls().sections()[1:]}
    starts = sorted((at, name) for name in names if (at := details.find(f"{name}\n---")) >= 0)
    ends = [at for at, _ in starts[1:]] + [len(details)]
    return {names[name]: details[at:end] for (at, name), end in zip(starts, ends, strict=True)}


def list_escaped(house: Path) -> list[Trespass]:
    """Plants every trespass in ``house``, a copy, and says which of them no contract named."""
    trespasses = list_trespasses()
    for trespass in trespasses:
        trespass.plant(house)
    details = broken(lint_imports(house))
    return [trespass for trespass in trespasses if not _named(trespass, details.get(trespass.wall, ""))]


def _named(trespass: Trespass, detail: str) -> bool:
    if trespass.wall == "no-cycles":
        return ".about -> .round" in detail or ".round -> .about" in detail
    return f"{trespass.module} -> {trespass.line.removeprefix('import ')} " in detail


def banned() -> list[str]:
    """Every call that ruff is told to refuse below the outer rooms."""
    return sorted(rules()["flake8-tidy-imports"]["banned-api"])


def rules() -> dict[str, Any]:
    """Ruff's rules as written down."""
    lint: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    return lint


def list_uncaught(house: Path) -> list[tuple[str, str]]:
    """Plants every banned call in every room below, and says which of them (room, call) ruff let pass."""
    for room in BELOW:
        for number, call in enumerate(banned()):
            _call(house, room, number).write_text(f"import {call.split('.')[0]}\n\nX = {call}\n", "utf-8")
    found = _refused(house)
    every = [(room, number, call) for room in BELOW for number, call in enumerate(banned())]
    return [(room, call) for room, number, call in every if str(_call(house, room, number)) not in found]


def _call(house: Path, room: str, number: int) -> Path:
    return house / "src" / "cityloop" / room / f"banned_{number}.py"


def _refused(house: Path) -> set[str]:
    answer = _run(house, os.environ, "ruff", "check", "--no-cache", "--select=TID251", "--output-format=json", "src")
    return {refusal["filename"] for refusal in json.loads(answer)}
