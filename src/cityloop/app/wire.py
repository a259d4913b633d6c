"""One connection: what is no HTTP, or has no end, is answered, counted and cut before the program sees a request."""

from asyncio import Handle, Transport
from secrets import token_hex
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from cityloop.app.security import NOWHERE, Passing, tell
from cityloop.edge.asker import network_source
from cityloop.edge.keeping import Keeping
from cityloop.edge.limits import HEAD_BYTES, HEAD_S, SPILLED_BYTES, STOPPING_S
from cityloop.edge.problem import JSON_TYPE, BadRequest, HeadTooLarge, Refused, SlowHead, problem_of
from cityloop.edge.transport import Origin

CLOSING = b"\r\n".join((
    b"content-type: " + JSON_TYPE.encode(), b"cache-control: no-store", b"x-content-type-options: nosniff",
    b"connection: close", b"",
))  # fmt: skip
"""The headers of an answer after which nothing more is read."""


class Wire(HttpToolsProtocol):
    """Uvicorn's protocol with an end to heads: in bytes (RFC 6585, 431) and in time (RFC 9110, 408).

    The parser puts a head together piece by piece, so one without an end would hold up everybody.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._in_head, self._is_long, self._is_refused = True, False, False
        self._head, self._spilled = 0, 0
        self._patience: Handle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Whoever connects has ``HEAD_S`` to ask for something."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The next bytes; those of a head are counted."""
        if self._is_refused:
            self._spill(len(data))
            return
        self._head += len(data) if self._in_head else 0
        super().data_received(data)
        if self._in_head and self._head > HEAD_BYTES:
            self._refuse(HeadTooLarge(f"The head of a request has at most {HEAD_BYTES} bytes.", most_bytes=HEAD_BYTES))
        elif self._in_head and self._head and self._patience is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """The head is whole. One that came in few large pieces is measured here."""
        self._in_head = False
        self._wait_no_more()
        self._is_long = sum(len(name) + len(value) for name, value in self.headers) + len(self.url) > HEAD_BYTES
        if self._is_long:
            raise ValueError("head too large")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body; who goes on sending long after the answer is cut off."""
        super().on_body(body)
        self._spill(len(body) if self.cycle.response_complete else 0)

    def on_message_complete(self) -> None:
        """The request is whole; another one may follow."""
        super().on_message_complete()
        self._in_head, self._head, self._spilled = True, 0, 0

    def send_400_response(self, msg: str) -> None:
        """What the parser could not read."""
        long = HeadTooLarge(f"The head of a request has at most {HEAD_BYTES} bytes.", most_bytes=HEAD_BYTES)
        self._refuse(long if self._is_long else BadRequest("What was sent is no HTTP request that can be read."))

    def _spill(self, count: int) -> None:
        self._spilled += count
        if self._spilled > SPILLED_BYTES:
            self.transport.abort()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEAD_S, self._lose_patience)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        if self._head:
            self._refuse(SlowHead(f"The head of a request has to come within {HEAD_S:.0f} s."))
        else:
            self.transport.close()

    def _refuse(self, wrong: Refused) -> None:
        """Answer and count; what still comes is let fall."""
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        kept: Keeping = self.config.app.state.keeping  # type: ignore[union-attr]
        passing = Passing(token_hex(8), Origin(self.client[0] if self.client else "", self.scheme or "http", ""))
        passing.code, passing.status = wrong.code, wrong.status
        kept.tally.count(kept.clock(), network_source(passing.origin, kept.seals), NOWHERE, wrong.code)
        tell(passing, "-", 0.0)
        self._write(wrong, passing.number)

    def _write(self, wrong: Refused, number: str) -> None:
        body = msgspec.json.encode(problem_of(wrong, "zh", number))
        length = f"content-length: {len(body)}\r\n".encode()
        self.transport.write(STATUS_LINE[wrong.status] + length + CLOSING + b"\r\n" + body)
        self._end()

    def _end(self) -> None:
        """Say that no more follows, and leave time to read it: a line that is cut can lose the answer."""
        self._wait_no_more()
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self._patience = self.loop.call_later(STOPPING_S, self.transport.abort)
