"""What was refused is a file in which no spreadsheet finds a formula, and that is read again as the rows stood."""

import csv
from pathlib import Path

import pytest

from cityloop.adapters.importing import Refusal, open_table
from cityloop.adapters.importing.refused import kept_in
from cityloop.adapters.importing.row import Row
from cityloop.edge.formulas import unguarded
from tests.sheets import HEADER, LAMP, plan, sheet

EVIL = '=HYPERLINK("http://x")'
CELLS = (EVIL, "+8613812345678", "-1.5", "@SUM(A1)", "'=1", "'s", "路灯", "＝1")


def kept(tmp_path: Path) -> tuple[Path, list[Row]]:
    """A file of refused rows, each with one of the cells in its words, and these rows."""
    path, columns = tmp_path / "refused.csv", HEADER.split(",")
    rows = [Row(at + 2, dict.fromkeys(columns, "") | {"words": cell, EVIL: cell}) for at, cell in enumerate(CELLS)]
    with kept_in(path, [*columns, EVIL], ()) as keep:
        for row in rows:
            keep(row, [Refusal(line=row.line, code="x", what=f"{EVIL} is none.", remedy="-")])
    return path, rows


def test_no_cell_and_no_reason_is_a_formula(tmp_path: Path) -> None:
    path, _ = kept(tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []
    assert f"'{EVIL}" in cells


def test_it_is_read_again_as_the_rows_stood(tmp_path: Path) -> None:
    path, rows = kept(tmp_path)
    with open_table(path, plan()) as table:
        assert EVIL in table.columns
        found = [row for row in table.rows() if isinstance(row, Row)]
    assert [{name: row.cells[name] for name in ("words", EVIL)} for row in found] == [
        {name: row.cells[name] for name in ("words", EVIL)} for row in rows
    ]


def test_another_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"{HEADER}\n{',' * HEADER.count(',')}".replace(",,", ",'=1,", 1), "utf-8")
    with open_table(path, plan()) as table:
        (row,) = table.rows()
    assert isinstance(row, Row)
    assert "'=1" in row.cells.values()


@pytest.mark.parametrize("line", [LAMP.rpartition(",")[0], f"{LAMP},太多", '=1,"a,b"'])
def test_a_row_with_other_cells_than_the_header_is_kept_as_it_stood(tmp_path: Path, line: str) -> None:
    first = refused(sheet(tmp_path, line), tmp_path / "refused.csv")
    again = refused(tmp_path / "refused.csv", tmp_path / "again.csv")
    assert again == first == next(csv.reader([line]))


def refused(source: Path, path: Path) -> list[str]:
    """The cells of the one row that an import of ``source`` refuses, as they are kept in ``path``."""
    with open_table(source, plan()) as table, kept_in(path, table.columns, (source,)) as keep:
        (row,) = table.rows()
        assert isinstance(row, Refusal)
        keep(None, (row,))
    with path.open(encoding="utf-8", newline="") as file:
        return [unguarded(cell) for cell in list(csv.reader(file))[1][3:]]
