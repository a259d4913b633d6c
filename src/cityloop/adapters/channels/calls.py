"""Calls over HTTP to other people's programs: no redirect, no way into one's own network, no long answer."""

import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from threading import Lock
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from cityloop.city.errors import CityloopError
from cityloop.command.notices import Failed, Refused

WAIT_S = 10.0
"""For a line, and for each piece of an answer."""
WHOLE_S = 30.0
"""For an answer as a whole, however it drips."""
ANSWER_BYTES = 64 * 1024
LINES = 16
"""Lines to one host at the same time."""
NEVER = frozenset({410, 413})
"""Gone for good, and larger than it takes; whatever else is wrong, somebody may mend."""


class NotCalled(CityloopError):
    """The address may not be called, or nobody can be found there."""

    code = "not-called"


class Answered(NamedTuple):
    """What the other side said."""

    status: int
    body: bytes
    retry_after_s: float | None


class Caller:
    """Calls from several threads; each host has lines of its own, so that none rides on what another one proved."""

    def __init__(self, *, private: bool, trust: ssl.SSLContext | None = None) -> None:
        self._private = private
        self._trust = trust or httpx.create_ssl_context(trust_env=False)
        self._clients: dict[str, httpx.Client] = {}
        self._opening = Lock()

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answered:
        """Ask, and hear the whole answer. Raises ``NotCalled``, ``httpx.HTTPError``."""
        found = urlsplit(url)
        host = found.hostname or ""
        where = httpx.URL(url).copy_with(host=self._looked_up(host, found.port or 443))
        sent = {"Host": found.netloc.rpartition("@")[2], **headers}
        until = monotonic() + WHOLE_S
        named = {"sni_hostname": host}
        with self._client(host).stream(method, where, headers=sent, content=body, extensions=named) as answer:
            return Answered(answer.status_code, _heard(answer, until), _retry_after(answer.headers))

    def close(self) -> None:
        """Let go of the lines."""
        with self._opening:
            for client in self._clients.values():
                client.close()

    def _client(self, host: str) -> httpx.Client:
        """The lines to one host: lines are told apart by the address that is called, and hosts may share one."""
        with self._opening:
            if host not in self._clients:
                self._clients[host] = httpx.Client(
                    timeout=WAIT_S,
                    follow_redirects=False,
                    trust_env=False,
                    verify=self._trust,
                    limits=httpx.Limits(max_connections=LINES, max_keepalive_connections=LINES),
                    headers={"User-Agent": "cityloop", "Accept-Encoding": "identity"},
                )
            return self._clients[host]

    def _looked_up(self, host: str, port: int) -> str:
        """The very address that is then called: a name that is looked up twice may say two things."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NotCalled(f"There is no host {host}.", host=host) from error
        addresses = [str(each[4][0]) for each in found]
        open_to = [each for each in addresses if self._private or ip_address(each).is_global]
        if not open_to:
            raise NotCalled(f"{host} lies within a network of one's own. Set private: yes to call it.", host=host)
        return open_to[0]


def _heard(answer: httpx.Response, until: float) -> bytes:
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise httpx.DecodingError("the answer is packed, which was not asked for: nobody knows how long it is")
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > ANSWER_BYTES:
            raise httpx.ReadError("the answer is too long")
        if monotonic() > until:
            raise httpx.ReadTimeout("the answer takes too long")
    return body


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from either form of the header (RFC 9110, section 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        wait_s = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds() if said else None
    except (ValueError, TypeError):
        return None
    return max(0.0, wait_s) if wait_s is not None else None


def wrong_with(answered: Answered, *, down: bool) -> Failed | Refused | None:
    """What a status says by itself; None for a good one. ``down``: it speaks for the channel as a whole."""
    status = answered.status
    if 200 <= status < 300:
        return None
    if status in NEVER:
        return Refused(why=f"http-{status}")
    return Failed(why=f"http-{status}", retry_after_s=answered.retry_after_s, down=down)


def wrong_in_calling(error: Exception, *, down: bool) -> Failed:
    """What kept a call from being made or heard."""
    if isinstance(error, NotCalled):
        return Failed(why=error.code, down=down)
    kind = "timeout" if isinstance(error, httpx.TimeoutException) else "no-line"
    return Failed(why=kind, down=down)
