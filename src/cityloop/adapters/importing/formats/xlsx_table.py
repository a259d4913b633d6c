"""A sheet of an XLSX workbook (ECMA-376), row by row; formulas as the values that stand in the file."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter
from xml.etree.ElementTree import ParseError

import openpyxl

from cityloop.adapters.importing.formats.workbook import WRONG as WRONG_CONTAINER
from cityloop.adapters.importing.formats.workbook import look_through
from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.row import LONGEST_BYTES, Far, Row, WrongTable, broken, long_row, text_of
from cityloop.adapters.importing.summary import Refusal

MOST_ROWS = 1_048_576
"""Of a sheet."""
WRONG = (*WRONG_CONTAINER, ParseError, ValueError, LookupError, TypeError, AttributeError)
"""What the library raises for a workbook that is none; a forbidden entity is a ``ValueError`` of defusedxml."""


class XlsxTable:
    """An open sheet: its columns (the first row that is not empty), then its rows."""

    def __init__(self, path: Path, name: str, layout: Layout) -> None:
        self.name = name
        self._whole = look_through(path, name)
        self._at = 0
        with ExitStack() as unless_it_opens:
            self._file = unless_it_opens.enter_context(path.open("rb"))
            self._book = self._loaded()
            self._values = self._sheet(layout.sheet)
            self.columns = self._header()
            unless_it_opens.pop_all()

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none."""
        try:
            while (cells := self._next()) is not None and self._at <= MOST_ROWS:
                if cells:
                    yield self._row(cells)
        except WRONG as error:
            yield broken(self._at + 1, error)

    def far(self) -> Far:
        """How far it is read."""
        return Far(self._at, max(self._whole, self._at), "rows")

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()

    def _sheet(self, wanted: str) -> Iterator[Sequence[Any]]:
        sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        title = wanted or next(iter(sheets), "")
        if title not in sheets:
            raise WrongTable(f"{self.name}: there is no sheet “{title}”; the workbook has: {', '.join(sheets)}.")
        sheets[title].reset_dimensions()
        return iter(sheets[title].iter_rows(values_only=True))

    def _loaded(self) -> Any:
        """The workbook; what the library says of styles and drawings that it leaves out is of no concern."""
        if not openpyxl.DEFUSEDXML:
            raise WrongTable(f"{self.name}: without defusedxml no workbook is opened. Install it.", file=self.name)
        try:
            with catch_warnings():
                simplefilter("ignore")
                return openpyxl.load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except WRONG as error:
            raise WrongTable(f"{self.name}: this is no workbook that can be read: {error}.") from error

    def _header(self) -> list[str]:
        try:
            while (cells := self._next()) is not None:
                if cells:
                    return cells
        except WRONG as error:
            raise WrongTable(f"{self.name}: this is no workbook that can be read: {error}.") from error
        raise WrongTable(f"{self.name}: the sheet is empty. Its first row names the columns.", file=self.name)

    def _next(self) -> list[str] | None:
        """The cells of the next row, without the empty ones at its end; None after the last."""
        values = next(self._values, None)
        self._at += values is not None
        return None if values is None else _cells(values)

    def _row(self, cells: list[str]) -> Row | Refusal:
        if sum(map(len, cells)) > LONGEST_BYTES:
            return long_row(self._at)
        if len(cells) > len(self.columns):
            what = f"The row has {len(cells)} cells, the header {len(self.columns)}."
            return Refusal(line=self._at, code="wrong-cells", what=what, remedy="Name every column in the first row.")
        missing = [""] * (len(self.columns) - len(cells))
        return Row(self._at, dict(zip(self.columns, [*cells, *missing], strict=True)))


def _cells(values: Sequence[Any]) -> list[str]:
    """The cells as text, without the empty ones at the end."""
    cells = [text_of(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells
