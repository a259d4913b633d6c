"""A city's folder: its files as bytes and as text, and the whole as one archive."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from cityloop.adapters.catalogue.mistake import Book, Mistake

KINDS = {".toml", ".csv", ".geojson", ".json", ".yaml", ".yml", ".md", ".txt"}
"""What a city's folder is made of; other files are neither read nor kept."""
NOTHING: Mapping[str, bytes] = {}
LARGEST_BYTES = 64 * 1024 * 1024
"""A file of a city is no larger than this."""


class Folder:
    """Reads files below one root and notes what cannot be read."""

    def __init__(self, root: Path, book: Book, over: Mapping[str, bytes] = NOTHING) -> None:
        self.root = root.resolve()
        self.book = book
        self._over = over
        """Files as they are to stand here, before they do."""

    def files(self) -> tuple[str, ...]:
        """Every file of the city, relative to the root, in order."""
        found = (path for path in self.root.rglob("*") if path.is_file() and path.suffix.lower() in KINDS)
        named = (path.relative_to(self.root).as_posix() for path in found if not _hidden(path, self.root))
        return tuple(sorted({*named, *self._over}))

    def text(self, file: str) -> str | None:
        """The text of a file, UTF-8 (a byte order mark is dropped); None when it cannot be read, and noted."""
        raw = self._bytes(file)
        if raw is None:
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._note_encoding(file, raw, error)
            return None

    def archive(self) -> bytes:
        """All the files as one tar: the same files give the same bytes."""
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for file in self.files():
                content = (self.root / file).read_bytes()
                info = tarfile.TarInfo(file)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        return out.getvalue()

    def _bytes(self, file: str) -> bytes | None:
        if file in self._over and len(self._over[file]) <= LARGEST_BYTES:
            return self._over[file]
        path = (self.root / file).resolve()
        for wrong, code, what, remedy in (
            (not path.is_relative_to(self.root), "outside-folder", "It lies outside the city's folder.", "Move it in."),
            (not path.is_file(), "missing-file", "There is no such file.", "Add it, or take it out of city.toml."),
            (_size(path) > LARGEST_BYTES, "large-file", "It is larger than 64 MiB.", "Split it into several."),
        ):
            if wrong:
                self._note(file, code, what, remedy)
                return None
        return path.read_bytes()

    def _note(self, file: str, code: str, what: str, remedy: str, line: int = 0) -> None:
        self.book.add(Mistake(file=file, line=line, code=code, what=what, remedy=remedy))

    def _note_encoding(self, file: str, raw: bytes, error: UnicodeDecodeError) -> None:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"The file is not UTF-8; it looks like {_guess(raw)}."
        self._note(file, "wrong-encoding", what, f"Save it as UTF-8 (iconv -f {_guess(raw)} -t UTF-8).", line)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _guess(raw: bytes) -> str:
    """What the bytes may be instead: said in the remedy, never acted upon."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "an unknown encoding"
    return "GB18030"


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
