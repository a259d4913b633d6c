"""One call as the door knows it: who asks, in which language and format, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311.writing import Format, written
from cityloop.city.index import Index
from cityloop.city.principal import Kind, Principal
from cityloop.city.words import Language, Name
from cityloop.command.desk import Desk
from cityloop.edge.asker import asker
from cityloop.edge.language import catalogue
from cityloop.edge.problem import NoSuchPage
from cityloop.views.all import Views

P = ParamSpec("P")
T = TypeVar("T")


class Node(Protocol):
    """What the door uses of the running node."""

    desk: Desk
    views: Views
    clock: Callable[[], datetime]

    @property
    def index(self) -> Index:
        """The look-ups of the city in force."""


@dataclass(frozen=True, slots=True)
class Call:
    """What stands behind one answer."""

    request: Request
    node: Node
    by: Principal
    language: Language
    format: Format

    @property
    def views(self) -> Views:
        """What is read."""
        return self.node.views

    @property
    def desk(self) -> Desk:
        """Where orders are given."""
        return self.node.desk

    @property
    def site(self) -> str:
        """The address of this program, as the caller knows it."""
        return asker(self.request).origin.site

    @property
    def is_machine(self) -> bool:
        """Whether a key was shown that holds."""
        return self.by.kind is Kind.MACHINE

    def say(self, words: str) -> str:
        """The words in the caller's language (gettext)."""
        return catalogue(self.language).gettext(words)

    def name(self, name: Name | None) -> str:
        """``name`` in the caller's language."""
        return name.of(self.language) if name else ""

    def answer(self, root: str, value: Any) -> Response:
        """The value as the address asks for it; kept by no cache."""
        body = written(self.format, root, value)
        return Response(body, 200, {"Cache-Control": "no-store"}, self.format.media_type)


def call_of(request: Request) -> Call:
    """The call of a request whose asker is known. Raises ``NoSuchPage`` for a format that is not spoken."""
    said = request.path_params["format"]
    if said not in tuple(Format):
        raise NoSuchPage("Answers are given as .json and as .xml, and in no other format.")
    who = asker(request)
    return Call(request, request.app.state.node, who.principal, who.language, Format(said))


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what blocks in a thread beside."""
    return await run_in_threadpool(function, *args, **kwargs)
