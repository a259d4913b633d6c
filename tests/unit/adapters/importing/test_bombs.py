"""A small file that would fill the memory is refused with a clear word; so is a row of ten megabytes."""

import gzip
import io
import lzma
import re
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from cityloop.adapters.importing import Layout, Refusal, Row, WrongTable, open_table
from cityloop.adapters.importing.packed import HARMLESS_BYTES, PackedBomb
from tests import tables

LAYOUT = Layout(system="x", number="no")
MIB = 1024 * 1024


def read(path: Path) -> list[Row | Refusal]:
    with open_table(path, LAYOUT) as table:
        return list(table.rows())


def codes(path: Path) -> list[str]:
    return [each.cells["no"] if isinstance(each, Row) else each.code for each in read(path)]


def why(path: Path) -> str:
    """Why the file cannot be read to its end: the last refusal, or what is said when it is opened."""
    try:
        return codes(path)[-1]
    except WrongTable as wrong:
        return wrong.what


def packed(pack: str, pieces: int, piece: bytes) -> bytes:
    """``no``, then the piece so many times, packed."""
    out = io.BytesIO()
    with gzip.open(out, "wb") if pack == "gz" else lzma.open(out, "wb") as file:
        file.write(b"no\n1\n")
        for _ in range(pieces):
            file.write(piece)
    return out.getvalue()


