"""A first password lets its person in once, to choose one of their own; without scripts, in both languages."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Response

from cityloop.city.facts.accounts import LockGround
from cityloop.guard.sessions import Lifetimes
from tests.web.browser import Browser, Served

FIRST, OWN = "K7QF-2M9X-PPDE-4RTZ", "the lamps of willow street"
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (Linux; Android 15; ALN-AL10) AppleWebKit/537.36 Chrome/130.0 Mobile MicroMessenger/8"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """One person of the city has a first password."""
    with Served(tmp_path) as made:
        made.kept.accounts.give_first("machine:shell", "jin", FIRST, made.street.now + timedelta(days=14))
        yield made


def sign_in(browser: Browser, password: str = FIRST, onward: str = "") -> Response:
    """One attempt."""
    browser.get("/sign-in")
    return browser.post("/sign-in", {"person": "jin", "password": password, "next": onward})


def choose(browser: Browser, page: Response, password: str = OWN, again: str | None = None, **said: str) -> Response:
    """The form of the page that follows a first password."""
    found = TICKET.search(page.text)
    assert found, "no page on which one chooses a password"
    told = {"person": "jin", "ticket": found[1], "password": password, "again": password if again is None else again}
    return browser.post("/first-password", {**told, **said})


@pytest.mark.parametrize(("language", "words"), [("zh", "设置密码"), ("en", "Choose a password")])
def test_it_leads_to_the_page_on_which_one_chooses(served: Served, language: str, words: str) -> None:
    browser = served.browser(**{"accept-language": language})
    page = sign_in(browser)
    assert page.status_code == 200
    assert f"<h1>{words}</h1>" in page.text
    assert browser.get("/command").status_code == 303, "not in yet"


def test_the_own_password_is_the_way_in_and_the_first_one_is_done_with(served: Served) -> None:
    browser = served.browser()
    answer = choose(browser, sign_in(browser, onward="/street"), next="/street")
    assert (answer.status_code, answer.headers["location"]) == (303, "/street")
    assert browser.get("/command").status_code == 200
    other = served.browser(source="198.51.100.1")
    assert sign_in(other, FIRST).status_code == 403
    assert sign_in(other, OWN).status_code == 303


def test_a_page_that_one_has_seen_lets_nobody_in_twice(served: Served) -> None:
    browser = served.browser()
    page = sign_in(browser)
    assert choose(browser, page).status_code == 303
    again = served.browser()
    again.get("/sign-in")
    assert choose(again, page, "another quiet sentence").status_code == 403
    assert not served.kept.passwords.verify("jin", "another quiet sentence")


def test_its_ticket_is_for_one_browser_one_person_and_a_quarter_of_an_hour(served: Served) -> None:
    browser, thief = served.browser(), served.browser()
    page = sign_in(browser)
    thief.get("/sign-in")
    assert choose(thief, page).status_code == 403
    assert choose(browser, page, person="pan").status_code == 403
    served.street.now += timedelta(minutes=15)
    assert choose(browser, page).status_code == 403
    assert served.kept.passwords.first_until("jin") is not None


@pytest.mark.parametrize("ticket", ["", ".", "x.y", "9" * 30, f"{'9' * 17}.guessed"])
def test_a_ticket_that_is_none_changes_nothing(served: Served, ticket: str) -> None:
    browser = served.browser()
    sign_in(browser)
    said = {"person": "jin", "ticket": ticket, "password": OWN, "again": OWN}
    assert browser.post("/first-password", said).status_code == 403
    assert served.kept.passwords.verify("jin", FIRST)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short one", "short one", "at least 15 characters"),
        (OWN, "the lamps of willow streef", "not the same"),
        ("Password123456!!", "Password123456!!", "others guess it"),
        (FIRST, FIRST, "one of your own"),
        ("", "", "Type the new password"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_beside_it(served: Served, password: str, again: str, said: str) -> None:
    browser = served.browser(**{"accept-language": "en"})
    page = choose(browser, sign_in(browser), password, again)
    assert page.status_code == 422
    assert said in page.text
    assert served.kept.passwords.verify("jin", FIRST)
    assert choose(browser, page).status_code == 303, "nothing is lost, and the next try is taken"


def test_a_first_password_ends_unused(served: Served) -> None:
    browser = served.browser(**{"accept-language": "en"})
    served.street.now += timedelta(days=14)
    page = sign_in(browser)
    assert page.status_code == 403
    assert "was not used in time" in page.text


def test_a_locked_person_is_told_so_by_the_right_password_alone(served: Served) -> None:
    served.kept.passwords.set("jin", OWN)
    served.kept.locks.put("jin", LockGround.LEFT)
    browser = served.browser(**{"accept-language": "en"})
    assert "locked" in sign_in(browser, OWN).text
    assert "locked" not in sign_in(browser, "wrong wrong wrong wrong").text


# My sign-ins


def signed_in(served: Served, source: str = "203.0.113.5", **headers: str) -> Browser:
    """Somebody who came in by the form."""
    served.kept.passwords.set("jin", OWN)
    browser = served.browser(source=source, **{"accept-language": "en", **headers})
    assert sign_in(browser, OWN).status_code == 303
    return browser


def test_one_sees_where_one_is_signed_in_and_by_what(served: Served) -> None:
    here = signed_in(served, **{"user-agent": FIREFOX})
    signed_in(served, "198.51.100.7", **{"user-agent": PHONE})
    page = here.get("/my/sign-ins").text
    assert "Firefox · Linux" in page
    assert "WeChat · Android" in page
    assert "from another network" in page
    assert "198.51.100" not in page
    assert page.index("This device") < page.index("Firefox") < page.index("Other devices") < page.index("WeChat")


def test_a_lost_phone_is_signed_out_from_elsewhere_at_once(served: Served) -> None:
    here, phone = signed_in(served), signed_in(served, "198.51.100.7", **{"user-agent": PHONE})
    page = here.get("/my/sign-ins").text
    (mark,) = re.findall(r'name="end" value="([0-9a-f]{16})"', page)
    assert here.post("/my/sign-ins", {"end": mark}).headers["location"] == "/my/sign-ins?ended=1"
    assert phone.get("/command").status_code == 303
    assert "You are signed in nowhere else." in here.get("/my/sign-ins").text


def test_all_others_end_and_this_one_stays(served: Served) -> None:
    here, *others = (signed_in(served, f"198.51.100.{each}") for each in range(3))
    here.get("/my/sign-ins")
    assert here.post("/my/sign-ins", {"end": "others"}).status_code == 303
    assert [each.get("/command").status_code for each in (here, *others)] == [200, 303, 303]


def test_nobody_ends_another_s_sign_in(served: Served) -> None:
    here, pan = signed_in(served), served.browser("pan")
    found = served.kept.sessions.find(here.client.cookies["session"])
    assert found is not None
    pan.get("/my/sign-ins")
    for asked in (found.mark, "%", "_" * 16, found.digest):
        pan.post("/my/sign-ins", {"end": asked})
    assert here.get("/command").status_code == 200


def test_sign_ins_of_an_earlier_release_are_shown_too(served: Served) -> None:
    here = served.browser("jin", **{"accept-language": "en"})
    assert "a device that does not say what it is" in here.get("/my/sign-ins").text
    assert served.kept.sessions.lifetimes == Lifetimes()


def test_another_password_ends_every_other_sign_in(served: Served) -> None:
    here, phone = signed_in(served), signed_in(served, "198.51.100.7")
    here.get("/my/password")
    new = "another quiet sentence"
    assert here.post("/my/password", {"old": OWN, "password": new, "again": new}).status_code == 303
    assert here.get("/command").status_code == 200
    assert phone.get("/command").status_code == 303
    assert served.kept.passwords.verify("jin", new)


def test_a_wrong_old_password_is_slowed_and_changes_nothing(served: Served) -> None:
    here, new = signed_in(served), "another quiet sentence"
    here.get("/my/password")
    said = {"old": "wrong wrong wrong", "password": new, "again": new}
    assert [here.post("/my/password", said).status_code for _ in range(6)] == [403] * 5 + [429]
    assert served.kept.passwords.verify("jin", OWN)


def test_a_weak_new_password_is_said_and_changes_nothing(served: Served) -> None:
    here = signed_in(served)
    here.get("/my/password")
    page = here.post("/my/password", {"old": OWN, "password": "short one", "again": "short one"})
    assert page.status_code == 422
    assert "at least 15 characters" in page.text
    assert served.kept.passwords.verify("jin", OWN)


def test_a_program_has_no_sign_ins(served: Served) -> None:
    assert served.browser("pan").get("/my/password").status_code == 404
