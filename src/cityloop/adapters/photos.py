"""Photos made anew with Pillow: what was hidden in the file is gone, what the device claims stands apart."""

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeAlias

from PIL import ExifTags, Image, UnidentifiedImageError

from cityloop.edge.limits import PHOTO_PIXELS, PHOTO_SIDE_PX
from cityloop.edge.photo import Encoded, NotAPhoto

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
CLAIM_CHARS = 300
Claims: TypeAlias = dict[str, str | None]
NO_PHOTO = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError)
"""What Pillow raises at pixels that are none."""
LYING = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)
"""What Pillow raises at metadata that lie: the pixels may be good all the same."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of each orientation upright (CIPA DC-008, 4.6.4 A)."""


class PillowPhotos:
    """Re-encodes in this process; each photo takes some 100 ms and some 10 MB for a moment."""

    def encode(self, raw: bytes) -> Encoded:
        """Turned upright, at most 1600 px a side, JPEG without metadata. Raises ``NotAPhoto``."""
        try:
            with Image.open(BytesIO(raw), formats=FORMATS) as opened:
                _refuse_huge(opened)
                turn, claims = _said(opened)
                made = _made(opened, turn)
        except NO_PHOTO as wrong:
            raise NotAPhoto("This file is no photo that can be read. Choose a JPEG, PNG or WebP picture.") from wrong
        return Encoded(image=_jpeg(made), width=made.width, height=made.height, **claims)


def _refuse_huge(opened: Image.Image) -> None:
    if opened.width * opened.height > PHOTO_PIXELS:
        raise NotAPhoto("This picture has more pixels than any phone makes.", width=opened.width, height=opened.height)


def _said(opened: Image.Image) -> tuple[Image.Transpose | None, Claims]:
    """How to turn the picture, and what its device claims; nothing where the metadata cannot be read."""
    try:
        exif = opened.getexif()
        return UPRIGHT.get(exif.get(ExifTags.Base.Orientation, 1)), _claims(exif)
    except LYING:
        return None, {}


def _made(opened: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    opened.draft("RGB", (PHOTO_SIDE_PX, PHOTO_SIDE_PX))
    plain = opened if opened.mode == "RGB" else opened.convert("RGB")
    plain.thumbnail((PHOTO_SIDE_PX, PHOTO_SIDE_PX))
    upright = plain if turn is None else plain.transpose(turn)
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def _jpeg(made: Image.Image) -> bytes:
    out = BytesIO()
    made.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _claims(exif: Image.Exif) -> Claims:
    """What the device says of time, place and itself, each apart: they are guarded differently."""
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    taken = _text(inner.get(ExifTags.Base.DateTimeOriginal)) or _text(exif.get(ExifTags.Base.DateTime))
    device = " ".join(filter(None, (_text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model)))))
    said = {
        "claimed_time": taken.replace(":", "-", 2).replace(" ", "T", 1),
        "claimed_place": _place(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        "claimed_device": device,
    }
    return {name: words[:CLAIM_CHARS] or None for name, words in said.items()}


def _text(value: Any) -> str:
    """A tag as words; control characters and what is no text are left out."""
    return "".join(letter for letter in value if letter.isprintable()).strip() if isinstance(value, str) else ""


def _place(gps: Mapping[int, Any]) -> str:
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{north:.5f}, {east:.5f}" if abs(north) <= 90 and abs(east) <= 180 else ""


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    return -found if negative else found
