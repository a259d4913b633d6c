"""Files that are no photo, too large, or made to unfold: the report stays, the file goes."""

import zlib
from contextlib import suppress
from io import BytesIO
from struct import pack

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from cityloop.adapters.photos import PillowPhotos
from cityloop.edge.limits import PHOTO_BYTES
from cityloop.edge.photo import NotAPhoto
from tests.faults.hands import cases, counted, problem, program, send, standing, unchanged, write
from tests.web.browser import Browser, Served

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""Pillow says much of what it meets."""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>'
SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (48, 32), (200, 30, 30)).save(out, kind, exif=exif or Image.Exif())
    return out.getvalue()


def gif() -> bytes:
    """A picture of a kind that no camera makes."""
    out = BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *more: bytes) -> bytes:
    """A PNG of one bit a pixel, put together by hand."""
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """Some 50 KB that unfold to 400 million pixels."""
    return png(20_000, 20_000, zlib.compress(bytes(2_501 * 20_000), 9))


def text_bomb() -> bytes:
    """A picture of one pixel whose comment unfolds to 200 MB."""
    return png(1, 1, zlib.compress(b"\0\0"), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 9)))


NO_PHOTOS = {
    "svg": SVG,
    "html": b"<html>" + SCRIPT,
    "gif": gif(),
    "empty picture": b"\xff\xd8\xff\xe0",
    "cut": picture()[:200],
    "words": "照片".encode(),
    "program": b"MZ" + bytes(500),
    "archive": b"PK\x03\x04" + bytes(500),
    "svg that says jpeg": b"\xff\xd8" + SVG,
    "pixels without end": png(60_000, 60_000, b""),
    "no pixels": png(0, 0, b""),
}


def choose(browser: Browser, raw: bytes, name: str = "p.jpg", kind: str = "image/jpeg") -> httpx.Response:
    """The third question, answered with a file."""
    files = {"photo": (name, raw, kind)}
    return browser.send("POST", "/report/photo", data={"csrf": browser.token}, files=files)


@pytest.mark.parametrize("raw", NO_PHOTOS.values(), ids=NO_PHOTOS.keys())
def test_a_file_that_is_no_photo_is_refused_and_the_report_stays(served: Served, raw: bytes) -> None:
    browser = served.browser(**{"accept-language": "en"})
    write(browser)
    with unchanged(served):
        page = choose(browser, raw)
        problem(choose(program(served, browser), raw), "not-a-photo", 422)
    assert page.status_code == 422
    assert "Choose a JPEG, PNG or WebP picture." in page.text
    send(browser)
    assert served.street.case(cases(served)[0]).photos == ()
    assert counted(served)["report photo", "not-a-photo"] == 2


@pytest.mark.parametrize("make", [bomb, text_bomb])
def test_a_file_made_to_unfold_does_not(served: Served, make: "type[bytes]") -> None:
    raw = make()
    assert len(raw) < 1_000_000
    browser = served.browser()
    write(browser)
    with unchanged(served):
        assert choose(browser, raw).status_code in (422, 303)
    send(browser)
    assert len(cases(served)) == 1


@pytest.mark.parametrize(("size", "status"), [(PHOTO_BYTES, 303), (PHOTO_BYTES + 1, 413)])
def test_a_photo_has_at_most_12_mb(served: Served, size: int, status: int) -> None:
    raw = picture() + bytes(size - len(picture()))
    browser = served.browser(**{"accept-language": "en"})
    write(browser)
    page = choose(browser, raw)
    assert page.status_code == status
    if status == 413:
        assert "12 MB" in page.text
        assert problem(choose(program(served, browser), raw), "too-large", 413)
    assert "路灯不亮" in browser.get("/report/check").text


def test_a_photo_that_is_also_a_page_keeps_only_its_pixels(served: Served) -> None:
    browser = served.browser()
    write(browser)
    assert choose(browser, picture() + SCRIPT, "p.html", "text/html").status_code == 303
    send(browser)
    case = served.street.case(cases(served)[0])
    answer = served.browser("jin").get(f"/photo/{case.id}/{case.photos[0].seq}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert SCRIPT not in answer.content


def test_the_step_of_a_post_refuses_it_alike(served: Served) -> None:
    case = served.street.dispatched()
    browser = served.browser("pan")
    browser.get(f"/case/{case}/add-photo")
    before = standing(served)
    for files, status in (({"photo": ("a.svg", SVG, "image/svg+xml")}, 422), ({}, 422)):
        said = {"csrf": browser.token, "seen": "9", "view": "near"}
        answer = browser.send("POST", f"/case/{case}/add-photo", data=said, files=files)
        assert answer.status_code == status
    assert standing(served) == before


def told() -> bytes:
    """What a phone writes beside the pixels, as it stands in the file."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = "Phone", 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (30.0, 12.0, 11.0), 3: "E", 4: (119.0, 24.0, 9.0)})
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:07:08 14:31:05"
    return exif.tobytes()[6:]


TOLD = told()
HITS = st.lists(st.tuples(st.integers(0, len(TOLD) - 1), st.integers(0, 255)), min_size=1, max_size=12)


@settings(max_examples=300)
@given(HITS)
def test_metadata_that_lie_cost_nothing_but_themselves(hits: list[tuple[int, int]]) -> None:
    """The pixels are good, so the photo is taken, whatever the rest says."""
    lying = bytearray(TOLD)
    for place, value in hits:
        lying[place] = value
    raw = png(48, 32, zlib.compress(bytes(7 * 32)), chunk(b"eXIf", bytes(lying)))
    assert PillowPhotos().encode(raw).image


@settings(max_examples=200)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_broken_file_is_a_photo_or_none(kind: str, data: st.DataObject) -> None:
    raw = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NotAPhoto):
        assert PillowPhotos().encode(bytes(raw)).image
