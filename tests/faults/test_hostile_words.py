"""Hostile words in every field: shown everywhere as the words that they are, in pages, problems and JSON."""

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import ExifTags, Image

from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.edge.photo import Encoded
from tests.faults.hands import cases, counted, problem, program, send, write
from tests.street import NOISE
from tests.web.browser import Browser, Served

EVIL = (
    "\"'></textarea></title><x-evil onclick=alert(1)><script>alert(1)</script><img src=x onerror=alert(1)>"
    "{{7*7}}{%x%}%(x)s%s${7*7}&lt;x-evil&gt;\u202ejavascript:alert(1)"
)
LANGUAGES = ("zh", "en")
CODES = ["unicode_escape", "utf-7", "raw_unicode_escape", "utf-16", "undefined", "hex", "nonsense"]
PROMISED = frozenset({"x-evil", "onclick", "onerror", "onload"})


class Reader(HTMLParser):
    """What a browser would make of a page: elements, attributes, and what scripts hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._within_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}
        self.found |= {value for _, value in attrs if value and value.strip().lower().startswith("javascript:")}
        self._within_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._within_script = False

    def handle_data(self, data: str) -> None:
        if self._within_script and data.strip():
            self.found.add("script with words in it")


def harmless(page: str) -> bool:
    """Whether no element, attribute or script of the hostile words came to life."""
    reader = Reader()
    reader.feed(page)
    return not {name for name in reader.found if name in PROMISED or name.startswith(("on", "script w", "javascript:"))}


def evil_photo() -> Encoded:
    """A photo whose device says something hostile of itself."""
    return Encoded(image=picture(), width=8, height=8, claimed_device=EVIL)


def picture(exif: Image.Exif | None = None) -> bytes:
    """A small JPEG."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (9, 9, 9)).save(out, "JPEG", exif=exif or Image.Exif())
    return out.getvalue()


@pytest.fixture
def evil_case(served: Served) -> str:
    """A case in which whatever can be said is hostile."""
    browser = served.browser()
    write(browser, words=EVIL, place=EVIL[:190], contact=EVIL[:190])
    send(browser)
    (case,) = cases(served)
    street = served.street
    street.do("an", orders.Locate, case, place="road-liuan", note=EVIL)
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS, note=EVIL)
    street.do("jin", orders.Establish, case, category="grid.component.utility.street-lamp", note=EVIL)
    photo = evil_photo()
    told = {"image": photo.image, "width": 8, "height": 8, "claimed_device": EVIL, "view": "near"}
    street.do("pan", orders.AddPhoto, case, **told)
    street.do("pan", orders.Tell, case, note=EVIL)
    return case


def test_the_reader_sees_what_is_hostile() -> None:
    assert not harmless(f"<p>{EVIL}</p>")
    assert harmless("<p>&lt;script&gt;alert(1)</p>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("jin", "/case/{case}"),
        ("pan", "/case/{case}"),
        ("mei", "/case/{case}"),
        ("jin", "/command"),
        ("pan", "/field/{case}"),
        ("qin", "/field"),
        ("jin", "/case/{case}/tell"),
        ("kong", "/street"),
        (None, "/public"),
    ],
)
def test_nothing_hostile_comes_to_life(
    served: Served, evil_case: str, language: str, person: str | None, path: str
) -> None:
    page = served.browser(person, **{"accept-language": language}).get(path.format(case=evil_case)).text
    assert harmless(page)


def test_the_words_are_shown_as_they_are(served: Served, evil_case: str) -> None:
    page = served.browser("jin").get(f"/case/{evil_case}").text
    assert page.count("&lt;x-evil onclick=alert(1)&gt;") >= 5
    assert "{{7*7}}{%x%}%(x)s%s${7*7}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_one_who_reported_sees_it_harmless_too(served: Served, language: str) -> None:
    browser = served.browser(**{"accept-language": language})
    write(browser, words=EVIL, place=EVIL[:190], contact=EVIL[:190])
    assert all(harmless(browser.get(path).text) for path in ("/report", "/report/where", "/report/reach"))
    assert harmless(browser.get("/report/check").text)
    link = send(browser)
    assert harmless(browser.get("/report/sent").text)
    assert harmless(browser.get(link).text)
    browser.get(link)
    assert harmless(browser.post(f"{link}/tell", {"note": EVIL}).text)
    assert harmless(browser.post(f"{link}/reopen", {"note": EVIL}).text)


