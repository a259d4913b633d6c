"""What every answer is wrapped in: a number and a log line, headers that browsers keep to, refusals counted."""

from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from time import perf_counter
from traceback import extract_tb
from urllib.parse import urlencode

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cityloop.city.errors import CityloopError
from cityloop.edge.asker import VISITOR, Asker, cookie_line, network_source, stranger
from cityloop.edge.keeping import Keeping
from cityloop.edge.language import language_of
from cityloop.edge.meanings import meaning_of
from cityloop.edge.pages import answer
from cityloop.edge.problem import (
    TYPE,
    InClear,
    NotSignedIn,
    Problem,
    SessionEnded,
    WrongHost,
    problem_of,
    title_of,
    wants_page,
)
from cityloop.edge.transport import Origin, is_in_clear, origin_of

CONTENT_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip
"""Nothing inline, nothing from elsewhere (CSP level 3). ``blob:`` lets a photo be looked at before it is sent."""
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
"""``same-origin`` keeps the links of reports to ourselves; ``no-referrer`` would make browsers say ``Origin: null``."""
STRICT_TRANSPORT = "max-age=31536000"
COUNTED = HTTPStatus.BAD_REQUEST
"""Answers from this status on are refusals or failures: each is counted."""
SIGN_IN = "/sign-in"
SIGN_IN_FIRST = frozenset({NotSignedIn.code, SessionEnded.code})
INTERNAL = "internal"
GONE = "client-gone"
"""Who asked went away before there was an answer."""
NOWHERE = "-"
"""The route of an address that is none of ours."""

log = structlog.get_logger("cityloop")


@dataclass(slots=True)
class Passing:
    """What is known of a request while it passes; kept in the scope, for the log line and the tally."""

    number: str
    origin: Origin
    route: str = NOWHERE
    source: str = ""
    kind: str = "nobody"
    code: str = ""
    status: int = 0


class Wrapper:
    """The outermost layer: each request gets a number, one line in the log, and the headers above."""

    def __init__(self, app: ASGIApp, keeping: Keeping) -> None:
        self._app = app
        self._kept = keeping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passing = Passing(token_hex(8), origin_of(scope, self._kept.transport))
        scope["passing"] = passing
        scope.setdefault("state", {})["asker"] = stranger(Request(scope), passing.origin)
        began = perf_counter()
        try:
            await self._pass(scope, receive, self._wrapped(scope, send))
        finally:
            passing.code = passing.code or getattr(Request(scope).state, "code", "")
            self._count(passing)
            tell(passing, scope["method"], perf_counter() - began)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        passing: Passing = scope["passing"]
        try:
            self._refuse_astray(scope, passing.origin)
            await self._app(scope, receive, send)
        except ClientDisconnect:
            passing.code = GONE
        except Exception as wrong:
            if passing.status:
                raise
            await answer_to(Request(scope, receive), wrong)(scope, receive, send)

    def _refuse_astray(self, scope: Scope, origin: Origin) -> None:
        """Who asks for another name, or came to the door that only the proxy uses."""
        if origin.name not in self._kept.transport.hosts:
            raise WrongHost(f"This is not '{origin.name}': ask for the name that is configured in 'hosts'.")
        if is_in_clear(scope, self._kept.transport):
            raise InClear("Nothing is answered here without TLS: come by the address of the proxy named in 'proxies'.")

    def _wrapped(self, scope: Scope, send: Send) -> Send:
        passing: Passing = scope["passing"]

        async def start(message: Message) -> None:
            if message["type"] == "http.response.start":
                passing.status = int(message["status"])
                dress(MutableHeaders(scope=message), passing, scope["state"]["asker"])
            await send(message)

        return start

    def _count(self, passing: Passing) -> None:
        if passing.status >= COUNTED or passing.code in SIGN_IN_FIRST:
            source = passing.source or network_source(passing.origin, self._kept.seals)
            reason = passing.code or HTTPStatus(passing.status).phrase.lower().replace(" ", "-")
            self._kept.tally.count(self._kept.clock(), source, passing.route, reason)


def dress(headers: MutableHeaders, passing: Passing, who: Asker) -> None:
    """Put the headers on an answer; what a page has said itself stays."""
    if who.fresh_visitor and who.visitor is not None:
        headers.append("Set-Cookie", cookie_line(VISITOR, who.visitor, who.origin))
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Request-Id"] = passing.number
    if passing.origin.is_secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def answer_to(request: Request, wrong: Exception) -> Response:
    """The error as an answer: one that the house raises on purpose, or a mistake."""
    return refusal(request, wrong) if isinstance(wrong, CityloopError) else failure(request, wrong)


def refusal(request: Request, wrong: CityloopError) -> Response:
    """The error as an answer, its code kept for the tally and the log."""
    passing: Passing = request.scope["passing"]
    passing.code = wrong.code
    if wrong.code in SIGN_IN_FIRST and wants_page(request):
        return to_sign_in(request)
    return answer(request, problem_of(wrong, language_of(request), passing.number))


def to_sign_in(request: Request) -> Response:
    """People are led to the sign-in and back; a part of a page that htmx asked for takes the whole page along."""
    back = request.url.path if request.method == "GET" else "/"
    address = f"{SIGN_IN}?{urlencode({'next': back})}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": SIGN_IN})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def failure(request: Request, wrong: Exception) -> Response:
    """A mistake of ours: the log says where it happened, never what was in it."""
    passing: Passing = request.scope["passing"]
    passing.code = INTERNAL
    log.error("failed", request=passing.number, route=passing.route, error=type(wrong).__name__, where=place_of(wrong))
    language = language_of(request)
    title, detail = title_of(INTERNAL, language), meaning_of(INTERNAL, language)
    problem = Problem(type=f"{TYPE}{INTERNAL}", title=title, status=500, detail=detail, instance=passing.number)
    return answer(request, problem)


def place_of(wrong: Exception) -> str:
    """The innermost line of ours on the way to the error: ``views/queue.py:41``."""
    frames = [frame for frame in extract_tb(wrong.__traceback__) if "cityloop" in frame.filename]
    return f"{frames[-1].filename.rpartition('cityloop/')[2]}:{frames[-1].lineno}" if frames else ""


def tell(passing: Passing, method: str, took_s: float) -> None:
    """One line of the log: which route, by what kind of asker, with what result; no address, no name, no content."""
    log.info(
        "request",
        request=passing.number,
        route=passing.route,
        method=method,
        status=passing.status,
        code=passing.code or None,
        kind=passing.kind,
        ms=round(took_s * 1000, 1),
    )
