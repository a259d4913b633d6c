"""How a claim is shown: its table, its figures with their goals, and whether they are reached.

A claim is one file of this folder: the first line of its docstring says what is claimed, and ``run(show)`` shows it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias
from unicodedata import east_asian_width

Cell: TypeAlias = str | int | float

REACHED, SHORT, NOT_RUN = 0, 1, 2
"""Exit status: every figure is ok; one is short, or there is none; the claim could not be run."""


class Absent(Exception):
    """What the claim needs is not there; nothing is said about it."""


@dataclass(frozen=True)
class Figure:
    """One measured value beside its goal."""

    name: str
    value: Cell
    goal: Cell
    ok: bool
    unit: str

    def __str__(self) -> str:
        """``journal: facts a second 6,120 /s (goal 5000) ok``, without the claim's name."""
        return f"{self.name} {with_unit(self.value, self.unit)} (goal {words(self.goal)}) {verdict(self.ok)}"


class Show:
    """What a claim is handed: its settings, and where its rows and figures go."""

    def __init__(self, name: str, settings: Mapping[str, str] = os.environ) -> None:
        self.name = name
        self.quick = settings.get("QUICK", "") not in ("", "0")
        self.figures: list[Figure] = []
        self._settings = settings
        self._widths: list[int] = []

    def number(self, name: str, default: int) -> int:
        """The whole number set as ``name`` (``make show CLAIM=x N=1000``), else ``default``."""
        return int(self._settings.get(name, "").replace("_", "") or default)

    def row(self, *cells: Cell) -> None:
        """Print one row of the claim's table, at once; the first row is the header, and every row has as many cells."""
        texts = [words(cell) for cell in cells]
        if not self._widths:
            self._widths = [max(12, width(text)) for text in texts]
        pairs = zip(texts, self._widths, strict=True)
        print("  ".join(text + " " * (room - width(text)) for text, room in pairs).rstrip(), flush=True)

    def table(self, *cells: Cell) -> None:
        """Begin another table with these headers."""
        self._widths = []
        print()
        self.row(*cells)

    def figure(self, name: str, value: Cell, goal: Cell, ok: bool, unit: str = "") -> None:
        """Record ``value``, and whether it reaches ``goal``."""
        self.figures.append(Figure(name, value, goal, ok, unit))

    def absent(self, why: str) -> NoReturn:
        """End the claim as not run, because of ``why``."""
        raise Absent(why)

    def conclude(self) -> int:
        """Print each figure, then the claim's verdict; the exit status."""
        print()
        for figure in self.figures:
            print(f"{self.name}: {figure}")
        reached = sum(figure.ok for figure in self.figures)
        ok = 0 < reached == len(self.figures)
        print(f"{self.name}: {reached} of {len(self.figures)} figures {verdict(ok)}", flush=True)
        return REACHED if ok else SHORT


def verdict(ok: bool) -> str:
    """``ok`` or ``short``."""
    return "ok" if ok else "short"


def words(cell: Cell) -> str:
    """A cell as printed: thousands apart, fractions to four digits."""
    if isinstance(cell, bool | str):
        return str(cell)
    return f"{cell:,}" if isinstance(cell, int) else _fraction(cell)


def _fraction(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def with_unit(value: Cell, unit: str) -> str:
    """The value, and its unit where it has one."""
    return f"{words(value)} {unit}".rstrip()


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal; a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
