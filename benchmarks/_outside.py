"""The outside system of the claim ``exchange``: a process of its own on loopback that fails as real ones do.

``python -m benchmarks._outside PORT SEED`` serves until it is told to end. ``/control`` plays its own people.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from time import sleep
from typing import Any

import httpx
import msgspec

from tests.outside import Outside, Record

LOST, FAILING, LATE, TWICE, BEHIND = 0.03, 0.03, 0.02, 0.05, 0.05
"""Shares of requests whose answer gets lost, that fail, that wait; of news told twice, and told again when old."""
WAIT_S = 0.3
BACK = 0.02
"""Share of the cases handed over that are said not to be its own."""


class Failing:
    """The system, its people, and its faults."""

    def __init__(self, seed: int) -> None:
        self.outside = Outside(seed)
        self.chance = Random(seed)
        self.down = False
        self.faulty = True
        self.outside.faults = self.fault
        self.outside.forgets = lambda _: self.faulty and self.chance.random() < LOST

    def fault(self, request: httpx.Request) -> httpx.Response | None:
        """Down, failing, or well."""
        if self.down:
            return httpx.Response(503)
        return httpx.Response(500) if self.faulty and self.chance.random() < FAILING else None

    def control(self, said: dict[str, Any]) -> object:
        """What the claim asks of it."""
        with self.outside.lock:
            return getattr(self, f"do_{said.pop('do')}")(**said)

    def do_open(self, count: int, places: list[str]) -> int:
        """Matters are reported there."""
        for number in range(count):
            self.outside.opens(place=places[number % len(places)])
        return len(self.outside.records)

    def do_work(self) -> int:
        """Its people bring everything that was handed over one step on; some of it is not theirs."""
        worked = 0
        for record in list(self.outside.records.values()):
            if record.matter is None and record.case and record.state in ("open", "taken"):
                self.outside.moves(record, self._next(record), answer="已处理")
                worked += 1
                self._gossip(record)
        return worked

    def _next(self, record: Record) -> str:
        if record.state == "open":
            return "returned" if self.chance.random() < BACK else "taken"
        return "done"

    def _gossip(self, record: Record) -> None:
        """News told twice, and old news after it."""
        if self.chance.random() < TWICE:
            self.outside.tells(record)
        if self.chance.random() < BEHIND:
            self.outside.log.append({**record.said(), "revision": record.revision - 1, "state": "open"})

    def do_set(self, **said: bool) -> bool:
        """Down or up, faulty or not."""
        for name, value in said.items():
            setattr(self, name, value)
        return True

    def do_spoil(self) -> str:
        """One case is changed there and nobody is told: what the claim must notice."""
        record = next(iter(self.outside.records.values()))
        record.revision, record.state = record.revision + 1, "taken"
        self.outside.tells(record)
        return record.number

    def do_dump(self) -> list[dict[str, Any]]:
        """All that it holds."""
        names = ("number", "case", "state", "told")
        return [{name: getattr(each, name) for name in names} for each in self.outside.records.values()]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    failing: Failing

    def do_GET(self) -> None:
        """Tell what changed."""
        self._pass()

    def do_PUT(self) -> None:
        """Take what is told."""
        self._pass()

    def do_POST(self) -> None:
        """What the claim asks of it."""
        told = self.failing.control(msgspec.json.decode(self._body()))
        self._send(200, msgspec.json.encode(told))

    def _pass(self) -> None:
        if self.failing.faulty and self.failing.chance.random() < LATE:
            sleep(WAIT_S)
        head, body = dict(self.headers), self._body()
        request = httpx.Request(self.command, f"http://outside{self.path}", headers=head, content=body)
        try:
            answer = self.failing.outside.answer(request)
        except httpx.ReadTimeout:
            self.close_connection = True
            return
        self._send(answer.status_code, answer.content)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


def main(port: int, seed: int) -> None:
    """Serve until the process is ended."""
    Handler.failing = Failing(seed)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
