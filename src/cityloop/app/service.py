"""The program's own routes: its health, its styles and scripts, the description of its interface."""

from importlib.resources import files
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from cityloop.app.health import Health, Status
from cityloop.app.openapi import Described, described, document
from cityloop.edge.pages import DESCRIPTION, render
from cityloop.edge.problem import NoSuchPage

STATIC = Path(str(files("cityloop.web"))) / "static"
KEPT = "public, max-age=31536000, immutable"
"""For addresses that carry the digest of what is behind them."""
ASKED_ANEW = "public, no-cache"


async def health(request: Request) -> Response:
    """``/healthz``: 200 while the record can be read and the loop turns, 503 otherwise; the body says what is wrong."""
    found: Health = await run_in_threadpool(request.app.state.node.health)
    return as_json(found, 503 if found.status is Status.FAILING else 200)


async def static(request: Request) -> Response:
    """A file of the pages, out of their own folder and no other."""
    path = find_static(request.path_params["path"])
    if path is None:
        raise NoSuchPage("There is no such file.")
    return FileResponse(path, headers={"Cache-Control": KEPT if "v" in request.query_params else ASKED_ANEW})


def find_static(name: str) -> Path | None:
    """The file of that name; None for one outside the folder, and for what no disk takes as a name."""
    try:
        path = (STATIC / name).resolve()
        return path if path.is_relative_to(STATIC.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


async def openapi(request: Request) -> Response:
    """``/v1/openapi.json``."""
    return as_json(document(request.app.state.rows))


async def interface(request: Request) -> Response:
    """The same, to be read."""
    routes: list[Described] = described(request.app.state.rows)
    return HTMLResponse(render(request)(request, DESCRIPTION, {"routes": routes}))


def as_json(value: object, status: int = 200) -> Response:
    """``value`` as a JSON answer."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")
