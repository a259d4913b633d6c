"""The program on a real socket: a thread serves the city of one street while the test speaks bytes."""

import json
import socket
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

from cityloop.app.config import Config
from cityloop.app.server import Server, server_of
from tests.web.browser import KEY, Served

PATIENCE_S = 20.0


class Heard(NamedTuple):
    """What came back, and how much of what was to be sent the other side took."""

    status: int
    told: dict[str, Any]
    sent: int


class Running:
    """The served city behind uvicorn on a free port of loopback."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._server: Server = server_of(served.app, Config(key=KEY))
        self._thread = Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.hear(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)

    def connect(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)

    def hear(self, first: bytes, more: bytes = b"", times: int = 0) -> Heard:
        """Send ``first``, then ``more`` so many times or until something comes back; what does."""
        with self.connect() as line:
            line.sendall(first)
            sent = self._go_on(line, more, times)
            return heard(answer(line), sent)

    def _go_on(self, line: socket.socket, more: bytes, times: int) -> int:
        sent = 0
        line.setblocking(False)
        for _ in range(times):
            try:
                line.setblocking(True)
                line.sendall(more)
                sent += len(more)
                line.setblocking(False)
                if line.recv(1, socket.MSG_PEEK):
                    break
            except BlockingIOError:
                continue
            except OSError:
                break
        line.settimeout(PATIENCE_S)
        return sent


def answer(line: socket.socket) -> bytes:
    """The whole of what is sent back, until the line ends or the answer does."""
    found = b""
    while not whole(found):
        part = line.recv(65_536)
        if not part:
            break
        found += part
    return found


def whole(found: bytes) -> bool:
    """Whether the answer has come to the length that it says."""
    head, gap, body = found.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(gap) and bool(lengths) and len(body) >= int(lengths[0].partition(b":")[2])


def heard(raw: bytes, sent: int) -> Heard:
    """The bytes of an answer as a value."""
    head, _, body = raw.partition(b"\r\n\r\n")
    told = json.loads(body) if b"json" in head else {}
    return Heard(int(head.split(b" ")[1]) if head else 0, told, sent)
