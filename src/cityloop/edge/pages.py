"""The hook by which the doors show pages of their own (problems, the interface) in the style of the house."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response

from cityloop.edge.problem import Problem, headers_of, json_answer, wants_page

PROBLEM = "problem.html"
"""Shown with ``problem`` (``edge.problem.Problem``) and ``fragment`` (whether htmx swaps it into a page)."""
DESCRIPTION = "interface.html"
"""Shown with ``paths``: what ``/v1/openapi.json`` says, to be read."""


class Renderer(Protocol):
    """What the pages give: a template by name, made with the words of ``context``."""

    def __call__(self, request: Request, name: str, context: Mapping[str, Any], /) -> str:
        """The page as HTML."""


class Voice(Protocol):
    """How a door tells problems whose protocol has a form of its own for them."""

    def __call__(self, request: Request, problem: Problem, /) -> Response:
        """The problem as an answer of that protocol."""


def find_voice(request: HTTPConnection) -> Voice | None:
    """The voice of the door that the address belongs to."""
    voices: Mapping[str, Voice] = getattr(request.app.state, "voices", {})
    path = request.url.path
    return next((voice for prefix, voice in voices.items() if path.startswith(prefix)), None)


def render(request: HTTPConnection) -> Renderer:
    """The renderer that the application was made with."""
    found: Renderer = request.app.state.render
    return found


def answer(request: Request, problem: Problem) -> Response:
    """The problem as whoever asks can read it."""
    if voice := find_voice(request):
        return voice(request, problem)
    if not wants_page(request):
        return json_answer(problem)
    fragment = request.headers.get("hx-request") == "true"
    page = render(request)(request, PROBLEM, {"problem": problem, "fragment": fragment})
    return HTMLResponse(page, problem.status, headers_of(problem))
