"""The program as it really listens: bodies without end, live lines, and how it stops."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from benchmarks._doors import Doors, doors
from cityloop.app.config import Config, UnsafeConfig
from cityloop.app.server import serve
from cityloop.edge import live
from tests.street import Street


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """A server on loopback that looks after live lines often."""
    monkeypatch.setattr(live, "LIVE_LOOK_S", 0.05)
    street = Street(tmp_path)
    with doors(street.node) as made:
        yield made
    street.node.stop()


def lines(answer: httpx.Response, most: int) -> list[str]:
    """At most so many lines of a live line."""
    found = []
    for line in answer.iter_lines():
        found.append(line)
        if len(found) == most:
            break
    return found


@pytest.mark.parametrize("said", [True, False])
def test_fifty_megabytes_are_refused_and_the_program_goes_on(running: Doors, said: bool) -> None:
    chunks = (b"x" * 65_536 for _ in range(800))
    client = running.client()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    headers = {**kind, "content-length": str(800 * 65_536)} if said else kind
    try:
        assert client.http.post("/sign-in", content=chunks, headers=headers).status_code == 413
    except httpx.WriteError:
        assert said, "the connection was closed while the body was still coming"
    assert client.get("/healthz").status_code == 200


def test_a_live_line_ends_soon_after_its_session(running: Doors) -> None:
    client = running.client("jin")
    with client.http.stream("GET", "/live", headers={"accept": "text/event-stream"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        running.kept.sessions.close_all("jin")
        assert lines(answer, 10_000)[-3:] == ["event: ended", "data: ", ""]
    assert client.http.get("/live", headers={"accept": "text/event-stream"}).status_code == 401


def test_the_program_stops_though_somebody_listens(running: Doors) -> None:
    client, heard = running.client("jin"), []

    def listen() -> None:
        with client.http.stream("GET", "/live", headers={"accept": "text/event-stream"}) as answer:
            heard.extend(lines(answer, 10_000))

    thread = Thread(target=listen)
    thread.start()
    while not running.kept.seats._taken.total():
        thread.join(0.01)
    running.stop()
    thread.join()
    assert heard[-3:] == ["event: ended", "data: ", ""]


def test_a_seat_is_free_again_when_the_listener_has_gone(running: Doors) -> None:
    client = running.client("jin")
    with client.http.stream("GET", "/live", headers={"accept": "text/event-stream"}) as answer:
        lines(answer, 1)
    looks = [running.kept.seats._taken.total() for _ in range(200) if client.get("/healthz").status_code == 200]
    assert looks[-1] == 0


def test_nothing_listens_where_the_settings_are_unsafe(tmp_path: Path) -> None:
    street = Street(tmp_path)
    with pytest.raises(UnsafeConfig, match="in clear"):
        serve(street.node, Config(host="0.0.0.0", key=bytes(32)))
    street.node.stop()
