"""NDJSON: one JSON object a line, UTF-8. What lies deeper is called by its way: ``place.district``."""

from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

import msgspec

from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.lines import Lines
from cityloop.adapters.importing.row import LONGEST_BYTES, Row, WrongTable, long_row, text_of
from cityloop.adapters.importing.summary import Refusal

FIRST = 1_000
"""Records that are looked at for the names that there are: later ones may add to them, not the map."""


class NdjsonTable:
    """An open file. Its columns are the names that its first records have, and those that the map calls sparse."""

    def __init__(self, file: BufferedIOBase, name: str, layout: Layout) -> None:
        self.name = name
        self._lines = Lines(file)
        self._first = list(self._read(FIRST))
        named = (column for row in self._first if isinstance(row, Row) for column in row.cells)
        self.columns = list(dict.fromkeys((*named, *layout.sparse)))
        self._refuse_none()

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none."""
        empty = dict.fromkeys(self.columns, "")
        for row in (*self._first, *()):
            yield _filled(row, empty)
        self._first = []
        for row in self._read():
            yield _filled(row, empty)
        if self._lines.broken:
            yield self._lines.broken

    def _read(self, most: int | None = None) -> Iterator[Row | Refusal]:
        seen = 0
        while (most is None or seen < most) and (raw := self._lines.next()):
            if raw.strip():
                seen += 1
                yield _row(self._lines.at, raw.removeprefix(b"\xef\xbb\xbf"))

    def _refuse_none(self) -> None:
        """A file of which not one line can be read is another thing than a file with bad lines."""
        if any(isinstance(row, Row) for row in self._first):
            return
        first = next((row.what for row in self._first if isinstance(row, Refusal)), "The file is empty.")
        why = self._lines.broken.what if self._lines.broken else first
        raise WrongTable(f"{self.name}: {why} NDJSON has one JSON object on each line.", file=self.name)


def _filled(row: Row | Refusal, empty: dict[str, str]) -> Row | Refusal:
    return row._replace(cells={**empty, **row.cells}) if isinstance(row, Row) else row


def _row(line: int, raw: bytes) -> Row | Refusal:
    if len(raw) > LONGEST_BYTES:
        return long_row(line)
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what, remedy = f"The line is no JSON object: {error}.", "Write one object a line, in UTF-8."
        return Refusal(line=line, code="wrong-json", what=what, remedy=remedy)
    return Row(line, dict(_flat(found, "")))


def _flat(found: dict[str, Any], way: str) -> Iterator[tuple[str, str]]:
    """Each value by the names that lead to it; a list stays JSON."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{way}{name}.")
        else:
            yield f"{way}{name}", text_of(value)