@pytest.mark.parametrize("pack", ["gz", "xz"])
def test_a_packed_bomb_ends_the_reading_and_is_said(tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"a.csv.{pack}"
    path.write_bytes(packed(pack, 2 * HARMLESS_BYTES // MIB, b"\0" * MIB))
    found = read(path)
    assert isinstance(found[-1], Refusal)
    assert (found[-1].code, "bomb" in found[-1].what) == ("packed-bomb", True)
    assert isinstance(found[0], Row)


@pytest.mark.parametrize("pack", ["gz", "xz"])
def test_a_bomb_of_rows_is_one_too(tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"a.csv.{pack}"
    path.write_bytes(packed(pack, 2 * HARMLESS_BYTES // MIB, (b"1" * 999 + b"\n") * (MIB // 1_000)))
    with open_table(path, LAYOUT) as table:
        told = [each.code for each in table.rows() if isinstance(each, Refusal)]
    assert told == ["packed-bomb"]


@pytest.mark.parametrize("pack", ["gz", "xz"])
def test_a_bomb_that_begins_at_once_is_no_table(tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"a.csv.{pack}"
    compress = gzip.compress if pack == "gz" else lzma.compress
    path.write_bytes(compress(b"x" * 2 * HARMLESS_BYTES))
    with pytest.raises(WrongTable, match="bomb"):
        read(path)


def test_what_repeats_itself_and_stays_small_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"no\n" + b"1\n" * 100_000))
    assert len(read(path)) == 100_000


@pytest.mark.parametrize("pack", ["gz", "xz"])
def test_parts_packed_one_after_the_other_are_one_file(tmp_path: Path, pack: str) -> None:
    compress = gzip.compress if pack == "gz" else lzma.compress
    path = tmp_path / f"a.csv.{pack}"
    path.write_bytes(compress(b"no\n1\n") + compress(b"2\n3\n") + b"\0" * 8)
    assert codes(path) == ["1", "2", "3"]


@pytest.mark.parametrize("pack", ["gz", "xz"])
@pytest.mark.parametrize("kept", range(5, 95, 15))
def test_a_packed_file_that_is_cut_is_told(tmp_path: Path, pack: str, kept: int) -> None:
    compress = gzip.compress if pack == "gz" else lzma.compress
    whole = compress(("no\n" + "".join(f"{number * 7919 % 10007}\n" for number in range(9_000))).encode())
    path = tmp_path / f"a.csv.{pack}"
    path.write_bytes(whole[: len(whole) * kept // 100])
    assert re.search("broken-file|cut off|cannot be unpacked", why(path))


LONG = "x" * 10 * MIB


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.ndjson", "a.ndjson.xz", "a.parquet"])
def test_a_row_of_ten_megabytes_costs_itself_alone(tmp_path: Path, name: str) -> None:
    rows = [{"no": "1"}, {"no": LONG}, {"no": "3"}]
    assert codes(tables.write(tmp_path / name, rows)) == ["1", "long-row", "3"]


# Workbooks


def workbook(folder: Path, parts: dict[str, bytes], level: int = 6) -> Path:
    """A workbook with some of its parts forged."""
    path, out = folder / "a.xlsx", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tables.as_xlsx([{"no": "1"}, {"no": "2"}]))) as made:
        whole = {name: made.read(name) for name in made.namelist()} | parts
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(*rows: bytes, before: bytes = b"") -> dict[str, bytes]:
    """The sheet, of these rows."""
    header = b'<row r="1"><c r="A1" t="inlineStr"><is><t>no</t></is></c></row>'
    body = b"".join((header, *rows))
    return {SHEET: before + b"<worksheet " + NAMESPACE + b"><sheetData>" + body + b"</sheetData></worksheet>"}


def cell(at: bytes, text: bytes) -> bytes:
    return b'<c r="' + at + b'" t="inlineStr"><is><t>' + text + b"</t></is></c>"


def test_a_forged_sheet_can_be_read_at_all(tmp_path: Path) -> None:
    assert codes(workbook(tmp_path, sheet(b'<row r="2">' + cell(b"A2", b"1") + b"</row>"))) == ["1"]


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackedBomb, match="Save the sheet as CSV"):
        read(workbook(tmp_path, {"xl/media/bomb.bin": b"\0" * 2 * HARMLESS_BYTES}))


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = workbook(tmp_path, sheet(b'<row r="2">' + cell(b"A2", b"&b;") + b"</row>", before=laughs))
    with pytest.raises(WrongTable, match="no workbook that can be read"):
        read(path)


FORGED = {
    "a column beyond all": b'<row r="2">' + cell(b"AAAAAAAA2", b"1") + b"</row>",
    "a row beyond all": b'<row r="99999999999"><c/></row>',
    "a place that hides": b'<row r="2">' + cell(b"&#65;2", b"1") + b"</row>",
}


@pytest.mark.parametrize("row", FORGED.values(), ids=FORGED)
def test_cells_that_no_workbook_has_are_refused(tmp_path: Path, row: bytes) -> None:
    with pytest.raises(WrongTable, match="names cells that no workbook has"):
        read(workbook(tmp_path, sheet(row)))


def test_a_row_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    noise = bytes(33 + byte % 25 for byte in range(997)) * (10 * MIB // 997)
    with pytest.raises(WrongTable, match="row of more than 8 MiB"):
        read(workbook(tmp_path, sheet(b'<row r="2">' + cell(b"A2", noise) + b"</row>"), level=0))


def test_a_long_row_of_a_workbook_costs_itself_alone(tmp_path: Path) -> None:
    long = b'<row r="2">' + cell(b"A2", b"x" * 2 * MIB) + b"</row>"
    assert codes(workbook(tmp_path, sheet(long, b'<row r="3">' + cell(b"A3", b"3") + b"</row>"))) == ["long-row", "3"]


BROKEN: dict[str, dict[str, bytes]] = {
    "no sheet": {SHEET: b""},
    "no xml": {SHEET: b"nonsense"},
    "a word that is not there": sheet(b'<row r="2"><c r="A2" t="s"><v>99</v></c></row>'),
    "a number that is none": sheet(b'<row r="2"><c r="A2"><v>x</v></c></row>'),
    "no book": {"xl/workbook.xml": b"<x/>"},
}


@pytest.mark.parametrize("parts", BROKEN.values(), ids=BROKEN)
def test_a_broken_workbook_is_told(tmp_path: Path, parts: dict[str, bytes]) -> None:
    assert re.search("broken-file|no workbook that can be read|no sheet", why(workbook(tmp_path, parts)))


def test_a_workbook_that_is_cut_is_told(tmp_path: Path) -> None:
    path = tables.write(tmp_path / "a.xlsx", [{"no": "1"}])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WrongTable, match="no workbook that can be read"):
        read(path)


# Parquet


def test_a_long_word_that_all_rows_share_stays_one(tmp_path: Path) -> None:
    """Written out it would take 2 GB; each of these rows is refused for its length."""
    path = tmp_path / "a.parquet"
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 200, pa.int32()), pa.array([LONG]))
    parquet.write_table(pa.table({"no": words}), path)
    before = pa.total_allocated_bytes()
    with open_table(path, LAYOUT) as table:
        for row in table.rows():
            assert isinstance(row, Refusal)
            assert pa.total_allocated_bytes() - before < 100 * MIB


def test_a_parquet_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    noise = pa.array([bytes(8 * HARMLESS_BYTES).decode()])
    parquet.write_table(pa.table({"no": noise}), path, compression="zstd", use_dictionary=False)
    with pytest.raises(PackedBomb, match="bomb"):
        read(path)


def test_a_parquet_file_that_is_cut_is_told(tmp_path: Path) -> None:
    path = tables.write(tmp_path / "a.parquet", [{"no": "1"}])
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(WrongTable, match="no Parquet that can be read"):
        read(path)


# Memory


@pytest.mark.parametrize("name", ["a.csv", "a.csv.xz", "a.ndjson.gz", "a.parquet", "a.xlsx"])
def test_a_file_is_read_as_it_comes_and_never_as_a_whole(tmp_path: Path, name: str) -> None:
    """Ten times as many rows take no more memory, but for the few bytes a row that a workbook's library keeps."""

    def peak(rows: int) -> int:
        made = [{"no": str(number), "words": f"{number * 7919 % 10_007:0200}"} for number in range(rows)]
        path = tables.write(tmp_path / name, made)
        made.clear()
        tracemalloc.start()
        with open_table(path, LAYOUT) as table:
            assert sum(isinstance(row, Row) for row in table.rows()) == rows
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) - peak(2_000) < (5 if name.endswith("xlsx") else 2) * MIB
