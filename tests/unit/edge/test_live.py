"""Live lines end with the right to listen, and with the program."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request

from cityloop.city.words import Language
from cityloop.edge import live
from cityloop.edge.asker import Asker
from cityloop.edge.live import ENDED, HERE, event, last_seen, paced
from cityloop.edge.problem import TooMany
from cityloop.edge.seats import Seats
from cityloop.edge.transport import Origin
from cityloop.guard.credentials import Token
from tests.web.browser import Served


async def ticking(every_s: float, most: int = 10_000) -> AsyncIterator[bytes]:
    """Events that come by themselves."""
    for number in range(most):
        await asyncio.sleep(every_s)
        yield event("tick", str(number))


def asker(served: Served, secret: str) -> Asker:
    """One who is signed in."""
    principal = served.kept.people("jin")
    assert principal is not None
    return Asker(principal=principal, origin=Origin("h", "http", "h"), language=Language.ZH, secret=secret)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as made:
        yield made


async def collected(parts: AsyncIterator[bytes], most: int = 50) -> list[bytes]:
    """At most so many parts."""
    found = []
    async for part in parts:
        found.append(part)
        if len(found) == most:
            break
    return found


def test_an_event_is_written_as_the_standard_says() -> None:
    assert event("change", '{"a":1}', 7) == b'id: 7\nevent: change\ndata: {"a":1}\n\n'
    assert event("note", "two\nlines") == b"event: note\ndata: two\ndata: lines\n\n"
    assert event("beat", "") == b"event: beat\ndata: \n\n"


@pytest.mark.parametrize(("said", "position"), [("7", 7), ("", None), ("-1", None), ("x", None), ("9" * 40, None)])
def test_a_line_is_taken_up_where_it_was_left(said: str, position: int | None) -> None:
    headers = [(b"last-event-id", said.encode())]
    assert last_seen(Request({"type": "http", "headers": headers, "query_string": b""})) == position


def test_a_line_says_that_it_is_there_and_ends_with_its_session(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIVE_LOOK_S", 0.02)
    secret = served.kept.sessions.open("jin")
    who = asker(served, secret)

    async def listen() -> list[bytes]:
        parts = paced(served.kept, who, ticking(3600))
        first = await anext(parts)
        served.kept.sessions.close(secret)
        return [first, *await collected(parts)]

    heard = served.runner.run(listen())
    assert heard[0] == HERE
    assert heard[-1] == ENDED


def test_a_busy_line_ends_with_its_session_all_the_same(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIVE_LOOK_S", 0.02)
    who = asker(served, "a session that is none")
    heard = served.runner.run(collected(paced(served.kept, who, ticking(0.001)), 1_000))
    assert heard[-1] == ENDED
    assert HERE not in heard


@pytest.mark.parametrize("revoked", [True, False], ids=["revoked", "past its end"])
def test_a_line_of_a_machine_ends_with_its_token(
    served: Served, monkeypatch: pytest.MonkeyPatch, revoked: bool
) -> None:
    monkeypatch.setattr(live, "LIVE_LOOK_S", 0.02)
    end = served.street.now + timedelta(hours=1)
    held = Token(id="screen", duties=frozenset(), scopes=frozenset(), jurisdiction="qingxi", end=end)
    secret = served.kept.tokens.issue(held)
    principal = served.kept.machines(held)
    assert principal is not None
    who = Asker(principal=principal, origin=Origin("h", "http", "h"), language=Language.ZH, token=secret)

    async def listen() -> list[bytes]:
        parts = paced(served.kept, who, ticking(3600))
        first = await anext(parts)
        if revoked:
            served.kept.tokens.revoke("screen")
        else:
            served.street.now = end
        return [first, *await collected(parts)]

    heard = served.runner.run(asyncio.wait_for(listen(), 20))
    assert (heard[0], heard[-1]) == (HERE, ENDED)


def test_a_line_ends_when_the_program_stops(served: Served) -> None:
    who = asker(served, served.kept.sessions.open("jin"))

    async def listen() -> list[bytes]:
        parts = paced(served.kept, who, ticking(0.001))
        first = await anext(parts)
        served.kept.seats.stopping.set()
        return [first, *await collected(parts)]

    assert served.runner.run(listen())[-1] == ENDED


def test_a_line_ends_when_there_is_no_more(served: Served) -> None:
    who = asker(served, served.kept.sessions.open("jin"))
    assert len(served.runner.run(collected(paced(served.kept, who, ticking(0, most=3))))) == 3


def test_seats_are_bounded_in_all_and_for_each() -> None:
    seats = Seats(total=3, each=2)
    with seats.one("a"), seats.one("a"):
        with pytest.raises(TooMany), seats.one("a"):
            pass
        with seats.one("b"), pytest.raises(TooMany), seats.one("c"):
            pass
    with seats.one("a"):
        pass
    assert seats._taken.total() == 0
