"""A file is read row by row; one bad row costs no other."""

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters.importing import Map, Refusal, WrongTable, open_table
from cityloop.adapters.importing.formats.csv_table import CsvTable
from cityloop.adapters.importing.row import LONGEST_BYTES, Row
from tests.sheets import HEADER, LAMP, MAP, NOISE, OPEN, plan, sheet

SMALL = """\
system = "x"
number = "no"
occurred = { from = "day", zone = "UTC" }
category = { from = "what" }
life = { is = "grid" }
until = { is = "closed" }
"""


def read(path: Path, map: Map | None = None) -> list[Row | Refusal]:
    with open_table(path, map or plan()) as table:
        return list(table.rows())


def seen(path: Path) -> list[tuple[int, str]]:
    """Each row's line, and its number or why it is none."""
    return [(each.line, each.cells["no"] if isinstance(each, Row) else each.code) for each in read(path)]


@pytest.mark.parametrize("packed", [False, True])
def test_rows_come_with_their_lines(tmp_path: Path, packed: bool) -> None:
    assert seen(sheet(tmp_path, LAMP, "", NOISE, packed=packed)) == [(2, "1"), (4, "2")]


def test_a_cell_may_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    row = LAMP.replace("灯坏了", '"灯""全""坏,\n了"')
    found = read(sheet(tmp_path, row, NOISE))
    assert isinstance(found[0], Row)
    assert found[0].cells["words"] == '灯"全"坏,\n了'
    assert [each.line for each in found] == [2, 4]


def test_a_quote_left_open_costs_its_own_row_alone(tmp_path: Path) -> None:
    found = seen(sheet(tmp_path, LAMP.replace("灯坏了", '"灯坏了'), NOISE, OPEN))
    assert found == [(2, "wrong-csv"), (3, "2"), (4, "5")]


def test_a_quote_left_open_at_the_end_costs_its_own_row_alone(tmp_path: Path) -> None:
    assert seen(sheet(tmp_path, NOISE, LAMP.replace("灯坏了", '"灯坏了'))) == [(2, "2"), (3, "wrong-csv")]


def test_a_row_with_other_cells_than_the_header_is_told(tmp_path: Path) -> None:
    assert seen(sheet(tmp_path, LAMP + ",more", NOISE, "1,2")) == [(2, "wrong-cells"), (3, "2"), (4, "wrong-cells")]


def test_a_row_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(f"{HEADER}\n".encode() + LAMP.encode("gb18030") + f"\n{NOISE}\n".encode())
    assert seen(path) == [(2, "wrong-encoding"), (3, "2")]


def test_a_whole_file_in_another_encoding_is_read_where_the_map_names_it(tmp_path: Path) -> None:
    path = tmp_path / "chinese.csv"
    path.write_bytes(f"编号,{HEADER}\n7,{LAMP}\n".encode("gb18030"))
    with pytest.raises(WrongTable, match='encoding = "gb18030"'):
        read(path)
    (row,) = read(path, plan('encoding = "gb18030"\n' + MAP))
    assert isinstance(row, Row)
    assert row.cells["words"] == "灯坏了"


def test_a_column_that_the_map_names_and_the_file_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongTable, match=r"no column “who” \(unit\).*the file has: no, day"):
        read(sheet(tmp_path, header=HEADER.replace("who", "whom")))


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(WrongTable, match="is empty"):
        read(path)


def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = sheet(tmp_path, *(f"{number}{LAMP[1:]}" for number in range(5_000)), packed=True)
    path.write_bytes(path.read_bytes()[:-200])
    found = seen(path)
    assert found[0] == (2, "0")
    assert found[-1][1] == "broken-file"


def test_what_is_not_gzipped_at_all_is_told(tmp_path: Path) -> None:
    path = tmp_path / "not.csv.gz"
    path.write_bytes(b"\x1f\x8b" + b"rubbish" * 9)
    with pytest.raises(WrongTable):
        read(path)


def test_a_row_that_never_ends_costs_itself_alone(tmp_path: Path) -> None:
    long = LAMP.replace("灯坏了", "长" * LONGEST_BYTES)
    assert seen(sheet(tmp_path, long, NOISE)) == [(2, "long-row"), (3, "2")]


@given(st.lists(st.text(alphabet='a",\n', max_size=6), min_size=1, max_size=8))
def test_whatever_stands_in_a_file_each_of_its_lines_is_told_once(lines: list[str]) -> None:
    """Rows and refusals come in the order of the file, never two of them from one line."""
    content = "\n".join(("no,day,what,state", *lines, "")).encode()
    found = [each.line for each in CsvTable(BytesIO(content), "any", plan(SMALL)).rows()]
    assert found == sorted(set(found))


def test_a_packed_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "any.name"
    path.write_bytes(gzip.compress(f"{HEADER}\n{LAMP}\n".encode()))
    assert seen(path) == [(2, "1")]
