"""What tests of faults do again and again: see what stands, ask as a program, write a report, read the counts."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import httpx

from cityloop.city.facts.access import RefusalsCounted
from tests.web.browser import Browser, Served

JSON = "application/json"
PROBLEM = "application/problem+json"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Standing(NamedTuple):
    """All that a refusal must leave as it was: the record, the payloads beside it, and the keys."""

    size: int
    root: bytes
    payloads: int
    keys: int


def standing(served: Served) -> Standing:
    """What stands now."""
    journal = served.street.node.journal
    size = journal.size()
    payloads = rows(served, "journal.db", "main_payloads")
    return Standing(size, journal.root(size), payloads, rows(served, "keys/keys.db", "keys"))


def rows(served: Served, file: str, table: str) -> int:
    """How many rows a table in a file of the record has."""
    with closing(sqlite3.connect(served.folder / file)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@contextmanager
def unchanged(served: Served) -> Iterator[None]:
    """Whatever the block asks for, the record is as long as before and has the same root, and no key was made."""
    before = standing(served)
    yield
    assert standing(served) == before


def program(served: Served, browser: Browser) -> Browser:
    """A program that goes on where the browser is: same cookies, same token, but it reads no pages."""
    made = served.browser(accept=JSON)
    made.client.cookies, made.token = browser.client.cookies, browser.token
    return made


def problem(answer: httpx.Response, code: str, status: int) -> dict[str, Any]:
    """The answer's problem details (RFC 9457), whole."""
    told: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == PROBLEM
    assert (told["type"], told["status"], answer.status_code) == (f"/problems/{code}", status, status)
    assert told["title"]
    assert told["detail"]
    assert told["instance"] == answer.headers["x-request-id"]
    return told


def counted(served: Served) -> Counter[tuple[str, str]]:
    """How often each route refused for each reason, as the access journal has it once the minute is over."""
    served.street.now += timedelta(minutes=1)
    served.street.node.stop()
    found: Counter[tuple[str, str]] = Counter()
    for entry in served.street.node.access.read(0, 100_000):
        for each in entry.fact.refusals if isinstance(entry.fact, RefusalsCounted) else ():
            found[each.route, each.reason] += each.count
    return found


def cases(served: Served) -> list[str]:
    """The ids of all cases, in the order they came."""
    return [entry.about for entry in served.street.node.journal.tagged("case.reported")]


def write(browser: Browser, words: str = "路灯不亮", place: str = "柳岸路", contact: str = "") -> None:
    """The questions of a report up to the last look."""
    browser.get("/report")
    browser.post("/report", {"words": words})
    browser.post("/report/where", {"place": place})
    browser.post("/report/reach", {"contact": contact})
    browser.get("/report/check")


def send(browser: Browser) -> str:
    """Send what was written; the address to follow it by."""
    browser.get("/report/check")
    assert browser.post("/report/check").headers["location"] == "/report/sent"
    page = browser.get("/report/sent").text
    return "/follow/" + page.partition("http://localhost/follow/")[2].partition('"')[0]


def page_of(served: Served, person: str, path: str, language: str) -> str:
    """A page as a person reads it."""
    return served.browser(person, **{"accept-language": language}).get(path).text
