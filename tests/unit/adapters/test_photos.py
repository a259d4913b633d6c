"""Photos made anew: nothing of the file survives but its pixels, and what the device claims stands apart."""

from io import BytesIO

import pytest
from PIL import ExifTags, Image

from cityloop.adapters.photos import PillowPhotos
from cityloop.edge.limits import PHOTO_SIDE_PX
from cityloop.edge.photo import NotAPhoto

SECRET = b"a-secret-in-the-file"


def photo(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), exif: Image.Exif | None = None) -> bytes:
    """A picture as a phone makes it."""
    out = BytesIO()
    Image.new("RGB", size, (90, 100, 110)).save(out, kind, exif=exif or Image.Exif())
    return out.getvalue()


def told() -> Image.Exif:
    """What a phone writes into a photo."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Maker", "Phone X"
    exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:07:08 14:31:05"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (30.0, 12.0, 11.25)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (119.0, 24.0, 22.0)
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew(kind: str) -> None:
    made = PillowPhotos().encode(photo(kind))
    assert (made.width, made.height) == (PHOTO_SIDE_PX, PHOTO_SIDE_PX // 2)
    with Image.open(BytesIO(made.image)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (made.width, made.height), {})


def test_what_the_device_claims_stands_apart() -> None:
    made = PillowPhotos().encode(photo(exif=told()))
    claims = (made.claimed_time, made.claimed_place, made.claimed_device)
    assert claims == ("2026-07-08T14:31:05", "30.20312, 119.40611", "Maker Phone X")
    assert SECRET not in made.image
    assert b"Phone" not in made.image
    assert made.height > made.width, "turned upright"


def test_bytes_after_the_picture_are_gone() -> None:
    assert SECRET not in PillowPhotos().encode(photo() + SECRET).image


@pytest.mark.parametrize("raw", [b"", b"hello", b"<svg onload=alert(1)>", photo()[:200], b"GIF89a" + bytes(50)])
def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPhoto):
        PillowPhotos().encode(raw)


def test_a_picture_that_unfolds_to_gigabytes_is_refused() -> None:
    with pytest.raises(NotAPhoto):
        PillowPhotos().encode(photo("PNG", (12_000, 6_000)))
