"""The call-taker's page: what is typed, what is looked up meanwhile, and what is done with it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city import number, telephone
from cityloop.city.catalogue import Life, RequestKind, Service
from cityloop.city.errors import CityloopError
from cityloop.command import orders
from cityloop.command.case import NoSuchCase
from cityloop.command.permission import Forbidden
from cityloop.edge.keeping import keeping
from cityloop.edge.keys import key_of
from cityloop.edge.limits import CONTACT_CHARS, NOTE_CHARS
from cityloop.edge.problem import status_of
from cityloop.web.command.finding import numbered
from cityloop.web.command.forms import MISREAD, services
from cityloop.web.intake.asked import BEYOND, SENT, asked_values, beyond_values
from cityloop.web.intake.beside import CHORDS, before_values, look, understood_values
from cityloop.web.intake.call import STREET, Call, Understood, call_of, kind_of, understood
from cityloop.web.intake.taking import Onward, report_of, sending_on, taken
from cityloop.web.parts.values import Choice, Field, KeyHint
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, form_of, read, to, visit_of

KINDS = {"": "0", STREET: "S", "help": "H", "consult": "Q", "complain": "C", "denounce": "W", "suggest": "I"}
"""What a call may be, with the letter that, with Alt, says so."""


async def page(request: Request) -> Response:
    """A new call; or a case that is asked after, by its number."""
    visit = visit_of(request)
    asked = request.query_params.get("asked", "").strip()[:CONTACT_CHARS]
    if asked:
        return await asked_for(visit, asked)
    return await form_page(visit, Call(key=keeping(request).draw()))


async def asked_for(visit: Visit, asked: str) -> Response:
    """To the case of this number, also one of another system; what is none is looked for among everything else."""
    known = await read(numbered, visit, asked)
    if len(known) == 1:
        return to(f"/intake/{known[0].id}")
    if not number.is_number(asked):
        return to(f"/command/find?{urlencode({'q': asked})}")
    fresh = Call(key=keeping(visit.request).draw())
    if number.is_misread(asked):
        return await form_page(visit, fresh, wrong=(visit.say(MISREAD),), asked=asked)
    try:
        await read(visit.views.asked_after, visit.by, number.normal(asked))
    except (NoSuchCase, Forbidden) as error:
        return await form_page(visit, fresh, wrong=(said_of(visit, error),), asked=asked, status=status_of(error))
    return to(f"/intake/{number.normal(asked)}")


async def told(request: Request) -> Response:
    """One case, to be read out."""
    visit = visit_of(request)
    case, done = request.path_params["case"], request.query_params.get("done", "")
    try:
        found = await read(visit.views.asked_after, visit.by, case)
    except Forbidden:
        if done not in (SENT, BEYOND) or not number.is_number(case):
            raise
        return visit.page("intake/told.html", beyond_values(visit, case))
    return visit.page("intake/told.html", asked_values(visit, found, done))


async def look_up(request: Request) -> Response:
    """What the city knows of what was typed so far: as a part of the page, or as the page anew."""
    visit, call = visit_of(request), call_of(await form_of(request))
    if request.headers.get("hx-request") != "true":
        return await number_or_call(visit, call)
    part, values = ("before", before) if "cases" in request.query_params else ("beside", beside)
    return visit.page(f"intake/{part}.html", await read(values, visit, call))


async def number_or_call(visit: Visit, call: Call) -> Response:
    """To the case whose number stands alone in the form; else the page with all that was typed."""
    if not (call.is_number_alone and number.is_number(call.caller)):
        return await form_page(visit, call)
    wanted = number.normal(call.caller)
    try:
        if not number.is_misread(wanted):
            await read(visit.views.asked_after, visit.by, wanted)
            return to(f"/intake/{wanted}")
    except NoSuchCase:
        pass
    except Forbidden as error:
        return await form_page(visit, call, wrong=(said_of(visit, error),), status=status_of(error))
    if telephone.normal(call.caller) is None:
        return await form_page(visit, call, wrong=(visit.say("No case begins with this number."),))
    said = visit.say("No case has this number: it is taken for a telephone number.")
    return await form_page(visit, call, said=said)


def beside(visit: Visit, call: Call) -> dict[str, Any]:
    """What the city understands of the call."""
    return understood_values(visit, call, understood(visit.index, call))


def before(visit: Visit, call: Call) -> dict[str, Any]:
    """What came before it."""
    known = understood(visit.index, call)
    return before_values(visit, call, known, look(visit, call, known))


# Sent


async def take(request: Request) -> Response:
    """Take the call in, and do with it what was pressed."""
    visit, form = visit_of(request), await form_of(request)
    call = call_of(form)
    known = await read(understood, visit.index, call)
    wrong = errors(visit, call, known)
    if wrong:
        return await form_page(visit, call, at=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if needs_a_look(call, known):
        return await form_page(
            visit, call, said=visit.say("This is how it was understood. Look it over, then send it.")
        )
    try:
        return await done(visit, call, known, form)
    except CityloopError as error:
        return await form_page(visit, call, wrong=(said_of(visit, error),), status=status_of(error))


def errors(visit: Visit, call: Call, known: Understood) -> dict[str, str]:
    """What is wrong, by field."""
    found = {}
    if call.caller and known.caller is None:
        found["caller"] = visit.say("This is no telephone number. Write it with its area code, or leave it empty.")
    if not call.words:
        found["words"] = visit.say("Write what it is about. One sentence is enough.")
    elif len(call.words) > NOTE_CHARS:
        found["words"] = visit.say("This is too long. Keep it under 4000 characters.")
    if len(call.place) > CONTACT_CHARS:
        found["place"] = visit.say("Write a street and a landmark, in a few words.")
    elif known.places and known.place is None and not call.pick:
        found["place"] = visit.say("Which of these is meant?")
    if len(call.name) > CONTACT_CHARS:
        found["name"] = visit.say("This is too long. A name and a number are enough.")
    return found


def needs_a_look(call: Call, known: Understood) -> bool:
    """Whether a category would be taken that nobody has seen marked yet: where no script looked while it was typed."""
    return known.category is not None and not call.offered and not call.category


async def done(visit: Visit, call: Call, known: Understood, form: dict[str, str]) -> Response:
    """The case, and what follows."""
    if "add_to" in form:
        return await added(visit, call, form["add_to"])
    life = Life.REQUEST if "approved" in form else known.life
    if "approved" in form and not call.kind:
        call = replace(call, kind=RequestKind.CONSULT.value)
    report = report_of(visit, call, known, life=Life.REQUEST if kind_of(call) else life)
    if not call.again and await read(is_twice, visit, call, known, report):
        return await form_page(visit, call)
    found = await read(taken, visit, report, onward_of(report, form))
    return to_told(found.case, BEYOND if found.beyond else SENT)


def is_twice(visit: Visit, call: Call, known: Understood, report: orders.Report) -> bool:
    """Whether it seems to be a call that came before; the same page sent again is its case, and not asked about."""
    return not visit.desk.find_repeated(visit.by, report) and look(visit, call, known).twice is not None


def onward_of(report: orders.Report, form: dict[str, str]) -> Onward | None:
    """The step that was pressed."""
    if "approved" in form:
        return lambda case, seen: orders.AnswerDirectly(case=case, seen=seen, approved=form["approved"])
    if "ground" in form:
        return lambda case, seen: orders.Refuse(case=case, seen=seen, ground=form["ground"])
    return sending_on(report)


async def added(visit: Visit, call: Call, case: str) -> Response:
    """The same call twice: what was said is added to the case that there is."""
    page = await read(visit.views.case, visit.by, case)
    key = key_of("add", call.key, call.words)
    await read(visit.desk.do, visit.by, orders.Tell(case=case, seen=page.row.version, note=call.words, key=key))
    return to_told(case, "added")


def to_told(case: str, done: str) -> Response:
    """On to what is read back."""
    return to(f"/intake/{case}?done={done}")


# Emergencies


async def emergency(request: Request) -> Response:
    """Hand an emergency over: ask once, with the number to call; then set down that it was."""
    visit, form = visit_of(request), await form_of(request)
    call, service = call_of(form), form.get("to", "")
    if service not in list(Service):
        return await form_page(visit, call, wrong=(visit.say("Say to whom: 119, 120 or 110."),), status=422)
    if "stays" not in form:
        return visit.page("intake/emergency.html", emergency_values(visit, call, Service(service)))
    known = await read(understood, visit.index, call)
    words = call.words or visit.say("Emergency by telephone: %(whom)s") % {
        "whom": services(visit.say)[Service(service)]
    }
    told_call = replace(call, words=words[:NOTE_CHARS], kind=call.kind or RequestKind.HELP.value)
    report = report_of(visit, told_call, known, life=Life.GRID if call.kind == STREET else Life.REQUEST)
    stays = form["stays"] == "yes"
    try:
        found = await read(taken, visit, report, handing_over(Service(service), stays=stays))
    except CityloopError as error:
        return await form_page(visit, call, wrong=(said_of(visit, error),), status=status_of(error))
    return to_told(found.case, BEYOND if found.beyond else SENT)


def handing_over(service: Service, *, stays: bool) -> Onward:
    """The step that says to whom it went."""
    return lambda case, seen: orders.HandOver(case=case, seen=seen, to=service, stays=stays)


def emergency_values(visit: Visit, call: Call, service: Service) -> dict[str, Any]:
    """What the page shows that asks once."""
    hidden = ((name, getattr(call, name)) for name in Call.__slots__)
    return {
        "to": service,
        "whom": services(visit.say)[service],
        "kept": [(name, value) for name, value in hidden if value],
        "words": call.words,
        "place": call.place,
    }


# The page itself


async def form_page(
    visit: Visit,
    call: Call,
    *,
    at: dict[str, str] | None = None,
    wrong: tuple[str, ...] = (),
    said: str = "",
    asked: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    """The form with what was typed, and what stands beside it."""
    values = {
        "fields": call_fields(visit, call, at or {}),
        "kinds": kinds(visit, call),
        "call": call,
        "wrong": wrong,
        "said": said,
        "asked": asked,
        "services": [(each.value, words, CHORDS[each]) for each, words in services(visit.say).items()],
        "hints": hints(visit),
    }
    found = {**await read(beside, visit, call), **await read(before, visit, call)}
    return visit.page("intake/call.html", {**values, **found}, status)


def call_fields(visit: Visit, call: Call, at: dict[str, str]) -> tuple[Field, ...]:
    """The questions, in the order in which they are asked."""
    say = visit.say
    fields = (
        Field(
            "caller",
            say("Caller's number, or the number of a case"),
            value=call.caller,
            required=False,
            inputmode="tel",
        ),
        Field("words", say("What is it about?"), "words", call.words),
        Field("place", say("Where is it?"), value=call.place, required=False),
        Field("sort", say("Category, if another one"), value=call.sort, required=False),
        Field("name", say("Name of the caller"), value=call.name, required=False),
        Field("language", say("Language of the caller"), "select", call.language or visit.language, choices=LANGUAGES),
    )
    return tuple(replace(each, error=at.get(each.name, "")) for each in fields)


LANGUAGES = (Choice("zh", "中文"), Choice("en", "English"))


def kinds(visit: Visit, call: Call) -> tuple[tuple[Choice, str], ...]:
    """What the call may be, each with its key."""
    names = {
        "": visit.say("By category"),
        STREET: visit.say("Something on the street"),
        "help": visit.say("A call for help"),
        "consult": visit.say("A question"),
        "complain": visit.say("A complaint"),
        "denounce": visit.say("A tip-off (name withheld)"),
        "suggest": visit.say("An idea"),
    }
    return tuple((Choice(value, names[value], chosen=call.kind == value), f"Alt+{key}") for value, key in KINDS.items())


def hints(visit: Visit) -> tuple[KeyHint, ...]:
    """The keys of the page, at its foot."""
    return (
        KeyHint("Enter", visit.say("next question")),
        KeyHint("Ctrl+Enter", visit.say("take in and send on")),
        KeyHint("Alt+1…5", visit.say("choose from the list")),
        KeyHint("F9", visit.say("ask after a case")),
    )
