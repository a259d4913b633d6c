"""``/v1/evaluation``: rates of 综合评价 as JSON, with their intervals, and who is told apart from the others.

``?rates=handle,close&by=street&first=2026-05-01&last=2026-05-31``; the ids of the rates, with their formulas, stand in
the reference.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.facts.access import Form
from cityloop.city.index import Index
from cityloop.edge.asker import principal
from cityloop.edge.evaluation import asked_of
from cityloop.views.all import Views


class Node(Protocol):
    """What the door uses of the running node."""

    views: Views
    clock: Callable[[], datetime]

    @property
    def index(self) -> Index:
        """The look-ups of the city in force."""


async def evaluation(request: Request) -> Response:
    """The rates that were asked for, over what the asker may evaluate."""
    node: Node = request.app.state.node
    today = node.clock().astimezone(ZoneInfo(node.index.city.zone)).date()
    asked = asked_of(request.query_params, today)
    found = await run_in_threadpool(node.views.evaluation, principal(request), asked, Form.BODY)
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "no-store"})
