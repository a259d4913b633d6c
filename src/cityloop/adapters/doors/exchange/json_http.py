"""The documented door to an outside system: JSON over HTTP, three addresses (docs/how-to/exchange.md).

``GET cases?after=N`` tells what changed, ``PUT cases/{case}`` takes what changed here, ``PUT cases/{case}/photos/{n}``
takes a photo. Nothing is followed elsewhere, nothing without end is read.
"""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from cityloop.command.exchange import DoorRefused, DoorShut, Heard, Page, Taken, Told, Unread

T = TypeVar("T")
MOST_BYTES = 8 * 1024 * 1024
"""Of one answer; a page that is longer is asked for in smaller parts by the other side's ``limit``."""
ROWS = 500
WAIT_S = 20.0
"""For a line, and for each piece of an answer."""
WHOLE_S = 60.0
"""For an answer as a whole, however it drips."""
LATER = frozenset({408, 409, 425, 429})
"""Answers below 500 that say no more than: not now."""
AS_A_WHOLE = frozenset({429, 502, 503, 504})
"""Answers that are about the system, not about one case: nothing else need be tried meanwhile."""
JSON = "application/json"


class _Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it is sent: its cases are read one by one, so that one that is wrong keeps nothing from the others."""

    cases: tuple[msgspec.Raw, ...]
    cursor: int
    more: bool = False


class JsonDoor:
    """``command.exchange.Door`` to an outside system at ``address``, which ends in a slash."""

    def __init__(
        self,
        address: str,
        secret: str,
        transport: httpx.BaseTransport | None = None,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        headers = {"authorization": f"Bearer {secret}", "accept": JSON, "accept-encoding": "identity"}
        self._http = httpx.Client(
            base_url=address, headers=headers, timeout=WAIT_S, transport=transport, trust_env=False
        )
        self._ticks = ticks

    def pull(self, after: int, /) -> Page:
        """What changed there after a position."""
        listing = _read(self._ask("GET", "cases", params={"after": after, "limit": ROWS}), _Listing)
        if listing.cursor < after or (listing.more and listing.cursor == after):
            raise DoorShut(f"The answer begins again before {after}: it would never end.", cursor=listing.cursor)
        read = [_heard(raw) for raw in listing.cases]
        heard = tuple(each for each in read if isinstance(each, Heard))
        unread = tuple(each for each in read if isinstance(each, Unread))
        return Page(heard=heard, cursor=listing.cursor, more=listing.more, unread=unread)

    def tell(self, told: Told, key: str, /) -> Taken:
        """Tell of a case."""
        content = msgspec.json.encode(told)
        return self._put(f"cases/{quote(told.case, safe='')}", content, JSON, key)

    def show(self, told: Told, photo: int, image: bytes, key: str, /) -> Taken:
        """Show one photo."""
        return self._put(f"cases/{quote(told.case, safe='')}/photos/{photo}", image, "image/jpeg", key)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _put(self, path: str, content: bytes, kind: str, key: str) -> Taken:
        headers = {"content-type": kind, "idempotency-key": key}
        return _read(self._ask("PUT", path, content=content, headers=headers), Taken)

    def _ask(self, method: str, path: str, **said: Any) -> bytes:
        until = self._ticks() + WHOLE_S
        try:
            with self._http.stream(method, path, **said) as response:
                return _body(response, self._pieces(response, until))
        except httpx.HTTPError as wrong:
            down = isinstance(wrong, httpx.ConnectError | httpx.ConnectTimeout)
            raise DoorShut(f"The outside system does not answer: {type(wrong).__name__}.", down=down) from wrong

    def _pieces(self, response: httpx.Response, until: float) -> Iterator[bytes]:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise DoorShut("The answer is packed, which was not asked for: nobody knows how long it is.")
        for piece in response.iter_bytes():
            if self._ticks() > until:
                raise DoorShut(f"The answer takes longer than {WHOLE_S:.0f} s.")
            yield piece


def _body(response: httpx.Response, pieces: Iterator[bytes]) -> bytes:
    """What was answered. Raises ``DoorShut``, ``DoorRefused``."""
    status = response.status_code
    if response.is_success:
        return _bounded(pieces)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in LATER or response.is_redirect:
        raise DoorShut(f"The outside system answers {status}.", status=status, down=status in AS_A_WHOLE)
    raise DoorRefused(f"The outside system refuses with {status}.", status=status)


def _bounded(pieces: Iterator[bytes]) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > MOST_BYTES:
            raise DoorShut(f"The answer is longer than {MOST_BYTES} bytes: ask the other side for shorter pages.")
    return bytes(content)


def _read(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as wrong:
        raise DoorShut("The outside system's answer cannot be read.") from wrong


def _heard(raw: msgspec.Raw) -> Heard | Unread:
    """One case of a page; what cannot be read is told by its number, where that can be."""
    try:
        return msgspec.json.decode(raw, type=Heard)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as wrong:
        number, revision = _named(raw)
        return Unread(number=number, revision=revision, why=type(wrong).__name__)


class _Named(msgspec.Struct, frozen=True):
    """The little that a case is told by."""

    number: str = "?"
    revision: int = 0


def _named(raw: msgspec.Raw) -> tuple[str, int]:
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        named = _Named()
    return named.number[:64], max(named.revision, 0)
