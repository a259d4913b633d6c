"""A last look, and the report is sent: once, however often the button is pressed, in however many windows."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.catalogue import RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.principal import Kind, citizen
from cityloop.city.telephone import list_mentioned
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.edge.asker import asker
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import status_of
from cityloop.edge.uploads import order_of
from cityloop.web.citizen.carried import KEY, LONGEST, brought_back, is_same, order_key
from cityloop.web.citizen.drafts import Draft, Sent
from cityloop.web.citizen.look import last_look
from cityloop.web.citizen.promise import next_steps
from cityloop.web.citizen.sorting import FIELD, life_of, sort_field, sorted_as
from cityloop.web.citizen.writing import Writing, writing_of
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, read, visit_of

SENT = "/report/sent"


async def check(request: Request) -> Response:
    """A last look; what the page showed is what is sent."""
    writing = as_shown(await writing_of(request))
    draft = writing.draft
    if draft.sent is not None or draft.sending:
        return writing.to(SENT)
    if not draft.words or not draft.spot:
        return writing.on(2 if draft.words else 1)
    if not writing.is_taken:
        return ask_check(writing)
    return await sent_off(writing)


def as_shown(writing: Writing) -> Writing:
    """The draft; or, where the page that sends this showed another one, that, apart: it may be sent just as well."""
    form, draft = writing.form, writing.draft
    if not writing.is_taken:
        return writing
    if draft.sent is None:
        note_own(draft, form)
    meant = brought_back(form, writing.drafts.blank(), writing.visit.index)
    note_own(meant, form)
    return writing if KEY not in form or is_same(meant, draft) else apart(writing, meant)


def note_own(draft: Draft, form: Mapping[str, str]) -> None:
    """What the page itself asked that sends a report: its category, and whether it goes without a name."""
    if len(form.get(FIELD, "")) <= LONGEST[FIELD]:
        draft.category = form.get(FIELD, "") or draft.category
    if "skip" in form:
        draft.contact = ""
        draft.language = form.get("language", "") or draft.language


def apart(writing: Writing, meant: Draft) -> Writing:
    """The draft that the page showed, under a cookie of its own; with the photo, where there still is one."""
    drafts, secret = writing.drafts, keeping(writing.visit.request).draw()
    if meant.photo_lost and writing.draft.photo is not None:
        drafts.keep_photo(meant, writing.draft.photo)
    return Writing(writing.visit, drafts, secret, drafts.start(secret, meant), writing.form, is_new=True)


async def sent_off(writing: Writing) -> Response:
    """Sent; what refuses it is told above the last look, and nothing is lost."""
    draft = writing.draft
    draft.sending = True
    try:
        draft.sent = await send(writing.visit, draft)
    except CityloopError as wrong:
        return ask_check(writing, said_of(writing.visit, wrong), status_of(wrong))
    finally:
        draft.sending = False
    return writing.to(SENT)


def ask_check(writing: Writing, wrong: str = "", refused: int = 422) -> Response:
    """The page."""
    visit, draft = writing.visit, writing.draft
    look, fields = last_look(visit, draft, whole=True), sort_field(visit, draft)
    told = (wrong,) if wrong else ()
    return writing.page(5, visit.say("Is everything right?"), fields, refused, wrong=told, look=look)


async def send(visit: Visit, draft: Draft) -> Sent:
    """Report it, then add the photo; a photo that fails loses nothing of the report."""
    receipt = await read(visit.desk.report, visit.by, report_of(visit, draft))
    sent = Sent(receipt.case, receipt.secret or "")
    if draft.photo is not None and receipt.entries:
        sent.photo_failed = not await added(visit, draft, receipt)
    return sent


async def added(visit: Visit, draft: Draft, receipt: Receipt) -> bool:
    """Whether the photo could be added."""
    if draft.photo is None:
        return False
    order = order_of(draft.photo, receipt.case, receipt.version, "near")
    try:
        await read(visit.desk.do, citizen(receipt.case), order)
    except CityloopError:
        return False
    return True


def report_of(visit: Visit, draft: Draft) -> orders.Report:
    """The order that the draft means."""
    fix = draft.kind == "fix"
    return orders.Report(
        life=life_of(draft),
        kind=None if fix else RequestKind(draft.kind),
        category=sorted_as(visit.index, draft),
        words=draft.words,
        contact=draft.contact or None,
        place=draft.place,
        point=None if draft.place else draft.point,
        spot=draft.spot,
        channel=Channel.FIELD if visit.by.kind is Kind.PERSON else Channel.WEB,
        language=draft.language or str(visit.language),
        key=order_key(draft) if draft.key else None,
    )


async def sent(request: Request) -> Response:
    """What happens next, by when, and what to keep: the number, and the link."""
    writing = await writing_of(request)
    told = writing.draft.sent
    if told is None:
        return writing.on(1)
    return visit_of(request).page("citizen/sent.html", await sent_values(writing, told))


async def sent_values(writing: Writing, told: Sent) -> dict[str, object]:
    """What the template shows; of a report that had arrived before, all but the link, which is told once."""
    visit = writing.visit
    values: dict[str, object] = {
        "number": told.case,
        "photo_failed": told.photo_failed,
        "address": "",
        "by_number": bool(list_mentioned(writing.draft.contact)) and writing.draft.kind != "denounce",
        "next_steps": (),
    }
    if not told.secret:
        return values
    found = await read(visit.views.followed, told.secret)
    called_back = bool(writing.draft.contact) and not found.withheld
    address = f"{asker(visit.request).origin.site}/follow/{told.secret}"
    return {
        **values,
        "address": address,
        "next_steps": tuple(next_steps(visit, found.life, found.due, called_back)),
    }
