"""Fakes of the other side of a channel: a port that does as it is told, a gateway by HTTP, a mail server."""

import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from gzip import compress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cityloop.command.notices import Delivered, Letter, Outcome

LOOPBACK = "127.0.0.1"


class Port:
    """A channel that answers as ``say`` says, and remembers what it was handed."""

    def __init__(self, say: Callable[[Letter], Outcome] = lambda _: Delivered()) -> None:
        self.say = say
        self.letters: list[Letter] = []
        self.closed = False
        self._lock = Lock()

    def deliver(self, letter: Letter, /) -> Outcome:
        with self._lock:
            self.letters.append(letter)
        return self.say(letter)

    def close(self) -> None:
        self.closed = True

    @property
    def told(self) -> list[tuple[str, str]]:
        """To whom, and of what, in the order of the tries."""
        return [(letter.to, letter.event) for letter in self.letters]

    @property
    def tries(self) -> Counter[str]:
        """How often each letter was tried."""
        return Counter(letter.key for letter in self.letters)


class How(StrEnum):
    """What a gateway does with a request."""

    TAKES = "takes"
    LIES = "lies"
    """200, with an error in what it says."""
    REFUSES = "refuses"
    """200, and a code that says: never."""
    BREAKS = "breaks"
    """500."""
    BUSY = "busy"
    """429, with a time to wait."""
    RESETS = "resets"
    """The line breaks before an answer; the letter was taken."""
    HANGS = "hangs"
    """Nothing comes until the gateway is closed."""
    DRIPS = "drips"
    """An answer without end."""
    MUMBLES = "mumbles"
    """200, and no JSON."""
    REDIRECTS = "redirects"
    PACKS = "packs"
    """200, packed though that was not asked for."""


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return {name: words[0] for name, words in parse_qs(self.body.decode()).items()}


Choose = Callable[[Asked], How]


class Gateway(ThreadingHTTPServer):
    """An SMS gateway, or somebody's webhook: takes what it is told to take, as ``choose`` says."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, choose: Choose = lambda _: How.TAKES) -> None:
        self.choose = choose
        self.asked: list[Asked] = []
        self.states: dict[str, str] = {}
        """What it says of a receipt when it is asked."""
        self.closing = Event()
        self.taken = Lock()
        super().__init__((LOOPBACK, 0), _Handler)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is none of its business."""


class _Handler(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        receipt = self.path.rpartition("/")[2]
        self._answer(200, {"state": self.server.states.get(receipt, "waiting")})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): word for name, word in self.headers.items()}
        asked = Asked(self.command, self.path, headers, body)
        how = self.server.choose(asked)
        with self.server.taken:
            self.server.asked.append(asked)
            number = len(self.server.asked)
        self._do(how, number)

    def _do(self, how: How, number: int) -> None:
        match how:
            case How.TAKES:
                self._answer(200, {"code": "OK", "id": f"m-{number}"})
            case How.LIES:
                self._answer(200, {"code": "isv.BUSINESS_LIMIT_CONTROL"})
            case How.REFUSES:
                self._answer(200, {"code": "isv.MOBILE_NUMBER_ILLEGAL"})
            case How.BREAKS:
                self._answer(500, {})
            case How.BUSY:
                self._answer(429, {}, {"Retry-After": "2"})
            case How.PACKS:
                self._write(200, compress(b" " * 1_000_000), {"Content-Encoding": "gzip"})
            case How.REDIRECTS:
                self._answer(302, {}, {"Location": "/elsewhere"})
            case _:
                self._misbehave(how)

    def _misbehave(self, how: How) -> None:
        self.close_connection = True
        if how is How.RESETS:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()
        elif how is How.HANGS:
            self.server.closing.wait()
        elif how is How.DRIPS:
            self._drip()
        else:
            self._write(200, b"<html>taken, perhaps</html>", {})

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while not self.server.closing.is_set():
            self.wfile.write(b" " * 4096)

    def _answer(self, status: int, said: dict[str, str], headers: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(said).encode(), headers or {})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, word in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, word)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def gateway(choose: Choose = lambda _: How.TAKES) -> Iterator[Gateway]:
    """A gateway that is up within the block."""
    server = Gateway(choose)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()


class MailServer:
    """A mail server that takes what ``reply`` lets it take."""

    def __init__(self, reply: Callable[[EmailMessage], str] = lambda _: "250 OK", goodbye: str = "221 Bye") -> None:
        self.reply, self.goodbye = reply, goodbye
        self.refused: dict[str, str] = {}
        """What it says to a recipient that it does not take."""
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []

    async def recipient(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = self.refused.get(address)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def quit(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        return self.goodbye

    async def data(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        said = self.reply(mail)
        if said.startswith("2"):
            self.raw.append(content)
            self.mails.append(mail)
        return said


@contextmanager
def mail_server(server: MailServer, **options: Any) -> Iterator[int]:
    """The port that the server listens at within the block."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
    hooks = {"handle_RCPT": server.recipient, "handle_DATA": server.data, "handle_QUIT": server.quit}
    handler = SimpleNamespace(**hooks)
    controller = Controller(handler, hostname=LOOPBACK, port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop(no_assert=True)
