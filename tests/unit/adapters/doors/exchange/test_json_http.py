"""The door of JSON over HTTP: the suite that every door passes, and answers that are none."""

from collections.abc import Callable, Iterator
from gzip import compress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import msgspec
import pytest

from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.checks.door import DOOR, Opens, Yard
from cityloop.city.facts.mirrors import State
from cityloop.command.exchange import DoorShut, Matter
from tests.outside import SECRET, Outside, Record


class Far:
    """``checks.door.FarSide`` on the outside system of the tests."""

    def __init__(self) -> None:
        self.outside = Outside()
        self.taken: dict[str, list[tuple[int, State]]] = {}

    def opens(self, number: str, matter: Matter) -> None:
        told = msgspec.to_builtins(matter)
        said = {name: value for name, value in told.items() if value is not None}
        record = self.outside.records[number] = Record(number, 1, "open", matter=said)
        self.outside.tells(record)

    def moves(self, number: str, state: State) -> None:
        self.outside.moves(self.outside.records[number], state.value)

    def garbles(self, number: str) -> None:
        self.outside.log.append({"number": number, "revision": 1, "state": "asleep"})

    def breaks(self) -> None:
        self.outside.faults = lambda _: httpx.Response(500)

    def mends(self) -> None:
        self.outside.faults = lambda _: None

    def refuses(self) -> None:
        self.outside.faults = lambda _: httpx.Response(422)

    def told(self, case: str) -> list[tuple[int, State]]:
        return [(version, State(state)) for version, state in self.outside.tellings.get(case, [])]

    def into(self, case: str) -> str | None:
        return self.outside.records[self.outside.by_case[case]].into

    def shown(self, case: str) -> list[bytes]:
        return list(self.outside.records[self.outside.by_case[case]].photos.values())


def yard() -> Yard:
    far = Far()
    return Yard(JsonDoor("http://outside.test/", SECRET, far.outside.transport()), far)


@pytest.mark.parametrize("check", DOOR, ids=lambda check: check.__name__)
def test_the_door_passes(check: Callable[[Opens], None]) -> None:
    check(yard)


ANSWERS = {
    "no JSON": b"<html>",
    "no listing": b"[]",
    "deep": b"[" * 100_000,
    "no cursor": b'{"cases": []}',
    "back to where it began": b'{"cases": [], "cursor": 0, "more": true}',
    "no UTF-8": b'{"cases": ["\xff"], "cursor": "\xff"}',
    "without end": b" " * (9 * 1024 * 1024),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_that_is_none_is_a_door_that_is_shut(answer: bytes) -> None:
    door = JsonDoor("http://outside.test/", SECRET, httpx.MockTransport(lambda _: httpx.Response(200, content=answer)))
    with pytest.raises(DoorShut):
        door.pull(0)


def test_nothing_is_followed_elsewhere() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": "http://elsewhere.test/"})

    with pytest.raises(DoorShut):
        JsonDoor("http://outside.test/", SECRET, httpx.MockTransport(answer)).pull(0)
    assert asked == ["outside.test"]


def test_an_answer_that_drips_on_is_a_door_that_is_shut() -> None:
    now = [0.0]

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(1000):
                now[0] += 1.0
                yield b" "

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Dripping()))
    with pytest.raises(DoorShut, match="60 s"):
        JsonDoor("http://outside.test/", SECRET, transport, lambda: now[0]).pull(0)
    assert now[0] == 61


def test_no_proxy_that_the_environment_names_hears_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        thread = Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(DoorShut):
            JsonDoor("http://outside.invalid/", SECRET).pull(0)
        proxy.shutdown()
    assert heard == []


def test_no_packed_answer_is_asked_for_and_none_is_read() -> None:
    asked: list[str] = []

    def packed(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        return httpx.Response(200, content=compress(b" " * 1_000_000), headers={"content-encoding": "gzip"})

    door = JsonDoor("http://outside.test/", SECRET, httpx.MockTransport(packed))
    with pytest.raises(DoorShut, match="packed"):
        door.pull(0)
    assert asked == ["identity"]
    door.close()
