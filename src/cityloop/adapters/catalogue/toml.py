"""``city.toml`` as values with the lines they stand on."""

import re
from dataclasses import dataclass, field
from typing import Any

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Row

FILE = "city.toml"


@dataclass(slots=True)
class Toml:
    """The text of ``city.toml``, its values, and the lines they stand on."""

    text: str
    values: dict[str, Any]
    book: Book = field(repr=False)

    def line(self, pattern: str, after: int = 0) -> int:
        """The first line from ``after`` that begins with a match of ``pattern``; 0 when there is none."""
        lines = self.text.splitlines()
        found = (at for at, line in enumerate(lines, 1) if at > after and re.match(rf"\s*{pattern}", line))
        return next(found, 0)

    def wrong(self, line: int, code: str, what: str, remedy: str) -> None:
        """Note a mistake."""
        self.book.add(Mistake(file=FILE, line=line, code=code, what=what, remedy=remedy))

    def row(self) -> Row:
        """The plain values at the top as a row."""
        cells = {key: _flat(value) for key, value in self.values.items() if key not in {"files", "holidays", "keeping"}}
        return Row(FILE, 1, cells, self.book)


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each) for each in value]
    return "yes" if value is True else "no" if value is False else str(value)
