"""What the doors ask of whoever re-encodes photos: a port, its answer, and what is wrong with a file that is none."""

from typing import Protocol

import msgspec

from cityloop.city.errors import CityloopError


class NotAPhoto(CityloopError):
    """The file is no picture that can be read, or has more pixels than any phone makes."""

    code = "not-a-photo"


class Encoded(msgspec.Struct, frozen=True, kw_only=True):
    """A photo made anew: pixels alone, and apart from them what the device claims of time, place and itself."""

    image: bytes
    """JPEG (JFIF), without metadata."""
    width: int
    height: int
    claimed_time: str | None = None
    """``2026-07-08T14:31:05``; as the device said, or nothing."""
    claimed_place: str | None = None
    """``30.20312, 119.40611``: latitude and longitude."""
    claimed_device: str | None = None
    """``Maker Phone X``."""


class Photos(Protocol):
    """Re-encodes photos."""

    def encode(self, raw: bytes, /) -> Encoded:
        """The photo made anew; slow, so not in the thread that answers requests. Raises ``NotAPhoto``."""
