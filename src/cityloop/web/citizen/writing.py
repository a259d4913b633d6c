"""A visit with the report that is being written: found by the cookie, or brought back from what its form carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import asker, cookie_name, give_cookie
from cityloop.edge.forms import SAFE, is_stale
from cityloop.edge.keeping import keeping
from cityloop.web.citizen.carried import brought_back, carried, key_in
from cityloop.web.citizen.drafts import Draft, Drafts
from cityloop.web.parts.values import Field
from cityloop.web.visit import Visit, form_of, to, visit_of

COOKIE = "draft"
STEPS = ("/report", "/report/where", "/report/photo", "/report/reach", "/report/check")
NAMES = ("what", "where", "photo", "reach", "check")


@dataclass(frozen=True, slots=True)
class Writing:
    """A visit with the report that is being written."""

    visit: Visit
    drafts: Drafts
    secret: str
    draft: Draft
    form: Mapping[str, str] = field(default_factory=dict)
    """What was sent with this request; empty where somebody only looks."""
    is_new: bool = False
    """The draft is kept under a new cookie from this request on."""
    is_stale: bool = False
    """The form is too old to be taken: it is shown again."""

    @property
    def is_taken(self) -> bool:
        """Whether a form was sent that may be taken."""
        return self.visit.request.method not in SAFE

    def page(
        self, step: int, question: str, fields: tuple[Field, ...] = (), refused: int = 422, **more: Any
    ) -> Response:
        """The page of one question; ``refused`` is its status where something is wrong."""
        wrong = more.pop("wrong", ()) or ((self.stale_words(),) if self.is_stale else ())
        refused = 403 if self.is_stale else refused
        status = refused if any(field.error for field in fields) or wrong else 200
        values = {"step": step, "steps": STEPS, "question": question, "fields": fields, "wrong": wrong, **more}
        hidden = {"carried": carried(self.draft)}
        template = more.get("template", NAMES[step - 1])
        return self.kept(self.visit.page(f"citizen/{template}.html", {**values, **hidden}, status))

    def stale_words(self) -> str:
        """What is said above a form that came too late."""
        return self.visit.say("This page stood open for long. Nothing is lost and nothing was sent: press once more.")

    def on(self, step: int) -> Response:
        """To the page of a question."""
        return self.to(STEPS[step - 1])

    def to(self, address: str) -> Response:
        """To another page."""
        return self.kept(to(address))

    def kept(self, answer: Response) -> Response:
        """The answer, with the draft's cookie where it is new."""
        if self.is_new:
            give_cookie(answer, COOKIE, self.secret, asker(self.visit.request).origin)
        return answer


def note_language(writing: Writing) -> bool:
    """Keep the language that was chosen, if one was; whether the city answers in it."""
    language = writing.form.get("language", "")
    known = language in ("", *writing.visit.index.city.languages)
    if known and language:
        writing.draft.language = language
    return known


def drafts_of(request: Request) -> Drafts:
    """The drafts of this program."""
    state = request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = Drafts()
    found: Drafts = state.drafts
    return found


async def writing_of(request: Request) -> Writing:
    """The report that this browser is writing; a look keeps nothing, a form keeps what it brings.

    A form that belongs to another report than the browser's last one (another window, a cookie that is gone, a program
    that was started anew) brings its own along, which is from then on the browser's.
    """
    visit, drafts = visit_of(request), drafts_of(request)
    secret = request.cookies.get(cookie_name(COOKIE, asker(request).origin)) or ""
    draft, stale = drafts.find(secret), is_stale(request)
    form = await form_of(request) if stale or request.method not in SAFE else {}
    if draft is not None and key_in(form) in ("", draft.key):
        return Writing(visit, drafts, secret, replace(draft) if stale else draft, form, is_stale=stale)
    if request.method in SAFE:
        shown = brought_back(form, drafts.blank(), visit.index) if form else drafts.blank()
        return Writing(visit, drafts, "", shown, form, is_stale=stale)
    return started(request, visit, form)


def started(request: Request, visit: Visit, form: Mapping[str, str]) -> Writing:
    """A draft of its own, with what the form carries, under a new cookie."""
    drafts, draw = drafts_of(request), keeping(request).draw
    draft = brought_back(form, drafts.blank(), visit.index)
    draft.key = draft.key or draw()
    secret = draw()
    return Writing(visit, drafts, secret, drafts.start(secret, draft), form, is_new=True)
