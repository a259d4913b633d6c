"""Asks the identity provider over HTTP: no redirect, no long answer, no long wait, however slowly it drips."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import httpx

from cityloop.guard.identity import IdentityDown

PIECE_S = 2.0
"""For a line, and for each piece of an answer."""
WHOLE_S = 4.0
"""For an answer as a whole: who signs in is told within a few seconds."""
ANSWER_BYTES = 256 * 1024


class Heard(NamedTuple):
    """An answer."""

    status: int
    body: bytes


class Asking:
    """Asks from several threads; an authority of the city's own may vouch for the other side's certificate."""

    def __init__(self, authority: Path | None = None) -> None:
        trust = ssl.create_default_context(cafile=str(authority) if authority else None)
        self._client = httpx.Client(
            timeout=PIECE_S, follow_redirects=False, trust_env=False, verify=trust, headers={"User-Agent": "cityloop"}
        )

    def get(self, url: str) -> Heard:
        """Read ``url``. Raises ``IdentityDown``."""
        return self._ask("GET", url, None, None)

    def post(self, url: str, form: Mapping[str, str], auth: tuple[str, str] | None) -> Heard:
        """Send a form. Raises ``IdentityDown``."""
        return self._ask("POST", url, form, auth)

    def close(self) -> None:
        """Let go of the lines."""
        self._client.close()

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None, auth: tuple[str, str] | None) -> Heard:
        until = monotonic() + WHOLE_S
        said = {"Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            with self._client.stream(method, url, data=form, headers=said, auth=auth) as answer:
                return Heard(answer.status_code, _whole(answer, until))
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            what = f"The identity provider does not answer at {url}: {type(wrong).__name__}."
            raise IdentityDown(what, reason=type(wrong).__name__) from wrong


def _whole(answer: httpx.Response, until: float) -> bytes:
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
