"""Every format gives the same rows; its name and its content say the same, or it is told."""

import gzip
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cityloop.adapters.importing import Far, Layout, Refusal, Row, WrongTable, open_table
from tests import tables

ROWS: list[dict[str, Any]] = [
    {"no": "1", "name": "灯", "count": 3, "when": "2020-01-01T00:05:00"},
    {"no": "2", "name": 'a, "b"', "count": 4, "when": "2020-01-02T00:00:00"},
    {"no": "3", "name": "", "count": 5, "when": ""},
]
TEXT = [{name: str(cell) for name, cell in row.items()} for row in ROWS]
LAYOUT = Layout(system="x", number="no")


class All(Layout, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout that reads every column."""

    def columns(self) -> dict[str, str]:
        return dict.fromkeys(ROWS[0], "any")


def read(path: Path, layout: Layout = LAYOUT) -> list[Row | Refusal]:
    with open_table(path, layout) as table:
        return list(table.rows())


def cells(path: Path, layout: Layout | None = None) -> list[dict[str, str]]:
    found = read(path, layout or All(system="x", number="no"))
    return [row.cells for row in found if isinstance(row, Row)]


@pytest.mark.parametrize("name", tables.FORMATS)
def test_every_format_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    assert cells(tables.write(tmp_path / name, ROWS)) == TEXT


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_typed_cells_are_read_as_text(tmp_path: Path, name: str) -> None:
    row = {"no": 7, "name": 2.0, "count": True, "when": datetime.fromisoformat("2020-03-08T02:30")}
    assert cells(tables.write(tmp_path / name, [row])) == [
        {"no": "7", "name": "2", "count": "true", "when": "2020-03-08T02:30:00"}
    ]


def test_a_day_without_a_time_is_its_first_moment(tmp_path: Path) -> None:
    path = tables.write(tmp_path / "a.parquet", [{**ROWS[0], "when": date(2020, 1, 2)}])
    assert cells(path)[0]["when"] == "2020-01-02T00:00:00"


@pytest.mark.parametrize("name", tables.FORMATS)
def test_it_is_known_how_far_a_file_is_read(tmp_path: Path, name: str) -> None:
    path = tables.write(tmp_path / name, ROWS)
    with open_table(path, LAYOUT) as table:
        list(table.rows())
        far = table.far()
    typed = name.endswith(("xlsx", "parquet"))
    assert far.unit == ("rows" if typed else "bytes")
    assert far.read == far.whole == (Far(*far).whole if typed else path.stat().st_size)


def test_what_lies_deeper_in_json_is_called_by_its_way(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"no": "1", "place": {"cd": 4, "points": [1, 2]}}\n\n{"no": "2"}\n', "utf-8")
    found = read(path)
    assert [(row.line, row.cells) for row in found if isinstance(row, Row)] == [
        (1, {"no": "1", "place.cd": "4", "place.points": "[1,2]"}),
        (3, {"no": "2", "place.cd": "", "place.points": ""}),
    ]


BAD_LINES = ("nonsense", "[1]", '"no"', '{"no": 1', "{" * 5_000, '{"no": NaN}', '{"no": "\ud800"}')


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_line_that_is_no_object_costs_itself_alone(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join((b'{"no": "1"}', line.encode("utf-8", "surrogatepass"), b'{"no": "2"}')))
    found = [each.cells["no"] if isinstance(each, Row) else each.code for each in read(path)]
    assert found == ["1", "wrong-json", "2"]


def test_a_name_that_only_later_records_have_is_said_to_be_sparse(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    lines = [f'{{"no": "{number}"}}' for number in range(1_000)]
    path.write_text("\n".join([*lines, '{"no": "last", "late": "1"}']), "utf-8")
    assert cells(path, Layout(system="x", number="no", sparse=("late",)))[-1] == {"no": "last", "late": "1"}
    with pytest.raises(WrongTable, match="no column “late”"):
        cells(path, Layout(system="x", number="late"))


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(tables.as_xlsx(ROWS, "记录"))
    assert len(cells(path, Layout(system="x", number="no", sheet="记录"))) == 3
    with pytest.raises(WrongTable, match="no sheet “Other”; the workbook has: 记录"):
        read(path, Layout(system="x", number="no", sheet="Other"))


def test_a_row_with_more_cells_than_the_header_is_told(tmp_path: Path) -> None:
    path = tables.write(tmp_path / "a.xlsx", [{"no": "1"}, {"no": "2", "more": "x"}])
    assert [each.code for each in read(path) if isinstance(each, Refusal)] == ["wrong-cells"]


@pytest.mark.parametrize("name", tables.FORMATS)
def test_an_unknown_column_is_refused_with_the_nearest_before_a_row_is_read(tmp_path: Path, name: str) -> None:
    path = tables.write(tmp_path / name, [{"srnumber": "1", "place": "x"}])
    with pytest.raises(WrongTable, match="no column “srnumbr” \\(number\\); the nearest is “srnumber”"):
        read(path, Layout(system="x", number="srnumbr"))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_column_that_stands_twice_is_refused(tmp_path: Path, name: str) -> None:
    path = tables.write(tmp_path / name, [{"no": "no", "x": "no"}])
    path.write_bytes(b"no,no\n1,2\n" if name == "a.csv" else tables.as_xlsx([{"no": "1"}], twice=True))
    with pytest.raises(WrongTable, match="stands twice"):
        read(path)


SAID = {
    "a.csv": "a.xlsx",
    "a.xlsx": "a.csv",
    "a.parquet": "a.ndjson",
    "a.ndjson": "a.parquet",
    "a.csv.gz": "a.ndjson.gz",
}


@pytest.mark.parametrize(("name", "really"), SAID.items())
def test_a_name_that_says_another_format_is_told(tmp_path: Path, name: str, really: str) -> None:
    path = tables.write(tmp_path / really, ROWS).rename(tmp_path / name)
    with pytest.raises(WrongTable, match=r"its name says .*, its content looks like"):
        read(path)


FOREIGN = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old workbook",
    b"BZh91AY": "bzip2",
    b"%PDF-1.7": "PDF",
    "no\n1\n".encode("utf-16"): "UTF-16",
    b'[{"no": 1}]': "list in JSON",
}


@pytest.mark.parametrize(("content", "said"), FOREIGN.items())
def test_what_people_try_is_told_with_what_to_do_instead(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.data"
    path.write_bytes(content)
    with pytest.raises(WrongTable, match=said):
        read(path)


def test_a_file_that_is_not_packed_as_its_name_says_is_told(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "a.csv.xz"):
        path = tmp_path / name
        path.write_bytes(tables.as_csv(ROWS))
        with pytest.raises(WrongTable, match="is not packed so"):
            read(path)


def test_a_workbook_that_is_packed_again_is_to_be_unpacked_first(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx.gz"
    path.write_bytes(gzip.compress(tables.as_xlsx(ROWS)))
    with pytest.raises(WrongTable, match="Unpack the file first"):
        read(path)
