"""A CSV file, plain or gzipped, as rows with their lines. One bad row is told and passed over."""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple

from cityloop.adapters.importing.map_file import Map
from cityloop.adapters.importing.summary import Refusal
from cityloop.city.errors import CityloopError

GZIP = b"\x1f\x8b"
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
LONGEST_BYTES = 1024 * 1024
"""A line is no longer than this."""
MOST_LINES = 200
"""Lines that one record may span: an open quote swallows no more."""


class WrongTable(CityloopError):
    """A file that cannot be read as a table at all."""

    code = "wrong-table"


class Row(NamedTuple):
    """One record's cells by column, and the line that it begins on."""

    line: int
    cells: dict[str, str]


class Table:
    """An open file: its columns, then its rows."""

    def __init__(self, file: BufferedIOBase, name: str, map: Map) -> None:
        self.name = name
        self._map = map
        self._lines = _Lines(file)
        self.columns = self._header()

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none."""
        while raw := self._record():
            line = self._lines.at - raw.rstrip(b"\n").count(b"\n")
            if raw.strip():
                yield self._whole(line, raw)
        if self._lines.broken:
            at, what = self._lines.at + 1, f"The file breaks off: {self._lines.broken}."
            yield Refusal(line=at, code="broken-file", what=what, remedy="Fetch it anew and import it again.")

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
            what, remedy = "The row is longer than 1 MiB.", "Close its quotes, or leave the long column out."
            return Refusal(line=line, code="long-row", what=what, remedy=remedy)
        try:
            cells = self._cells(raw)
        except UnicodeDecodeError:
            what = f"The row is not {self._map.encoding}."
            return Refusal(line=line, code="wrong-encoding", what=what, remedy="Name the encoding in the map.")
        except csv.Error as error:
            remedy = "Close the quotes, and double those within."
            return Refusal(line=line, code="wrong-csv", what=f"The row is no CSV: {error}.", remedy=remedy)
        if len(cells) != len(self.columns):
            what = f"The row has {len(cells)} cells, the header {len(self.columns)}."
            return Refusal(line=line, code="wrong-cells", what=what, remedy="Quote cells that hold the delimiter.")
        return Row(line, dict(zip(self.columns, cells, strict=True)))

    def _cells(self, raw: bytes) -> list[str]:
        text = raw.decode(self._map.encoding).rstrip("\r\n")
        return [cell.strip() for cell in next(csv.reader([text], delimiter=self._map.delimiter, strict=True))]

    def _header(self) -> list[str]:
        raw = self._lines.next().removeprefix(b"\xef\xbb\xbf")
        if not raw.strip():
            raise WrongTable(f"{self.name}: the file is empty. Its first line names the columns.", file=self.name)
        try:
            columns = self._cells(raw)
        except (UnicodeDecodeError, csv.Error) as error:
            remedy = f'Name its encoding in the map (encoding = "gb18030"), or save it as {self._map.encoding}.'
            raise WrongTable(f"{self.name}:1: the header is no {self._map.encoding} CSV. {remedy}") from error
        missing = [f"“{column}” ({field})" for column, field in self._map.columns().items() if column not in columns]
        if missing:
            has = ", ".join(columns)
            raise WrongTable(f"{self.name}:1: no column {', '.join(missing)}. Correct the map; the file has: {has}.")
        return columns


class _Lines:
    """Lines of a file with their numbers; what was put back comes first."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._back: list[bytes] = []
        self.at = 0
        self.broken = ""

    def next(self) -> bytes:
        """The next line with its end; empty at the end of the file."""
        line = self._back.pop(0) if self._back else self._read()
        self.at += bool(line)
        return line

    def put_back(self, at: int, rest: bytes) -> None:
        """Read ``rest`` again, as what follows line ``at``."""
        self._back = LINE.findall(rest) + self._back
        self.at = at

    def _read(self) -> bytes:
        """A line; of one that is too long no more than shows that it is."""
        try:
            line = part = self._file.readline(LONGEST_BYTES)
            while part and not part.endswith(b"\n"):
                part = self._file.readline(LONGEST_BYTES)
                line = line + part if len(line) <= LONGEST_BYTES else line.rstrip(b"\n") + b"\n"
            return line
        except (EOFError, zlib.error, OSError) as error:
            self.broken = str(error)
            return b""


@contextmanager
def open_table(path: Path, map: Map) -> Iterator[Table]:
    """The table in the file ``path``. Raises ``WrongTable``."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        yield Table(gzip.GzipFile(fileobj=raw) if packed else raw, path.name, map)
