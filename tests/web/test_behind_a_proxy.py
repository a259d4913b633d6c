"""Behind a proxy that ends TLS, configured as the documents say: its headers are played, as it would send them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cityloop.edge.limits import MIB, PHOTO_FORM_BYTES
from tests.conftest import ROOT
from tests.web.browser import Browser, Served

EXAMPLES = ROOT / "docs" / "how-to" / "proxy"
NAME, PROXY, PERSON = "city.example.org", "127.0.0.1", "198.51.100.7"
OWN = "the lamps of willow street"
HEADER = re.compile(r"^\s*proxy_set_header\s+(\S+)\s+(\S+);", re.MULTILINE)
SETTING = re.compile(r"^#\s+CITYLOOP_([A-Z]+)=(\S+)$", re.MULTILINE)


def settings(example: str) -> dict[str, Any]:
    """The settings that the example asks for."""
    found = SETTING.findall((EXAMPLES / example).read_text("utf-8"))
    return {name.lower(): tuple(value.split(",")) for name, value in found}


def from_nginx(person: str, said: str = "") -> dict[str, str]:
    """The headers that nginx makes of a request, by its configuration."""
    forwarded = f"{said}, {person}" if said else person
    values = {"$host": NAME, "$scheme": "https", "$proxy_add_x_forwarded_for": forwarded, '""': ""}
    made = HEADER.findall((EXAMPLES / "nginx.conf").read_text("utf-8"))
    return {name.lower(): values[value] for name, value in made if values[value]}


def from_caddy(person: str, said: str = "") -> dict[str, str]:
    """The headers that Caddy makes by itself; what strangers say of where they come from, it replaces."""
    return {"host": NAME, "x-forwarded-for": person, "x-forwarded-proto": "https", "x-forwarded-host": NAME}


PLAYED = {"nginx.conf": from_nginx, "Caddyfile": from_caddy}


@pytest.fixture(params=PLAYED)
def example(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def served(tmp_path: Path, example: str) -> Iterator[Served]:
    with Served(tmp_path, **settings(example)) as made:
        made.kept.passwords.set("jin", OWN)
        yield made


def browser(served: Served, example: str, person: str = PERSON, said: str = "", **more: str) -> Browser:
    """A browser on the other side of the proxy."""
    return served.browser(source=PROXY, **PLAYED[example](person, said), **more)


def sign_in(there: Browser, password: str = OWN) -> int:
    """One attempt, as a browser sends it."""
    page = there.get("/sign-in")
    sent = {"person": "jin", "password": password}
    line = page.headers.get("set-cookie", "").partition(";")[0]
    cookie = {"cookie": line} if line else {}
    told = {"origin": f"https://{NAME}", "sec-fetch-site": "same-origin", **cookie}
    return there.post("/sign-in", sent, **told).status_code


def test_people_sign_in_with_cookies_for_tls_alone(served: Served, example: str) -> None:
    there = browser(served, example)
    page = there.get("/sign-in")
    assert page.headers["set-cookie"].startswith("__Host-visitor=")
    assert page.headers["strict-transport-security"]
    assert sign_in(there) == 303


def test_who_guesses_is_slowed_by_the_own_address_not_the_proxy_s(served: Served, example: str) -> None:
    guesser = browser(served, example, "203.0.113.99")
    assert [guesser.get(f"/follow/guess{number}").status_code for number in range(31)][-1] == 429
    assert browser(served, example).get("/follow/guess").status_code == 404


def test_nobody_hides_behind_an_address_that_he_writes_himself(served: Served, example: str) -> None:
    liars = [browser(served, example, "203.0.113.99", said=f"10.0.0.{number}") for number in range(31)]
    assert [each.get("/follow/guess").status_code for each in liars][-1] == 429


def test_a_form_of_another_site_is_refused(served: Served, example: str) -> None:
    there = browser(served, example)
    there.get("/sign-in")
    assert there.post("/sign-in", {"person": "jin", "password": OWN}, origin="https://evil.example").status_code == 403


def test_nobody_comes_past_the_proxy(served: Served, example: str) -> None:
    past = served.browser(source=PERSON, **PLAYED[example](PERSON))
    assert past.get("/sign-in").status_code == 421


def test_a_report_with_its_photos_passes(example: str) -> None:
    text = (EXAMPLES / example).read_text("utf-8")
    (most,) = re.findall(r"(?:client_max_body_size|max_size)\s+(\d+)(?:m|MB)", text)
    assert int(most) * MIB >= PHOTO_FORM_BYTES
    assert f"CITYLOOP_HOSTS={NAME}" in text
    assert "127.0.0.1:8000" in text


ADDRESSES = re.compile(r"\$(request|request_uri|uri|args|query_string|is_args|arg_\w+|http_\w+|cookie_\w+)\b")


def test_no_log_of_the_proxy_holds_an_address_or_what_it_asks_for() -> None:
    """A follow-up link, a key in a query and a proof of who somebody is are addresses."""
    said = (EXAMPLES / "nginx.conf").read_text("utf-8")
    (format,) = re.findall(r"^log_format (\w+) '([^']*)';", said, re.MULTILINE)
    assert re.findall(r"^\s*access_log (\S+) (\w+);", said, re.MULTILINE) == [
        ("/var/log/nginx/cityloop.log", format[0])
    ]
    assert ADDRESSES.findall(format[1]) == []
    assert re.findall(r"^\s*error_log\s+\S+ (\w+);", said, re.MULTILINE) == ["crit"]
    assert "log" not in re.sub(r"#.*", "", (EXAMPLES / "Caddyfile").read_text("utf-8")), "Caddy writes none unless told"
