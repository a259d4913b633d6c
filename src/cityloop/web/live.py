"""The live line of a page: changes as they are recorded, a beat in between; one follower of the journal for all."""

import asyncio
from collections.abc import AsyncGenerator
from operator import attrgetter

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.principal import Principal
from cityloop.edge.live import event, last_seen, stream
from cityloop.guard.answer import Granted
from cityloop.views.all import Views
from cityloop.views.live import Change, Told
from cityloop.web.visit import Visit, read, visit_of

BEAT_S = 10.0
"""How often a page hears that the line stands, when nothing changes."""
WAIT_S = 1.0
"""How long the follower waits for the journal at a time; a stop waits no longer than that."""
CALM_S = 0.5
"""Changes that come this close together are told together."""


class Follower:
    """Waits for the journal in one thread, whoever listens, and wakes them all. Sleeps when nobody does."""

    def __init__(self, views: Views) -> None:
        self._journal = views.reading.journal
        self._moved = asyncio.Condition()
        self._size = self._journal.size()
        self._listening = 0
        self._task: asyncio.Task[None] | None = None

    async def moved(self, position: int, timeout_s: float) -> bool:
        """True as soon as the journal is longer than ``position``; False when that takes longer than ``timeout_s``."""
        self._listening += 1
        self._wake()
        try:
            async with asyncio.timeout(timeout_s), self._moved:
                await self._moved.wait_for(lambda: self._size > position)
                return True
        except TimeoutError:
            return False
        finally:
            self._listening -= 1

    async def ended(self) -> None:
        """Returns when nobody listens any more and the follower sleeps."""
        if self._task is not None:
            await self._task

    def _wake(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        while self._listening:
            size = await run_in_threadpool(self._journal.wait, self._size, WAIT_S)
            if size != self._size:
                async with self._moved:
                    self._size = size
                    self._moved.notify_all()


def follower(request: Request, views: Views) -> Follower:
    """The one follower of this program."""
    state = request.app.state
    if not hasattr(state, "follower"):
        state.follower = Follower(views)
    found: Follower = state.follower
    return found


async def live(request: Request) -> Response:
    """What changes in an area, or in one case, from the position that the page was made at."""
    visit = visit_of(request)
    case = request.query_params.get("case") or None
    granted = await read(visit.views.opened, visit.by, area_of(visit), case)
    after = last_seen(request)
    position = after if after is not None else await read(visit.views.reading.journal.size)
    events = changes(visit.views, visit.by, follower(request, visit.views), granted, position, case)
    return stream(request, events, lambda count: visit.views.closed(granted, count))


def area_of(visit: Visit) -> str:
    """The path of the area that is listened to; empty: all that the person may see."""
    node = visit.request.query_params.get("area", "")
    return visit.index.path(node) if node in visit.index.tree else ""


async def changes(
    views: Views,
    by: Principal,
    following: Follower,
    granted: Granted,
    position: int,
    case: str | None,
    beat_s: float = BEAT_S,
) -> AsyncGenerator[bytes, None]:
    """The events, for ever; who serves them ends them."""
    yield event("beat", "", position)
    while True:
        if not await following.moved(position, beat_s):
            yield event("beat", "", position)
            continue
        await asyncio.sleep(CALM_S)
        found = await read(views.caught, by, granted, position, case)
        position = found.position
        if found.too_far:
            yield event("change", "{}", position)
        several: list[Change | Told] = [*found.changes, *found.told]
        for each in sorted(several, key=attrgetter("position")):
            name = "told" if isinstance(each, Told) else "change"
            yield event(name, msgspec.json.encode(each).decode(), each.position)
