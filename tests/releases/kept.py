"""A record as it is kept: one archive, and beside it what must be found in it."""

import io
import lzma
import tarfile
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
RECORD, EXPECTED = "record.tar.xz", "expected.json"


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a later program must find."""

    version: str
    now: str
    """The moment at which it was put away (ISO 8601); a test opens it at this moment."""
    size: int
    root: str
    access: int
    access_root: str
    facts: dict[str, int]
    """How many entries there are with each tag."""
    cases: dict[str, str]
    """The stage of each case."""
    words: dict[str, str | None]
    """What each report says; None: its person was forgotten."""
    holds: list[int]
    """Those that stand."""


def list_releases() -> list[Path]:
    """The folders of the releases, oldest first."""
    return sorted(path.parent for path in HERE.glob(f"*/{RECORD}"))


def expected(release: Path) -> Expected:
    """What must be found in it."""
    return msgspec.json.decode((release / EXPECTED).read_bytes(), type=Expected)


def pack(folder: Path, release: Path, found: Expected) -> None:
    """Keep the record in ``folder`` as that of a release."""
    release.mkdir(exist_ok=True)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = tarfile.TarInfo(path.relative_to(folder).as_posix())
            info.size = path.stat().st_size
            info.mode = 0o600
            tar.addfile(info, io.BytesIO(path.read_bytes()))
    (release / RECORD).write_bytes(lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME))
    (release / EXPECTED).write_bytes(msgspec.json.format(msgspec.json.encode(found, order="sorted")) + b"\n")


def unpack(release: Path, folder: Path) -> None:
    """Its record, to be opened and changed at will."""
    data = lzma.decompress((release / RECORD).read_bytes())
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(folder, filter="data")
