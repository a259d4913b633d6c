"""The door of one route: who asks, how often, with what right, by whose form; only then the page."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from cityloop.app.route import Row, Who
from cityloop.app.security import Passing
from cityloop.city.principal import Kind
from cityloop.edge.asker import Asker, find_asker, find_program, key_of, network_source, source_of, token_of
from cityloop.edge.forms import SAFE, number, refuse_foreign, refuse_forged
from cityloop.edge.keeping import Keeping
from cityloop.edge.limits import RateClass
from cityloop.edge.problem import (
    BadForm,
    BadToken,
    ForgedForm,
    NoAccess,
    NotSignedIn,
    SessionEnded,
    TooLarge,
    TooMany,
    wants_page,
)
from cityloop.guard.access import is_scoped, may_ask


class Door:
    """An ASGI application for one row of the table."""

    def __init__(self, row: Row, keeping: Keeping) -> None:
        self._row = row
        self._kept = keeping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; whatever refuses it is raised, and answered by the wrapper around the program."""
        request = Request(scope, Meter(receive, self._row.body))
        try:
            response = await self._answer(request)
        finally:
            await request.close()
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        passing: Passing = request.scope["passing"]
        passing.route = self._row.name
        refuse_large(request, self._row.body)
        self._refuse_waiting(request, passing)
        who = request.state.asker = await self._find_asker(request, passing)
        passing.source, passing.kind = source_of(who, self._kept.seals), who.principal.kind
        self._refuse_often(passing.source, self._rate(who))
        self._refuse_stranger(request, who)
        await self._refuse_forged(request, who)
        return await self._handle(request)

    def _refuse_waiting(self, request: Request, passing: Passing) -> None:
        """No form is read for its key where the network has to wait; a key in the header is looked up first."""
        if self._row.keyed and token_of(request) is None:
            source = network_source(passing.origin, self._kept.seals)
            refuse_waiting(self._kept.buckets.wait(self._row.rate, source, self._kept.clock()))

    async def _find_asker(self, request: Request, passing: Passing) -> Asker:
        """Who asks; a network that showed too many tokens that are none waits before another one is looked up."""
        shown = await key_of(request) if self._row.keyed else token_of(request)
        find = partial(find_program, key=shown) if self._row.keyed else find_asker
        if shown is None:
            return await run_in_threadpool(find, request, self._kept)
        source, buckets, clock = network_source(passing.origin, self._kept.seals), self._kept.buckets, self._kept.clock
        refuse_waiting(buckets.wait(RateClass.TOKEN, source, clock()))
        try:
            return await run_in_threadpool(find, request, self._kept)
        except BadToken:
            buckets.take(RateClass.TOKEN, source, clock())
            raise

    async def _handle(self, request: Request) -> Response:
        try:
            return await self._row.handler(request)
        except HTTPException as wrong:
            raise BadForm(f"The request could not be read: {wrong.detail}") from wrong

    def _rate(self, who: Asker) -> RateClass:
        """The bucket: its own for a key that was given for this very thing, that of anybody for everybody else."""
        keyed = self._row.keyed
        return keyed if keyed and is_scoped(who.principal, self._row.action, self._row.dataset) else self._row.rate

    def _refuse_often(self, source: str, rate: RateClass) -> None:
        refuse_waiting(self._kept.buckets.take(rate, source, self._kept.clock()))

    def _refuse_stranger(self, request: Request, who: Asker) -> None:
        """Who has to be signed in and is not; who is, and whose posts have no such right anywhere."""
        if self._row.who is Who.SIGNED_IN and who.principal.kind is Kind.NOBODY:
            raise SessionEnded("Sign in again to go on.") if who.ended else NotSignedIn("Sign in to go on.")
        action = self._row.action.format_map(request.path_params)
        if self._row.who is Who.SIGNED_IN and not self._is_theirs(who, action):
            what = f"None of your posts allows '{action}' on {self._row.dataset}."
            raise NoAccess(what, reason="not-your-duty", action=action, dataset=str(self._row.dataset))

    def _is_theirs(self, who: Asker, action: str) -> bool:
        return may_ask(who.principal, action, self._row.dataset, frozenset(self._row.purposes))

    async def _refuse_forged(self, request: Request, who: Asker) -> None:
        """Cookies are sent by browsers unasked, so whatever changes something must show that our own page asked."""
        if request.method in SAFE or who.by_token or self._row.signed or self._row.keyed:
            return
        refuse_foreign(request, who.origin.site)
        try:
            await refuse_forged(request, self._kept.seals, who.binding)
        except ForgedForm as forged:
            if not (self._row.again and wants_page(request)):
                raise
            show_again(request, forged)


def show_again(request: Request, forged: ForgedForm) -> None:
    """Let the page see a look, not an order: from here on it cannot take what was sent, only show it."""
    request.scope["passing"].code = forged.code
    request.scope["method"] = "GET"
    request.state.stale = True


def refuse_waiting(wait_s: int) -> None:
    """Raise ``TooMany`` where there is something to wait for."""
    if wait_s:
        raise TooMany(f"Asked too often: again in {wait_s} s.", retry_s=wait_s)


def refuse_large(request: Request, most: int) -> None:
    """Raise ``TooLarge`` where the request itself says that it brings more."""
    said = number(request.headers.get("content-length", "0"))
    if said is None or said > most:
        raise too_large(most)


def too_large(most: int) -> TooLarge:
    """What is told to one who brings more than ``most`` bytes."""
    return TooLarge(f"At most {most} bytes can be sent here.", most_bytes=most)


class Meter:
    """Counts the bytes of a body as they come, for those that do not say their size, or lie. Raises ``TooLarge``."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0

    async def __call__(self) -> Message:
        """The next message."""
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise too_large(self._most)
        return message
