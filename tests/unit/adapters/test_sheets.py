"""Tables as files: what goes in comes out, and nothing of it is run."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cityloop.adapters.sheets import FileSheets, safe
from cityloop.edge.sheets import Cell, Sheet

ROWS: list[list[Cell]] = [["甲", 1, 0.5, None], ['a,b"c', 2, True, datetime(2026, 5, 1, 8, tzinfo=UTC)]]
TABLE = Sheet("Rates", ["name", "count", "share", "when"], ROWS)
BAD = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def read_csv(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_a_table_is_csv_with_a_mark_for_spreadsheets() -> None:
    raw = FileSheets().csv(TABLE)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert read_csv(raw) == [
        ["name", "count", "share", "when"],
        ["甲", "1", "0.5", ""],
        ['a,b"c', "2", "True", "2026-05-01T08:00:00+00:00"],
    ]


def test_tables_are_sheets_of_a_workbook() -> None:
    book = load_workbook(io.BytesIO(FileSheets().xlsx([TABLE, Sheet("a[b]:*?/\\" + "x" * 40, ["h"], [])])))
    assert [len(title) <= 31 for title in book.sheetnames] == [True, True]
    assert [cell.value for cell in book["Rates"][2]] == ["甲", 1, 0.5, None]


@pytest.mark.parametrize("cell", BAD)
def test_no_cell_is_a_formula(cell: str) -> None:
    sheet = Sheet("t", [cell], [[cell]])
    assert all(each.startswith("'") for row in read_csv(FileSheets().csv(sheet)) for each in row)
    book = load_workbook(io.BytesIO(FileSheets().xlsx([sheet])))
    assert {each.data_type for row in book["t"] for each in row} == {"s"}


@given(st.text())
def test_words_are_never_the_beginning_of_a_formula_and_always_fit_a_workbook(words: str) -> None:
    told = safe(words)
    assert not str(told).startswith(tuple("=+-@\t\r\n"))
    FileSheets().xlsx([Sheet("t", ["h"], [[words]])])
