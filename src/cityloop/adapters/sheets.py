"""Tables as CSV and as XLSX: row by row, and no cell in which a spreadsheet finds a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from openpyxl import Workbook

from cityloop.edge.formulas import guarded
from cityloop.edge.sheets import Cell, Sheet

LONGEST_TITLE = 31
"""Of a sheet, in a workbook."""
NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class FileSheets:
    """The port, by the standard library and openpyxl."""

    def csv(self, sheet: Sheet, /) -> bytes:
        """One table as CSV."""
        out = io.StringIO()
        writer = csv.writer(out)
        for row in (sheet.heads, *sheet.rows):
            writer.writerow(["" if cell is None else safe(plain(cell)) for cell in row])
        return out.getvalue().encode("utf-8-sig")

    def xlsx(self, sheets: Sequence[Sheet], /) -> bytes:
        """Tables as a workbook."""
        book = Workbook(write_only=True)
        for sheet in sheets:
            page = book.create_sheet(sheet.title.translate(NO_TITLE)[:LONGEST_TITLE])
            page.freeze_panes = "A2"
            for row in _rows(sheet):
                page.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _rows(sheet: Sheet) -> Iterator[list[Cell]]:
    rows: Iterable[Sequence[Cell]] = (sheet.heads, *sheet.rows)
    return ([safe(plain(cell)) for cell in row] for row in rows)


def plain(cell: Cell) -> Cell:
    """Moments as words with their zone, in which every program reads the same; the rest as it is."""
    return cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else cell


def safe(cell: Cell) -> Cell:
    """Words that look like a formula stand behind an apostrophe; control characters are left out."""
    if not isinstance(cell, str):
        return cell
    told = "".join(letter for letter in cell if letter.isprintable() or letter in "\t\r\n")
    return guarded(told)
