"""One table in every format that is read."""

import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
from pyarrow import parquet

FORMATS = ("a.csv", "a.csv.gz", "a.csv.xz", "a.ndjson", "a.ndjson.gz", "a.ndjson.xz", "a.xlsx", "a.parquet")


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """The rows, in the format that the name says; the columns are those of the first."""
    suffix = path.name.removesuffix(".gz").removesuffix(".xz").rpartition(".")[2]
    content = AS[suffix](rows)
    packs: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}
    pack = packs.get(path.suffix)
    path.write_bytes(pack(content) if pack else content)
    return path


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_ndjson(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One object a line."""
    return "".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows).encode()


def as_xlsx(rows: Sequence[Mapping[str, Any]], title: str = "Sheet1", *, twice: bool = False) -> bytes:
    """A workbook of one sheet; ``twice``: each column stands twice."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        sheet.append(cells * 2 if twice else cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Parquet, small row groups."""
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([dict(row) for row in rows]), out, row_group_size=2)
    return out.getvalue()


AS: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], bytes]] = {
    "csv": as_csv,
    "ndjson": as_ndjson,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}