def echoes(browser: Browser) -> Iterator[tuple[str, str]]:
    """Every page that says again what it was asked, whether it fits or not."""
    evil = quote(EVIL)
    asked = [f"command?{name}=" for name in ("area", "stage", "unit", "category", "number")]
    asked += ["sign-in?next=", "?language=", "nothing/", "case/", "public?from=", "follow/", "static/", "photo/x/"]
    asked += ["command/find?q="]
    for path in asked:
        yield path, browser.get(f"/{path}{evil}").text
    posts: dict[str, Mapping[str, str]] = {
        "/sign-in": {"person": EVIL, "password": EVIL, "next": EVIL},
        "/language": {"language": EVIL, "back": EVIL},
        "/follow": {"link": EVIL},
        "/report": {"words": "", "kind": EVIL},
    }
    browser.get("/sign-in")
    for path, said in posts.items():
        yield path, browser.post(path, said).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_back_is_harmless(served: Served, language: str) -> None:
    """For one who works here, and for anybody: each page, its problem, and its redirect."""
    for person in ("jin", None):
        browser = served.browser(person, **{"accept-language": language})
        assert [path for path, page in echoes(browser) if not harmless(page)] == []


@pytest.mark.parametrize("verb", "tell locate classify dispatch merge refuse return send split".split())
def test_a_form_that_does_not_fit_says_it_back_harmless(served: Served, evil_case: str, verb: str) -> None:
    for person in ("jin", "pan", "kong"):
        browser = served.browser(person)
        browser.get(f"/case/{evil_case}")
        names = ("note", "place", "node", "category", "to", "assisting", "into", "ground", "team", "person", "words")
        assert harmless(browser.post(f"/case/{evil_case}/{verb}", dict.fromkeys((*names, "seen", "back"), EVIL)).text)


def test_a_redirect_leads_nowhere_else(served: Served, evil_case: str) -> None:
    browser = served.browser("jin")
    browser.get(f"/case/{evil_case}/tell")
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/\r\nSet-Cookie: a=b"):
        answer = browser.post(f"/case/{evil_case}/tell", {"note": "x", "back": back})
        assert answer.headers["location"] == f"/case/{evil_case}"
        assert "a" not in answer.cookies


def test_a_problem_for_a_program_is_json_that_no_browser_takes_for_a_page(served: Served) -> None:
    browser = served.browser("jin", accept="application/json", **{"accept-language": "en"})
    evil = EVIL.replace("/", "")
    answer = browser.get(f"/case/{quote(evil)}")
    told = problem(answer, "no-such-case", 404)
    assert evil in told["detail"]
    assert json.loads(answer.text) == told
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_denounced_name_in_hostile_words_stays_withheld(served: Served) -> None:
    case = served.street.request(kind="denounce", category=NOISE, words=EVIL, contact=EVIL).case
    page = served.browser("jin").get(f"/case/{case}").text
    assert harmless(page)


def test_what_a_device_says_of_itself_is_only_words(served: Served) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "<script>alert(1)</script>", EVIL[:100]
    case = served.street.dispatched()
    browser = served.browser("pan")
    browser.get(f"/case/{case}/add-photo")
    files = {"photo": ("<script>.jpg", picture(exif), "text/html")}
    said = {"csrf": browser.token, "seen": "9", "view": "near"}
    assert browser.send("POST", f"/case/{case}/add-photo", data=said, files=files).status_code == 303
    page = browser.get(f"/case/{case}").text
    assert harmless(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# Forms that are none


@pytest.mark.parametrize("code", CODES)
def test_a_form_in_another_code_is_refused(served: Served, code: str) -> None:
    """Some of these make letters that are none, which nothing could keep or show."""
    browser = served.browser()
    browser.get("/report")
    body = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n\\ud800 +2AA-\r\n--x--\r\n'
    headers = {"content-type": f"multipart/form-data; boundary=x; charset={code}", "x-csrf-token": browser.token}
    answer = program(served, browser).send("POST", "/report", content=body, headers=headers)
    problem(answer, "bad-form", 422)
    assert browser.get("/report").status_code == 200
    assert counted(served)["report", "bad-form"] == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"words": "x"}'),
        ("application/json", b"[" * 50_000),
        ("text/plain", b"words=x"),
        ("application/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nno header"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % each for each in range(100))),
        ("application/x-www-form-urlencoded", b"words=%ff%fe%ed%a0%80" * 3000),
        ("", b"words=x"),
    ],
)
def test_what_is_no_form_of_ours_is_told_so(served: Served, kind: str, body: bytes) -> None:
    browser = served.browser()
    browser.get("/report")
    headers = {"content-type": kind, "x-csrf-token": browser.token}
    answer = program(served, browser).send("POST", "/report", content=body, headers=headers)
    told = problem(answer, "bad-form", 422)
    assert "Traceback" not in told["detail"]


@pytest.mark.parametrize("words", ["a\0b", "\U0001f6b0", "\u202eabc\u200b", "\u0301\u0301", "x" * 2000])
def test_letters_that_are_odd_are_kept_as_they_are(served: Served, words: str) -> None:
    browser = served.browser()
    write(browser, words=words)
    send(browser)
    (case,) = cases(served)
    sealed = served.street.case(case).words
    assert sealed is not None
    assert (served.street.node.journal.payload(sealed) or b"").decode() == words
