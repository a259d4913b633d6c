"""Live subscriptions (server-sent events), ended when the right to listen ends.

A stream outlives what allowed it: others let it run on after the session was over. Here every subscription asks each
``LIVE_LOOK_S`` whether session and posts are still as they were, and ends otherwise; the browser connects again and is
judged anew, with 401 where the session is over (never a redirect, which it would follow for ever).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from cityloop.edge.asker import Asker, asker, source_of, still_stands
from cityloop.edge.forms import number
from cityloop.edge.keeping import Keeping, keeping
from cityloop.edge.limits import LIVE_LOOK_S

HERE = b": here\n\n"
"""Says that the line stands; no event."""
ENDED = b"event: ended\ndata: \n\n"
"""The session or the rights are over, or the program stops: connect again."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: str, position: int | None = None) -> bytes:
    """One event on the wire; ``position`` comes back as ``Last-Event-ID`` when the line is taken up again."""
    lines = [] if position is None else [f"id: {position}"]
    lines += [f"event: {name}", *(f"data: {line}" for line in data.splitlines() or [""])]
    return "\n".join((*lines, "", "")).encode()


def last_seen(request: Request) -> int | None:
    """The position after which to go on, where a line is taken up again."""
    said = request.headers.get("last-event-id") or request.query_params.get("after") or ""
    return number(said)


def stream(request: Request, events: AsyncIterator[bytes], closed: Callable[[int], None]) -> StreamingResponse:
    """The answer that sends ``events`` as long as the asker may have them. Raises ``TooMany``.

    Its opening stands on the access journal already; ``closed`` notes its end, with the number of events sent.
    """
    kept, who = keeping(request), asker(request)
    seat = ExitStack()
    seat.enter_context(kept.seats.one(source_of(who, kept.seals)))
    parts = counted(paced(kept, who, events), seat, closed)
    return StreamingResponse(parts, media_type="text/event-stream", headers=HEADERS)


async def counted(parts: AsyncIterator[bytes], seat: ExitStack, closed: Callable[[int], None]) -> AsyncIterator[bytes]:
    """``parts``; the seat is given up and the end noted however it comes."""
    sent = 0
    with seat:
        try:
            async for part in parts:
                sent += part not in (HERE, ENDED)
                yield part
        finally:
            closed(sent)


async def paced(kept: Keeping, who: Asker, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """``events``, and a look at session and rights every ``LIVE_LOOK_S``, however busy the line is."""
    clock = asyncio.get_running_loop().time
    coming, stopping = following(events), asyncio.ensure_future(kept.seats.stopping.wait())
    look = clock() + LIVE_LOOK_S
    try:
        while not stopping.done():
            await asyncio.wait({coming, stopping}, timeout=look - clock(), return_when=asyncio.FIRST_COMPLETED)
            if clock() >= look:
                look = clock() + LIVE_LOOK_S
                if not await run_in_threadpool(still_stands, who, kept):
                    break
                yield HERE
            if coming.done() and not stopping.done():
                part = coming.result()
                if part is None:
                    return
                yield part
                coming = following(events)
        yield ENDED
    finally:
        coming.cancel()
        stopping.cancel()


def following(events: AsyncIterator[bytes]) -> "asyncio.Task[bytes | None]":
    """The next event as it comes; None when there are no more."""
    return asyncio.ensure_future(anext(events, None))
