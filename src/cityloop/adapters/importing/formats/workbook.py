"""A workbook looked through before a library reads it: no bomb, no row without end, no cell that no workbook has."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from cityloop.adapters.importing.packed import HARMLESS_BYTES, MOST_TIMES, PackedBomb
from cityloop.adapters.importing.row import LONGEST_BYTES, WrongTable

LARGEST_BYTES = 1024 * 1024 * 1024
"""What a workbook may unpack to."""
MOST_PARTS = 10_000
STRINGS = "xl/sharedStrings.xml"
LARGEST_STRINGS_BYTES = 128 * 1024 * 1024
"""The table of words lies in memory as a whole."""
LONGEST_ROW_BYTES = 8 * LONGEST_BYTES
"""Of a row as XML, tags and all; also of what stands before the rows and after them."""
CHUNK_BYTES = 256 * 1024
ROW = re.compile(rb"</(?:\w+:)?(?:row|si)\s*>|<(?:\w+:)?row\b[^>]*/>")
BEYOND = re.compile(rb"\br\s*=\s*[\"'](?:[A-Za-z]{4,}|[A-Za-z]{0,3}\d{8,}|[^\"'&]{0,20}&)")
"""A row or column that no workbook has, or that is written so that one cannot see it."""
WRONG = (BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError)


def look_through(path: Path, name: str) -> int:
    """How many rows its sheets have together. Raises ``WrongTable``, ``PackedBomb``."""
    try:
        with ZipFile(path) as archive:
            _refuse_bomb(archive.infolist(), path.stat().st_size, name)
            parts = [each for each in archive.infolist() if _is_read(each.filename)]
            return sum(_rows(archive, part, name) for part in parts)
    except WRONG as error:
        raise WrongTable(f"{name}: this is no workbook that can be read: {error}.", file=name) from error


def _is_read(part: str) -> bool:
    return part == STRINGS or part.startswith("xl/worksheets/")


def _refuse_bomb(parts: list[ZipInfo], size_bytes: int, name: str) -> None:
    """By what the container says: nothing more than that is ever unpacked from it."""
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > max(HARMLESS_BYTES, min(LARGEST_BYTES, MOST_TIMES * size_bytes)):
        what = f"{name}: the workbook unpacks to more than {MOST_TIMES} times its size, or to more than 1 GiB."
        raise PackedBomb(f"{what} Save the sheet as CSV.", file=name)
    if any(part.file_size > LARGEST_STRINGS_BYTES for part in parts if not part.filename.startswith("xl/worksheets/")):
        raise WrongTable(f"{name}: the workbook has more than 128 MiB of words. Save the sheet as CSV.", file=name)


def _rows(archive: ZipFile, part: ZipInfo, name: str) -> int:
    rows, rest = 0, 0
    for piece, tail in _pieces(archive, part):
        if b"\0" in piece or BEYOND.search(piece):
            raise WrongTable(f"{name}: {part.filename} names cells that no workbook has. Save the sheet as CSV.")
        ends = [found.end() for found in ROW.finditer(piece)]
        rows += len(ends) if part.filename != STRINGS else 0
        rest = len(piece) - ends[-1] if ends else rest + len(piece) - tail
        if rest > LONGEST_ROW_BYTES:
            raise WrongTable(f"{name}: {part.filename} has a row of more than 8 MiB. Save the sheet as CSV.")
    return rows


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[tuple[bytes, int]]:
    """The part piece by piece, each with so many bytes of the one before, so that nothing falls between two."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield tail + chunk, len(tail)
            tail = chunk[-64:]
