"""Lines of a file with their numbers, none longer than a row may be; what was put back comes first."""

import lzma
import re
import zlib
from io import BufferedIOBase

from cityloop.adapters.importing.packed import PackedBomb
from cityloop.adapters.importing.row import LONGEST_BYTES, broken
from cityloop.adapters.importing.summary import Refusal

LINE = re.compile(rb"[^\n]*\n|[^\n]+")
BREAKS = (EOFError, zlib.error, lzma.LZMAError, OSError, PackedBomb)
"""What ends the reading of a file before its end."""


class Lines:
    """Reads lines; where the file breaks off, ``broken`` says why."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._back: list[bytes] = []
        self.at = 0
        self.broken: Refusal | None = None

    def next(self) -> bytes:
        """The next line with its end; empty at the end of the file."""
        line = self._back.pop(0) if self._back else self._read()
        self.at += bool(line)
        return line

    def put_back(self, at: int, rest: bytes) -> None:
        """Read ``rest`` again, as what follows line ``at``."""
        self._back = LINE.findall(rest) + self._back
        self.at = at

    def _read(self) -> bytes:
        """A line; of one that is too long no more than shows that it is."""
        try:
            line = part = self._file.readline(LONGEST_BYTES)
            while part and not part.endswith(b"\n"):
                part = self._file.readline(LONGEST_BYTES)
                line = line + part if len(line) <= LONGEST_BYTES else line.rstrip(b"\n") + b"\n"
            return line
        except BREAKS as error:
            self.broken = broken(self.at + 1, error)
            return b""
