"""The doors' own pages, and what an error says to people: a sentence for each kind, in both languages."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from cityloop.city.errors import CityloopError
from cityloop.city.words import Language
from cityloop.edge.asker import asker
from cityloop.edge.language import catalogue
from cityloop.edge.problem import Problem, is_within, note_code, wants_page
from cityloop.web.render import environment
from cityloop.web.telling import tell
from cityloop.web.visit import Visit, visit_of


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


SENTENCES: dict[str, str] = {
    "not-signed-in": _("This page is for those who work for the city. Sign in, and you come back to it."),
    "session-ended": _("Nobody used this page for a while. Sign in again, and you come back to it."),
    "forged-form": _(
        "The page stood open too long, or you signed in elsewhere. Go back, load the page again, then send it."
    ),
    "no-access": _("Your post does not need this. If it should, ask your leader or city IT."),
    "forbidden": _("Your post does not need this. If it should, ask your leader or city IT."),
    "no-such-page": _("There is nothing at this address. Check that it is complete."),
    "no-such-case": _("There is nothing under this number or link. Check that it is complete."),
    "too-large": _("What you sent is too large. One photo may have 12 MB."),
    "too-many": _("That was very often in a short time. Wait a little, then try again."),
    "too-busy": _("Many people are signing in at once. Wait a little, then try again."),
    "illegal-step": _("This step is not possible in this stage. The page shows what is possible now."),
    "conflict": _("Somebody was first and changed this case meanwhile. Look again, then decide."),
    "outside-city": _("This place lies outside the city. Choose one inside, or tell the place in words."),
    "unknown-place": _("The city knows no such place. Choose one from its list, or tell the place in words."),
    "not-a-photo": _("This file is not a photo that we can read. Choose a JPEG, PNG or WebP picture."),
    "wrong-password": _("Name and password do not fit together."),
    "store-full": _("The disk is full. Nothing was changed. City IT has been told."),
    "store": _("The record cannot be written just now. Nothing was changed. Try again in a minute."),
    "store-gone": _("The record cannot be written just now. Nothing was changed. Try again in a minute."),
    "store-busy": _("The record cannot be written just now. Nothing was changed. Try again in a minute."),
    "key-erased": _("This person was forgotten at their own request: nothing can be added to the case any more."),
    "bad-form": _("A field is missing, or not what it should be. Go back and look at it again."),
    "bad-order": _("Something in the form does not fit this case or this city. Look at it again."),
    "too-late": _("It is too late for this. Ask the dispatcher."),
    "unknown-id": _("The city's files know nothing by that name. Choose one from the list."),
    "wrong-host": _("This program does not answer under that name. Use the address that you were given."),
    "wrong-method": _("Nothing can be sent to this address. Go back and try from the page itself."),
    "bad-request": _("The browser sent something that cannot be read. Load the page again."),
    "head-too-large": _("The address is far too long, or the cookies are. Clear them, then try again."),
    "internal": _("Something went wrong on our side. It was noted. Try again in a minute."),
}
"""What is said of each kind of error, where its own words are not written for people."""
UNKNOWN = _("That did not work. Go back and try again.")


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
        return visit.say(SENTENCES.get(error.code, UNKNOWN))
    own = visit.say(error.what)
    if own != error.what or visit.language is Language.EN:
        return own
    return visit.say(SENTENCES[error.code]) if error.code in SENTENCES else error.what


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
    own = problem.detail or ""
    if own and (catalogue(Language.ZH).gettext(own) != own or (code not in SENTENCES and not visit.is_zh)):
        return visit.say(own)
    return visit.say(SENTENCES.get(code, UNKNOWN))


def _fragment(request: Request, values: Mapping[str, Any]) -> str:
    """The problem inside a page that htmx swaps it into."""
    return environment(asker(request).language).get_template("problem_part.html").render(values)
