"""One request as a page knows it: who asks, in which language, of which node, and how an answer is made."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, ParamSpec, Protocol, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cityloop.city.index import Index
from cityloop.city.principal import Kind, Principal
from cityloop.city.words import Language, Name
from cityloop.command.desk import Desk
from cityloop.edge.asker import asker, csrf_token
from cityloop.edge.forms import read_form
from cityloop.edge.keeping import keeping
from cityloop.edge.language import catalogue
from cityloop.edge.problem import BadForm, note_code, wants_page
from cityloop.views.all import Views
from cityloop.web.render import environment

P = ParamSpec("P")
T = TypeVar("T")


class Node(Protocol):
    """What the pages use of the running node."""

    desk: Desk
    views: Views
    clock: Callable[[], datetime]

    @property
    def index(self) -> Index:
        """The look-ups of the city in force."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What stands behind one page."""

    request: Request
    node: Node
    by: Principal
    language: Language
    now: datetime

    @property
    def index(self) -> Index:
        """The city in force."""
        return self.node.index

    @property
    def desk(self) -> Desk:
        """Where orders are given."""
        return self.node.desk

    @property
    def views(self) -> Views:
        """What is read."""
        return self.node.views

    @property
    def zone(self) -> str:
        """The city's IANA zone."""
        return self.index.city.zone

    @property
    def is_zh(self) -> bool:
        """Whether the page is in Chinese."""
        return self.language is Language.ZH

    def name(self, name: Name | None, otherwise: str = "") -> str:
        """``name`` in the page's language."""
        return name.of(self.language) if name else otherwise

    def say(self, words: str) -> str:
        """The words in the page's language (gettext)."""
        return catalogue(self.language).gettext(words)

    def say_many(self, one: str, many: str, count: int) -> str:
        """The words for a count (ngettext), with ``%(num)s`` filled in."""
        return catalogue(self.language).ngettext(one, many, count) % {"num": count}

    def names(self, names: Iterable[Name]) -> str:
        """Several names in one line."""
        return ("、" if self.is_zh else ", ").join(self.name(name) for name in names)

    def person(self) -> str:
        """The name of who is signed in; empty for nobody."""
        if self.by.kind is not Kind.PERSON:
            return ""
        found = self.index.persons.find(self.by.id.removeprefix("person:"))
        return self.name(found.name if found else None, self.by.id)

    def page(self, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """The answer that shows ``template``; pages of persons are kept by no cache.

        Raises ``BadForm`` where a program sent the form: it is told as a problem which field is wrong.
        """
        if status >= HTTPStatus.BAD_REQUEST:
            self._refuse(values)
        return HTMLResponse(self.render(template, values), status, {"Cache-Control": "no-store"})

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """A template's text, with what every page has."""
        return environment(self.language).get_template(template).render({**self._common(), **values})

    def _refuse(self, values: Mapping[str, Any]) -> None:
        note_code(self.request, BadForm.code)
        if not wants_page(self.request):
            wrong = {field.name: field.error for field in values.get("fields", ()) if field.error}
            told = "; ".join((*wrong.values(), *values.get("wrong", ())))
            raise BadForm(told or "A field is missing, or not what it should be.", is_told=bool(told), fields=[*wrong])

    def _common(self) -> dict[str, Any]:
        city = self.index.city
        return {
            "language": str(self.language),
            "zone": city.zone,
            "now": self.now,
            "csrf": csrf_token(self.request),
            "city_name": self.name(city.name),
            "hotline": city.hotline,
            "person": self.person(),
            "demo": keeping(self.request).demo,
            "back": way_here(self.request),
            "live_source": None,
            "live_from": 0,
        }


def visit_of(request: Request) -> Visit:
    """The visit of a request whose asker is known."""
    node: Node = request.app.state.node
    who = asker(request)
    return Visit(request, node, who.principal, who.language, node.clock())


def way_here(request: Request) -> str:
    """The address of this page, to come back to."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"


def safe_way(address: str, otherwise: str) -> str:
    """``address`` where it stays in this house, else ``otherwise``: no form leads a person to another site."""
    own = address.startswith("/") and not address.startswith("//")
    return address if own and address.isprintable() and "\\" not in address else otherwise


def to(address: str) -> Response:
    """Sent on to ``address`` after a form was taken (303: asked for anew)."""
    return RedirectResponse(address, 303)


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what blocks in a thread beside."""
    return await run_in_threadpool(function, *args, **kwargs)


async def form_of(request: Request) -> dict[str, str]:
    """The words of a form by field, without spaces around them; files are left out."""
    return {name: value.strip() for name, value in (await read_form(request)).items() if isinstance(value, str)}
