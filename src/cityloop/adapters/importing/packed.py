"""Packed files (gzip, xz), unpacked as they are read, never more than is asked for; a bomb is told from a file."""

import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from cityloop.adapters.importing.row import WrongTable

GZIP, XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"
CHUNK_BYTES = 64 * 1024
XZ_BYTES = 128 * 1024 * 1024
"""Memory that unpacking xz may take; its largest preset takes 65 MiB."""
MOST_TIMES = 250
"""A file unpacks to no more than so many times its size: real tables stay below 50."""
HARMLESS_BYTES = 16 * 1024 * 1024
"""What unpacks to no more than this is no bomb, however small it was."""


class PackedBomb(WrongTable):
    """A small file that unpacks without end."""

    code = "packed-bomb"


class Unpacker(Protocol):
    """One packed stream, in the manner of ``lzma.LZMADecompressor``."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether more can come out only after more goes in."""

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """No more than ``max_length`` bytes of what ``data`` holds."""


class Gunzip:
    """A gzip member, in that manner."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether more can come out only after more goes in."""
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """No more than ``max_length`` bytes."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def unxz() -> Unpacker:
    """An xz stream, with bounded memory."""
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_BYTES)


UNPACKERS: dict[bytes, Callable[[], Unpacker]] = {GZIP: Gunzip, XZ: unxz}
"""By the first bytes of a file."""


class Unpacked(io.RawIOBase):
    """What a packed file holds. Raises ``PackedBomb``, ``EOFError``, ``zlib.error``, ``lzma.LZMAError``."""

    def __init__(self, raw: BinaryIO, make: Callable[[], Unpacker]) -> None:
        super().__init__()
        self._raw, self._make, self._unpacker = raw, make, make()
        self._in = self._out = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill as much of ``buffer`` as one step unpacks; 0 at the end."""
        while not self._unpacker.eof or self._goes_on():
            fed = self._raw.read(CHUNK_BYTES) if self._unpacker.needs_input else b""
            self._in += len(fed)
            out = self._unpacker.decompress(fed, len(buffer))
            if out:
                return self._filled(buffer, out)
            if not fed and not self._unpacker.eof and self._unpacker.needs_input:
                raise EOFError("it is cut off in the middle of a packed part")
        return 0

    def _goes_on(self) -> bool:
        """Whether another packed part follows the one that has ended; zeros at the end are padding."""
        rest = self._unpacker.unused_data.lstrip(b"\0") or self._raw.read(CHUNK_BYTES).lstrip(b"\0")
        if not rest:
            return False
        self._raw.seek(self._raw.tell() - len(rest))
        self._unpacker = self._make()
        return True

    def _filled(self, buffer: Any, out: bytes) -> int:
        self._out += len(out)
        if self._out > max(HARMLESS_BYTES, MOST_TIMES * self._in):
            what = f"The file unpacks to more than {MOST_TIMES} times its size: that is a bomb, no table."
            raise PackedBomb(f"{what} Pack what you have anew, or import it unpacked.")
        buffer[: len(out)] = out
        return len(out)


def unpacked(raw: BinaryIO, magic: bytes, name: str) -> io.BufferedIOBase:
    """What the packed file ``raw``, which begins with ``magic``, holds. Raises ``WrongTable``."""
    stream = io.BufferedReader(Unpacked(raw, UNPACKERS[magic]), CHUNK_BYTES)
    try:
        stream.peek(1)
    except (EOFError, zlib.error, lzma.LZMAError) as error:
        raise WrongTable(f"{name}: it cannot be unpacked: {error}. Fetch it anew.", file=name) from error
    return stream
