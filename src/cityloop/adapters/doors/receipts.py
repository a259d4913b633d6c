"""``/v1/receipts/CHANNEL``: a gateway brings the receipt of a letter, signed (Standard Webhooks 1.0)."""

from collections.abc import Mapping
from typing import Protocol

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.problem import BadToken


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """That a receipt was taken."""

    news: bool
    """False: it was known already."""


class Node(Protocol):
    """What the door uses of the running node."""

    def hear(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool | None:
        """Take in a receipt; whether it was news, None where it is not signed."""


async def receive(request: Request) -> Response:
    """Note the receipt. Raises ``BadToken`` for one that nobody signed, ``NoSuchReceipt`` for one of no letter."""
    node: Node = request.app.state.node
    body = await request.body()
    headers = {name.lower(): word for name, word in request.headers.items()}
    news = await run_in_threadpool(node.hear, request.path_params["channel"], headers, body)
    if news is None:
        raise BadToken("The receipt is not signed by this channel's gateway.")
    return Response(msgspec.json.encode(Received(news=news)), media_type="application/json")
