"""``/v1/accesses``: the access journal as JSON, for whoever guards the data; ``?from=`` says where to begin."""

from typing import Protocol

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import principal
from cityloop.edge.forms import number
from cityloop.edge.problem import BadForm
from cityloop.views.all import Views


class Node(Protocol):
    """What the door uses of the running node."""

    views: Views


async def looks(request: Request) -> Response:
    """Entries of the access journal from a position on."""
    node: Node = request.app.state.node
    start = position(request.query_params.get("from", "0"))
    found = await run_in_threadpool(node.views.looks, principal(request), start)
    return Response(msgspec.json.encode(found), media_type="application/json")


def position(word: str) -> int:
    """A position in a journal. Raises ``BadForm``."""
    found = number(word)
    if found is None:
        raise BadForm("'from' is a position: a whole number from 0 on.", field="from")
    return found
