"""CSV (RFC 4180), in the encoding and with the delimiter that the map names. One bad row is told and passed over."""

import csv
from collections.abc import Iterator
from io import BufferedIOBase

from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.lines import Lines
from cityloop.adapters.importing.row import LONGEST_BYTES, Row, WrongTable, long_row
from cityloop.adapters.importing.summary import Refusal

MOST_LINES = 200
"""Lines that one record may span: an open quote swallows no more."""


class CsvTable:
    """An open file: its columns, then its rows."""

    def __init__(self, file: BufferedIOBase, name: str, layout: Layout) -> None:
        self.name = name
        self._layout = layout
        self._lines = Lines(file)
        self.columns = self._header()

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none."""
        while raw := self._record():
            line = self._lines.at - raw.rstrip(b"\n").count(b"\n")
            if raw.strip():
                yield self._whole(line, raw)
        if self._lines.broken:
            yield self._lines.broken

    def _record(self) -> bytes:
        """The bytes of the next record, over as many lines as its quotes span."""
        raw, first = self._lines.next(), self._lines.at
        while raw.count(b'"') % 2 and self._lines.at - first < MOST_LINES and (more := self._lines.next()):
            raw += more
        return raw

    def _whole(self, line: int, raw: bytes) -> Row | Refusal:
        """The record; where several lines make none, a quote was left open on the first, and the others stand alone."""
        row = self._row(line, raw)
        head, _, rest = raw.partition(b"\n")
        if isinstance(row, Row) or not rest:
            return row
        self._lines.put_back(line, rest)
        return self._row(line, head)

    def _row(self, line: int, raw: bytes) -> Row | Refusal:
        if len(raw) > LONGEST_BYTES:
            return long_row(line)
        try:
            cells = self._cells(raw)
        except UnicodeDecodeError:
            what = f"The row is not {self._layout.encoding}."
            return Refusal(line=line, code="wrong-encoding", what=what, remedy="Name the encoding in the map.")
        except csv.Error as error:
            remedy = "Close the quotes, and double those within."
            return Refusal(line=line, code="wrong-csv", what=f"The row is no CSV: {error}.", remedy=remedy)
        if len(cells) != len(self.columns):
            what = f"The row has {len(cells)} cells, the header {len(self.columns)}."
            remedy = "Quote cells that hold the delimiter."
            return Refusal(line=line, code="wrong-cells", what=what, remedy=remedy, cells=tuple(cells))
        return Row(line, dict(zip(self.columns, cells, strict=True)))

    def _cells(self, raw: bytes) -> list[str]:
        text = raw.decode(self._layout.encoding).rstrip("\r\n")
        return [cell.strip() for cell in next(csv.reader([text], delimiter=self._layout.delimiter, strict=True))]

    def _header(self) -> list[str]:
        raw = self._lines.next().removeprefix(b"\xef\xbb\xbf")
        if not raw.strip():
            why = self._lines.broken.what if self._lines.broken else "The file is empty: its first line names columns."
            raise WrongTable(f"{self.name}: {why}", file=self.name)
        if len(raw) > LONGEST_BYTES:
            raise WrongTable(f"{self.name}:1: the first line, which names the columns, is longer than 1 MiB.")
        try:
            return self._cells(raw)
        except (UnicodeDecodeError, csv.Error) as error:
            remedy = f'Name its encoding in the map (encoding = "gb18030"), or save it as {self._layout.encoding}.'
            raise WrongTable(f"{self.name}:1: the header is no {self._layout.encoding} CSV. {remedy}") from error
