"""Signing in and out: sessions are new, end in time and with the person; passwords are slowed, never locked."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cityloop.app.cli.password import command
from tests.web.browser import TOKEN, Browser, Served

PASSWORD = "路灯 lamps 42 lit"


@pytest.fixture
def jin(served: Served) -> Browser:
    """A browser whose person has a password."""
    served.kept.passwords.set("jin", PASSWORD)
    return served.browser()


def sign_in(browser: Browser, password: str = PASSWORD, person: str = "jin", **fields: str) -> int:
    """The status of one attempt."""
    browser.get("/sign-in")
    return browser.post("/sign-in", {"person": person, "password": password, **fields}).status_code


def test_the_right_password_opens_the_desk(jin: Browser) -> None:
    assert jin.get("/command").status_code == 303
    assert sign_in(jin) == 303
    assert jin.get("/command").status_code == 200


def test_one_is_led_back_to_where_one_was_going_and_never_elsewhere(jin: Browser) -> None:
    assert jin.get("/command").headers["location"] == "/sign-in?next=%2Fcommand"
    for wanted, led in (("/command", "/command"), ("//evil.example/", "/"), ("https://evil.example/", "/")):
        jin.get("/sign-in")
        answer = jin.post("/sign-in", {"person": "jin", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == led


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(jin: Browser) -> None:
    jin.get("/sign-in")
    answer = jin.post("/sign-in", {"person": "jin", "password": PASSWORD})
    cookies = {line.split("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"session", "device", "visitor"}
    assert all("HttpOnly" in line and "SameSite=lax" in line and "Path=/" in line for line in cookies.values())


def test_under_tls_cookies_are_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    with Served(tmp_path, proxies=("10.0.0.0/8",)) as served:
        served.kept.passwords.set("jin", PASSWORD)
        browser = served.browser(source="10.0.0.1", **{"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"})
        page = browser.get("/sign-in")
        assert page.headers["set-cookie"].startswith("__Host-visitor=")
        assert "Secure" in page.headers["set-cookie"]
        assert page.headers["strict-transport-security"].startswith("max-age=")


def test_a_session_planted_beforehand_is_worth_nothing(served: Served, jin: Browser) -> None:
    jin.client.cookies.set("session", "planted-by-somebody-else", domain="localhost.local")
    assert sign_in(jin) == 303
    assert served.kept.sessions.find("planted-by-somebody-else") is None
    secrets = [cookie.value for cookie in jin.client.cookies.jar if cookie.name == "session"]
    assert "planted-by-somebody-else" not in secrets


def test_signing_in_again_ends_the_session_before(served: Served, jin: Browser) -> None:
    sign_in(jin)
    first = jin.client.cookies["session"]
    sign_in(jin)
    assert jin.client.cookies["session"] != first
    assert served.kept.sessions.find(first) is None


def test_signing_out_ends_it_on_the_server(served: Served, jin: Browser) -> None:
    sign_in(jin)
    secret = jin.client.cookies["session"]
    jin.get("/command")
    assert jin.post("/sign-out").status_code == 303
    assert served.kept.sessions.find(secret) is None
    jin.client.cookies.set("session", secret, domain="localhost.local")
    assert jin.get("/command").status_code == 303


def test_a_session_ends_when_nobody_uses_it(served: Served) -> None:
    browser = served.browser("jin")
    assert browser.get("/command").status_code == 200
    served.street.now += timedelta(hours=1, minutes=59)
    assert browser.get("/command").status_code == 200
    served.street.now += timedelta(hours=2)
    assert browser.get("/command").status_code == 303
    assert browser.get("/command", accept="application/json").json()["type"] == "/problems/session-ended"


def test_who_has_left_the_city_s_service_is_signed_out_everywhere(served: Served) -> None:
    secret = served.kept.sessions.open("somebody-who-left")
    browser = served.browser()
    browser.client.cookies.set("session", secret, domain="localhost.local")
    assert browser.get("/command").status_code == 303
    assert served.kept.sessions.find(secret) is None


def test_wrong_passwords_are_slowed_and_the_right_one_works_after_the_wait(served: Served, jin: Browser) -> None:
    assert [sign_in(jin, "wrong wrong wrong") for _ in range(5)] == [403] * 5
    assert sign_in(jin, PASSWORD) == 429
    served.street.now += timedelta(seconds=1)
    assert sign_in(jin, PASSWORD) == 303


def test_a_device_known_to_a_person_is_not_slowed_by_others_guessing(served: Served, jin: Browser) -> None:
    assert sign_in(jin) == 303
    jin.get("/command")
    jin.post("/sign-out")
    guesser = served.browser(source="198.51.100.99")
    assert [sign_in(guesser, "wrong wrong wrong") for _ in range(6)][-1] == 429
    assert sign_in(served.browser(source="198.51.100.98"), PASSWORD) == 429
    assert sign_in(jin) == 303


def test_name_and_password_are_refused_alike_whichever_is_wrong(jin: Browser) -> None:
    answers = []
    for person in ("jin", "nobody-of-this-name"):
        jin.get("/sign-in")
        answers.append(jin.post("/sign-in", {"person": person, "password": "wrong wrong wrong"}))
    texts = [TOKEN.sub("", answer.text.replace("nobody-of-this-name", "jin")) for answer in answers]
    assert texts[0] == texts[1]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_come_in_as_exists_only_in_a_demonstration(served: Served) -> None:
    browser = served.browser()
    assert browser.get("/come-in").status_code == 404
    assert browser.post("/come-in", {"person": "jin"}).status_code == 404


def test_in_a_demonstration_one_comes_in_as_anybody(tmp_path: Path) -> None:
    with Served(tmp_path, demo=True) as served:
        browser = served.browser()
        assert browser.get("/come-in").status_code == 200
        assert browser.post("/come-in", {"person": "jin"}).status_code == 303
        assert browser.get("/command").status_code == 200
        assert browser.post("/come-in", {"person": "nobody"}).status_code == 404


def test_a_new_password_signs_out_whoever_is_signed_in(served: Served) -> None:
    browser, other = served.browser("jin"), served.browser("pan")
    assert browser.get("/command").status_code == 200
    said = ["jin", "--data", str(served.folder), "--password", PASSWORD]
    assert CliRunner().invoke(command, said).exit_code == 0
    assert browser.get("/command").headers["location"].startswith("/sign-in")
    assert other.get("/command").status_code == 200
