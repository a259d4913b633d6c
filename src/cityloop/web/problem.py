"""The doors' own pages, what an error says to people, and a page for each kind of problem."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.words import Language
from cityloop.edge.asker import asker
from cityloop.edge.language import catalogue
from cityloop.edge.meanings import meaning_of
from cityloop.edge.problem import (
    TITLES,
    NoSuchPage,
    Problem,
    detail_of,
    is_within,
    note_code,
    title_of,
    wants_page,
)
from cityloop.web.render import environment
from cityloop.web.telling import tell
from cityloop.web.visit import Visit, visit_of


def said_of(visit: Visit, error: CityloopError) -> str:
    """What to say of ``error`` beside a form, in the page's language.

    With its values; else its own sentence where the catalogues have it; else that of its kind. A program has no form
    to look at: for it the error is raised again, and told as a problem.
    """
    note_code(visit.request, error.code)
    if not wants_page(visit.request):
        raise error
    return tell(visit, error.code, error.values) or _told(visit, error)


def _told(visit: Visit, error: CityloopError) -> str:
    if is_within(error):
        return meaning_of(error.code, visit.language)
    return detail_of(error, error.code, visit.language)


def render(request: Request, name: str, context: Mapping[str, Any], /) -> str:
    """A page of the doors themselves (``edge.pages.Renderer``)."""
    problem = context.get("problem")
    values = problem_values(request, problem) if isinstance(problem, Problem) else {}
    if context.get("fragment"):
        return _fragment(request, values)
    return visit_of(request).render(name, {**context, **values})


def problem_values(request: Request, problem: Problem) -> dict[str, Any]:
    """What a problem's page shows."""
    code = problem.type.rpartition("/")[2]
    visit = visit_of(request)
    return {
        "title": problem.title,
        "detail": tell(visit, code, problem.values) or _detail(visit, problem, code),
        "status": problem.status,
        "code": code,
        "retry_s": problem.retry_s,
        "instance": problem.instance,
        "sign_in": problem.status == 401,
    }


def _detail(visit: Visit, problem: Problem, code: str) -> str:
    """Its own sentence where that was written for people, in both languages; else that of its kind."""
    own = problem.detail
    is_written = own not in ("", problem.title) and (visit.is_zh or catalogue(Language.ZH).gettext(own) != own)
    return own if is_written else meaning_of(code, visit.language)


def _fragment(request: Request, values: Mapping[str, Any]) -> str:
    """The problem inside a page that htmx swaps it into."""
    return environment(asker(request).language).get_template("problem_part.html").render(values)


async def about(request: Request) -> Response:
    """What a kind of problem means, and what to do: the address by which its details name it. Raises ``NoSuchPage``."""
    visit, code = visit_of(request), request.path_params["code"]
    if code not in TITLES:
        raise NoSuchPage(f"There is no problem called '{code}'.")
    named = {"title": title_of(code, visit.language), "detail": meaning_of(code, visit.language)}
    return visit.page("problem_kind.html", {**named, "code": code})
