"""One row of a CSV table or one block of a YAML list: cells read as what they should be, mistakes noted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.city.area import Point
from cityloop.city.crs import Projection
from cityloop.city.organisation import Hours
from cityloop.city.words import Name

Cell: TypeAlias = "str | list[Cell] | dict[str, Cell]"

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""An id: no slash, since paths of the jurisdiction tree are joined by it."""
SPLIT = re.compile(r"[;；]")
"""Between several things in one cell."""
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
MIDNIGHT = time(0)
"""As the end of a span: 24:00."""

E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Row:
    """Cells under their columns, with the place they stand at. A cell that is wrong is noted and read as empty."""

    file: str
    line: int
    cells: Mapping[str, Cell]
    book: Book = field(repr=False)
    header: int = 0
    """The line of the columns' names; 0: they stand in the block itself."""
    used: set[str] = field(default_factory=set)

    def wrong(self, code: str, what: str, remedy: str, *, grave: bool = True, line: int | None = None) -> None:
        """Note a mistake at this row."""
        at = self.line if line is None else line
        self.book.add(Mistake(file=self.file, line=at, code=code, what=what, remedy=remedy, grave=grave))

    def maybe(self, column: str) -> str | None:
        """The text of a cell that may be empty or absent."""
        self.used.add(column)
        cell = self.cells.get(column)
        if isinstance(cell, list | dict):
            self.wrong("wrong-shape", f"“{column}” holds several values.", "Write one.")
            return None
        return cell.strip() or None if cell else None

    def need(self, column: str) -> str:
        """The text of a cell that may not be empty."""
        text = self.maybe(column)
        if text is None:
            self.wrong(f"missing-{column}", f"“{column}” is empty.", f"Fill in “{column}”.")
        return text or ""

    def id(self, column: str = "id") -> str:
        """An id."""
        text = self.need(column)
        if text and not ID.fullmatch(text):
            remedy = "Use letters, digits, dots, hyphens and underscores; begin with a letter or digit."
            self.wrong("wrong-id", f"“{text}” is no id.", remedy)
        return text

    def name(self) -> Name:
        """The columns ``zh`` and ``en``."""
        return Name(zh=self.need("zh"), en=self.need("en"))

    def several(self, column: str) -> tuple[str, ...]:
        """A list, or things parted by semicolons."""
        self.used.add(column)
        cell = self.cells.get(column) or ""
        parts: Iterable[Cell] = SPLIT.split(cell) if isinstance(cell, str) else cell
        return tuple(part.strip() for part in parts if isinstance(part, str) and part.strip())

    def texts(self, column: str) -> Mapping[str, str]:
        """What is said in several languages, each under its BCP 47 tag."""
        self.used.add(column)
        cell = self.cells.get(column) or {}
        if not isinstance(cell, dict):
            self.wrong("wrong-shape", f"“{column}” is no set of languages.", f"Write {column}: {{zh: …, en: …}}.")
            return {}
        return {tag: text.strip() for tag, text in cell.items() if isinstance(text, str)}

    def choice(self, column: str, choices: type[E], text: str | None = None) -> E:
        """One of a fixed set of words; the first of them where it is wrong."""
        text = self.need(column) if text is None else text
        if text in {choice.value for choice in choices}:
            return choices(text)
        if text:
            known = ", ".join(choices)
            self.wrong(f"unknown-{column}", f"“{text}” is no {column} that the house knows.", f"Choose from: {known}.")
        return next(iter(choices))

    def flag(self, column: str) -> bool:
        """Yes or no; empty is no."""
        text = (self.maybe(column) or "no").lower()
        if text not in {"yes", "no", "true", "false"}:
            self.wrong("wrong-flag", f"“{column}” is “{text}”.", "Write yes or no.")
        return text in {"yes", "true"}

    def whole(self, column: str) -> int | None:
        """A whole number above zero, or None where the cell is empty."""
        text = self.maybe(column)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            self.wrong("wrong-number", f"“{column}” is “{text}”.", "Write a whole number above zero.")
            return 1
        return int(text)

    def moment(self, column: str, zone: ZoneInfo) -> datetime:
        """An ISO 8601 time; one without an offset is local time of the city. UTC inside."""
        text = self.need(column)
        try:
            moment = datetime.fromisoformat(text) if text else EPOCH
        except ValueError:
            self.wrong("wrong-time", f"“{column}” is “{text}”.", "Write it as 2026-05-01T08:30.")
            return EPOCH
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(ZoneInfo("UTC"))

    def day(self, column: str) -> date | None:
        """An ISO 8601 day; None where the cell is empty."""
        text = self.maybe(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong("wrong-day", f"“{column}” is “{text}”.", "Write it as 2026-05-01.")
            return None

    def hours(self, column: str) -> Hours | None:
        """Spans of a day, ``09:00-12:00; 14:00-18:00``; None where the cell is empty."""
        spans = tuple(span for text in self.several(column) if (span := self._span(text)) is not None)
        ends = [end for span in spans for end in span]
        if any(later <= earlier for earlier, later in pairwise(ends[:-1] if ends[-1:] == [MIDNIGHT] else ends)):
            remedy = "Write spans within one day, in order, not touching."
            self.wrong("wrong-hours", f"The spans of “{column}” run backwards or touch.", remedy)
        return Hours(spans=spans) if spans else None

    def _span(self, text: str) -> tuple[time, time] | None:
        try:
            start, end = (time.fromisoformat(part.strip().replace("24:00", "00:00")) for part in text.split("-"))
        except ValueError:
            self.wrong("wrong-hours", f"“{text}” is no span of hours.", "Write it as 09:00-12:00.")
            return None
        return start, end

    def point(self, projection: Projection | None) -> Point | None:
        """The columns ``x`` and ``y``, brought to WGS-84; None where both are empty."""
        x, y = self.maybe("x"), self.maybe("y")
        if x is None and y is None:
            return None
        if projection is None:
            self.wrong("missing-crs", "A point, but city.toml names no crs here.", 'Name it: crs = "EPSG:…".')
            return None
        try:
            raw = float(x or ""), float(y or "")
        except ValueError:
            self.wrong("wrong-point", f"“{x}”, “{y}” is no point.", "Write numbers in x and y, or leave both empty.")
            return None
        return self.inside(projection, [raw])[0]

    def inside(self, projection: Projection, raw: list[Point]) -> list[Point]:
        """Points brought to WGS-84; one outside the area of the reference system is noted."""
        points = projection.inward(raw)
        stray = next((before for before, after in zip(raw, points, strict=True) if not projection.covers(after)), None)
        if stray is not None:
            what = f"({stray[0]:g}, {stray[1]:g}) lies outside the area of {projection.name}."
            remedy = "Name the reference system that the file is in, and give x (longitude, easting) before y."
            self.wrong("outside-crs", what, remedy)
        return points

    def finish(self) -> None:
        """Note every column that nobody asked for: most often a name misspelt."""
        for column in self.cells.keys() - self.used:
            remedy = f"Correct it or take it out; the columns here: {', '.join(sorted(self.used))}."
            self.wrong("unknown-column", f"There is no column “{column}”.", remedy, line=self.header or self.line)
