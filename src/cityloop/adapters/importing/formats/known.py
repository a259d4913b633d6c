"""Which format a file is in: its name says one, its first bytes another, and both must say the same."""

from enum import StrEnum
from pathlib import Path

from cityloop.adapters.importing.packed import GZIP, XZ, unpacked
from cityloop.adapters.importing.row import WrongTable


class Format(StrEnum):
    """The formats that are read, as people call them."""

    CSV = "CSV"
    NDJSON = "NDJSON"
    XLSX = "XLSX"
    PARQUET = "Parquet"


NAMED = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".xlsx": Format.XLSX,
    ".parquet": Format.PARQUET,
}
PACKED = {".gz": GZIP, ".xz": XZ}
CONTAINERS = {b"PK\x03\x04": Format.XLSX, b"PAR1": Format.PARQUET}
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old workbook (XLS): save it as XLSX",
    b"BZh": "packed with bzip2: pack it with gzip or xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd: pack it with gzip or xz",
    b"%PDF": "a PDF: export the table itself",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
}
"""What people try, and what to do instead."""
LOOK_BYTES = 4096


def packing_of(path: Path, start: bytes) -> bytes | None:
    """The first bytes of the packing that the file is in; None where it is in none. Raises ``WrongTable``."""
    found = next((magic for magic in PACKED.values() if start.startswith(magic)), None)
    said = PACKED.get(path.suffix.lower())
    if said is not None and said is not found:
        raise WrongTable(
            f"{path.name}: it is called {path.suffix}, but is not packed so. Correct its name, or pack it."
        )
    return found


def format_of(path: Path) -> tuple[Format, bytes | None]:
    """The format and the packing of a file. Raises ``WrongTable``."""
    with path.open("rb") as raw:
        start = raw.read(8)
        packing = packing_of(path, start)
        raw.seek(0)
        content = (unpacked(raw, packing, path.name) if packing else raw).read1(LOOK_BYTES)
    found, said = _by_content(path, content), _by_name(path)
    if said is not None and content.strip() and found is not said:
        what = f"{path.name}: its name says {said}, its content looks like {found}."
        raise WrongTable(f"{what} Correct the name, or export it anew.", file=path.name)
    if packing and found in CONTAINERS.values():
        raise WrongTable(f"{path.name}: {found} is packed within itself. Unpack the file first.", file=path.name)
    return found, packing


def _by_name(path: Path) -> Format | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    last = suffixes[:-1] if suffixes[-1:] and suffixes[-1] in PACKED else suffixes
    return NAMED.get(last[-1]) if last else None


def _by_content(path: Path, content: bytes) -> Format:
    """Text that begins with a brace is NDJSON, any other is CSV."""
    for magic, format in CONTAINERS.items():
        if content.startswith(magic):
            return format
    for magic, what in FOREIGN.items():
        if content.startswith(magic):
            raise WrongTable(f"{path.name}: this is {what}.", file=path.name)
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"["):
        raise WrongTable(
            f"{path.name}: this is a list in JSON. Write NDJSON: one object a line, no brackets round them."
        )
    return Format.NDJSON if text.startswith(b"{") else Format.CSV
