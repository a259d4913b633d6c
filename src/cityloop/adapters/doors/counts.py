"""``/v1/counts``: numbers of cases, as JSON.

``?by=street,month`` says by what; ``area=`` (a node of the tree) and any of the same words narrow it
(``?by=lead&month=2018-09``; an empty value: those without one). ``measure=time-to-close`` adds how long they took.
"""

from typing import Protocol

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import principal
from cityloop.edge.problem import BadForm
from cityloop.views.all import Views
from cityloop.views.counts import Asked, By, Measure


class Node(Protocol):
    """What the door uses of the running node."""

    views: Views


async def counts(request: Request) -> Response:
    """The counts that were asked for, over the cases that the asker may count."""
    node: Node = request.app.state.node
    found = await run_in_threadpool(node.views.counts, principal(request), asked_of(request))
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "no-store"})


def asked_of(request: Request) -> Asked:
    """The question in the address. Raises ``BadForm``."""
    said = request.query_params
    words = {name for name in said if name not in ("by", "area", "measure")}
    if len(said.multi_items()) != len(said):
        raise BadForm("Each word of the address stands once. Join what you count by with commas: by=street,month.")
    by = tuple(word_of(word) for word in said.get("by", "").split(",") if word)
    return Asked(
        by=by,
        only={word_of(word): said[word] for word in words},
        area=said.get("area", ""),
        measure=_measure(said.get("measure")),
    )


def _measure(word: str | None) -> Measure | None:
    if word and word not in tuple(Measure):
        raise BadForm(f"Nothing is measured as '{word}'. Choose from: {', '.join(Measure)}.", word=word)
    return Measure(word) if word else None


def word_of(word: str) -> By:
    """One of the words that cases are counted by. Raises ``BadForm``."""
    if word not in tuple(By):
        raise BadForm(f"Nothing is counted by '{word}'. Choose from: {', '.join(By)}.", word=word)
    return By(word)
