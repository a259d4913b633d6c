"""Those who guess: passwords, links, tokens of forms, sessions. Slowed, counted in bounded memory, nobody shut out."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from time import monotonic

import httpx
import pytest

from cityloop.city.facts.access import RefusalsCounted
from cityloop.guard.minutes import MOST_LINES
from tests.faults.hands import JSON, counted, problem, unchanged
from tests.faults.running import Running
from tests.web.browser import HTML, TOKEN, Served

PASSWORD = "路灯 lamps 42 lit"
WRONG = "wrong wrong wrong"
THOUSAND, TEN_THOUSAND = 1_000, 10_000


@pytest.fixture
def jin(served: Served) -> Served:
    """The program, where one person has a password."""
    served.kept.passwords.set("jin", PASSWORD)
    return served


def attempt(served: Served, source: str, password: str) -> int:
    """One attempt to sign in from a fresh browser at this address; its status."""
    browser = served.browser(source=source)
    browser.get("/sign-in")
    return browser.post("/sign-in", {"person": "jin", "password": password}).status_code


# A wrong password a thousand times


def test_a_wrong_password_a_thousand_times_is_slowed_counted_and_locks_nobody_out(jin: Served) -> None:
    browser = jin.browser()
    browser.get("/sign-in")
    said = {"person": "jin", "password": WRONG}
    codes = Counter(browser.post("/sign-in", said).status_code for _ in range(THOUSAND))
    assert codes == {403: 5, 429: THOUSAND - 5}
    assert attempt(jin, "198.51.100.7", PASSWORD) == 429
    jin.street.now += timedelta(seconds=31)
    assert attempt(jin, "198.51.100.7", PASSWORD) == 303
    found = counted(jin)
    assert found["sign-in", "wrong-password"] == 5
    assert found["sign-in", "too-many"] == THOUSAND - 5 + 1


def test_a_thousand_sources_are_slowed_as_one(jin: Served) -> None:
    codes = Counter(attempt(jin, f"2001:db8:{each:x}::1", WRONG) for each in range(300))
    assert codes == {403: 5, 429: 295}
    jin.street.now += timedelta(seconds=31)
    assert attempt(jin, "198.51.100.7", PASSWORD) == 303


@pytest.mark.parametrize(("language", "words"), [("zh", "密码错了好几次"), ("en", "Several wrong passwords")])
def test_who_has_to_wait_is_told_how_long(jin: Served, language: str, words: str) -> None:
    browser = jin.browser(**{"accept-language": language})
    browser.get("/sign-in")
    answers = [browser.post("/sign-in", {"person": "jin", "password": WRONG}) for _ in range(6)]
    assert words in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) >= 1
    machine = jin.browser(accept=JSON)
    machine.client.cookies, machine.token = browser.client.cookies, browser.token
    told = problem(machine.post("/sign-in", {"person": "jin", "password": WRONG}), "too-many", 429)
    assert told["retry_s"] >= 1


def test_while_a_thousand_guess_at_once_others_are_answered(jin: Served) -> None:
    """The passwords are looked at by few at a time; pages do not wait behind them."""
    with Running(jin) as running, ThreadPoolExecutor(16) as pool:
        address = f"http://127.0.0.1:{running.port}"
        guesses = [pool.submit(guess, address, each) for each in range(THOUSAND // 10)]
        waits = list(waited(address, guesses))
        codes = Counter(code for guess_ in guesses for code in guess_.result())
    assert codes.total() == THOUSAND
    assert set(codes) <= {403, 429, 503}
    assert waits
    assert max(waits) < 5.0


def guess(address: str, number: int) -> list[int]:
    """Ten attempts of one browser, each for another account."""
    with httpx.Client(base_url=address, headers={"accept": HTML}) as client:
        token = TOKEN.search(client.get("/sign-in").text)
        said = {"csrf": token[1] if token else "", "password": WRONG}
        people = (f"somebody-{number}-{each}" for each in range(10))
        return [client.post("/sign-in", data={**said, "person": person}).status_code for person in people]


def waited(address: str, guesses: list[Future[list[int]]]) -> Iterator[float]:
    """How long a page takes while the guesses go on, s."""
    with httpx.Client(base_url=address, timeout=30) as client:
        while not all(each.done() for each in guesses):
            began = monotonic()
            assert client.get("/healthz").status_code == 200
            yield monotonic() - began


# Links, forms, sessions


@pytest.mark.parametrize("link", ["guess", "0" * 26, "A" * 26, "%00", "é", "a" * 4_000, "..%2f..%2f"])
def test_a_forged_link_is_not_there(served: Served, link: str) -> None:
    served.street.report()
    with unchanged(served):
        page = served.browser().get(f"/follow/{link}")
        answer = served.browser(accept=JSON).get(f"/follow/{link}")
    assert page.status_code == answer.status_code == 404
    assert "路灯" not in page.text


def test_what_can_be_done_with_a_link_needs_the_right_one(served: Served) -> None:
    receipt = served.street.report()
    other = served.street.report()
    browser = served.browser()
    browser.get(f"/follow/{receipt.secret}")
    with unchanged(served):
        for secret in ("guess", other.case, receipt.case, (receipt.secret or "")[:-1], f"{receipt.secret}0"):
            assert browser.post(f"/follow/{secret}/tell", {"note": "x"}).status_code == 404


def test_ten_thousand_guessed_links_are_two_lines_of_the_record(served: Served) -> None:
    browser = served.browser(accept=JSON)
    codes = Counter(browser.get(f"/follow/guess{each}").status_code for each in range(TEN_THOUSAND))
    assert codes == {404: 30, 429: TEN_THOUSAND - 30}
    assert counted(served) == {("follow", "no-such-case"): 30, ("follow", "too-many"): TEN_THOUSAND - 30}
    assert len(records(served)) == 1


def test_guessing_from_everywhere_cannot_grow_the_record(served: Served) -> None:
    for each in range(1_000):
        served.browser(source=f"2001:db8:{each:x}::1", accept=JSON).get("/follow/guess")
    assert counted(served).total() == MOST_LINES
    (record,) = records(served)
    assert (len(record.refusals), record.others, record.total) == (MOST_LINES, 1_000 - MOST_LINES, 1_000)


def records(served: Served) -> list[RefusalsCounted]:
    """What stands on the access journal of refusals, a record a minute."""
    entries = served.street.node.access.tagged("access.refusals-counted")
    return [entry.fact for entry in entries if isinstance(entry.fact, RefusalsCounted)]


def test_a_session_that_has_ended_changes_nothing_and_is_counted(served: Served) -> None:
    case = served.street.dispatched()
    browser = served.browser("pan")
    browser.get(f"/case/{case}")
    served.street.now += timedelta(hours=3)
    with unchanged(served):
        assert browser.post(f"/case/{case}/sign").headers["location"].startswith("/sign-in?")
        problem(browser.post(f"/case/{case}/sign", accept=JSON), "session-ended", 401)
    assert counted(served)["step", "session-ended"] == 2


@pytest.mark.parametrize("token", ["", "guessed", "é", "x" * 4_000])
def test_a_forged_form_changes_nothing_and_is_counted(served: Served, token: str) -> None:
    case = served.street.dispatched()
    browser = served.browser("pan", **{"accept-language": "en"})
    browser.get(f"/case/{case}")
    said = {"csrf": token, "seen": "9"}
    with unchanged(served):
        page = browser.post(f"/case/{case}/sign", said)
        problem(browser.post(f"/case/{case}/sign", said, accept=JSON), "forged-form", 403)
    assert page.status_code == 403
    assert "load its page again" in page.text
    assert counted(served)["step", "forged-form"] == 2
