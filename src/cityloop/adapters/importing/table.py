"""A file opened as a table: its format known by name and by content, the columns of the map all there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cityloop.adapters.importing.formats.csv_table import CsvTable
from cityloop.adapters.importing.formats.known import Format, format_of
from cityloop.adapters.importing.formats.ndjson_table import NdjsonTable
from cityloop.adapters.importing.formats.parquet_table import ParquetTable
from cityloop.adapters.importing.formats.xlsx_table import XlsxTable
from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.meaning import nearest
from cityloop.adapters.importing.packed import unpacked
from cityloop.adapters.importing.refused import as_it_stood, is_kept
from cityloop.adapters.importing.row import Far, Row, Table, WrongTable
from cityloop.adapters.importing.summary import Refusal
from cityloop.edge.formulas import unguarded


class Opened(NamedTuple):
    """An open file."""

    columns: Sequence[str]
    rows: Callable[[], Iterator[Row | Refusal]]
    """Every row, or why it is none; once."""
    far: Callable[[], Far]
    """How far it is read."""


@contextmanager
def open_table(path: Path, map: Layout) -> Iterator[Opened]:
    """The table in the file ``path``. Raises ``WrongTable``; nothing but the names of its columns is then read."""
    format, packing = format_of(path)
    if format is Format.XLSX or format is Format.PARQUET:
        with closing((XlsxTable if format is Format.XLSX else ParquetTable)(path, path.name, map)) as made:
            yield _opened(made, path.name, map, made.far)
        return
    with path.open("rb") as raw:
        stream: BufferedIOBase = unpacked(raw, packing, path.name) if packing else raw
        text = (CsvTable if format is Format.CSV else NdjsonTable)(stream, path.name, map)
        yield _opened(text, path.name, map, lambda: _far(raw, path))


def _far(raw: BinaryIO, path: Path) -> Far:
    return Far(raw.tell(), path.stat().st_size, "bytes")


def _opened(table: Table, name: str, map: Layout, far: Callable[[], Far]) -> Opened:
    rows, columns = table.rows, table.columns
    if is_kept(columns):
        rows, columns = lambda: (as_it_stood(row) for row in table.rows()), [unguarded(each) for each in columns]
    _refuse_unknown(columns, name, map)
    return Opened(columns, rows, far)


def _refuse_unknown(has: Sequence[str], name: str, map: Layout) -> None:
    """Raise ``WrongTable`` for a column of the map that the file lacks, or has twice."""
    wanted = map.columns()
    missing = [
        f"no column “{column}” ({field}){_nearest(column, has)}"
        for column, field in wanted.items()
        if column not in has
    ]
    if missing:
        listed = ", ".join(has)
        raise WrongTable(f"{name}:1: {', '.join(missing)}. Correct the map; the file has: {listed}.", file=name)
    twice = [column for column in wanted if list(has).count(column) > 1]
    if twice:
        raise WrongTable(f"{name}:1: the column “{twice[0]}” stands twice. Rename one of them.", file=name)


def _nearest(column: str, has: Sequence[str]) -> str:
    near = nearest(column, has) or [each for each in has if each.casefold() == column.casefold()]
    return f"; the nearest is “{near[0]}”" if near else ""
