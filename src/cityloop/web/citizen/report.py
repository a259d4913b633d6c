"""A citizen's report, one question a page: what, where, a photo, how to reach you, a last look."""

from dataclasses import dataclass
from math import isfinite

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.area import Point
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.principal import Kind, citizen
from cityloop.city.telephone import list_mentioned
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.command.whereabouts import OutsideCity
from cityloop.edge.asker import asker, cookie_name, give_cookie
from cityloop.edge.forms import SAFE
from cityloop.edge.keeping import keeping
from cityloop.edge.limits import CONTACT_CHARS, REPORT_CHARS
from cityloop.edge.photo import NotAPhoto
from cityloop.edge.problem import TooLarge, status_of
from cityloop.web.citizen.drafts import Draft, Drafts, Sent
from cityloop.web.citizen.promise import next_steps
from cityloop.web.parts.values import Choice, Field
from cityloop.web.photos import order_of, photo_of
from cityloop.web.problem import said_of
from cityloop.web.signals import alarms, elsewhere
from cityloop.web.visit import Visit, form_of, read, to, visit_of

COOKIE = "draft"
STEPS = ("/report", "/report/where", "/report/photo", "/report/reach", "/report/check")
OWN_WORDS = "own"


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


NOT_HERE = _("Where you are lies outside the city. Write the place, or call us.")


@dataclass(frozen=True, slots=True)
class Writing:
    """A visit with the report that is being written."""

    visit: Visit
    drafts: Drafts
    secret: str
    draft: Draft
    is_new: bool = False
    """It begins with this request."""

    def page(
        self, step: int, question: str, fields: tuple[Field, ...] = (), refused: int = 422, **more: object
    ) -> Response:
        """The page of one question; ``refused`` is its status where something is wrong."""
        names = ("what", "where", "photo", "reach", "check")
        status = refused if any(field.error for field in fields) or more.get("wrong") else 200
        values = {"step": step, "steps": STEPS, "question": question, "fields": fields, "wrong": (), **more}
        return self.kept(self.visit.page(f"citizen/{names[step - 1]}.html", values, status))

    def on(self, step: int) -> Response:
        """To the page of a question."""
        return self.kept(to(STEPS[step - 1]))

    def kept(self, answer: Response) -> Response:
        """The answer, with the draft's cookie where it is new."""
        if self.is_new:
            give_cookie(answer, COOKIE, self.secret, asker(self.visit.request).origin)
        return answer


def writing_of(request: Request) -> Writing:
    """The report that this browser is writing; else an empty one, kept from the first form on: a look keeps nothing."""
    visit, state = visit_of(request), request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = Drafts()
    drafts: Drafts = state.drafts
    secret = request.cookies.get(cookie_name(COOKIE, asker(request).origin))
    draft = drafts.find(secret)
    if draft is not None and secret is not None:
        return Writing(visit, drafts, secret, draft)
    if request.method in SAFE:
        return Writing(visit, drafts, "", drafts.blank())
    fresh = keeping(request).draw()
    return Writing(visit, drafts, fresh, drafts.start(fresh), is_new=True)


# 1 What


async def what(request: Request) -> Response:
    """The first question: what is the problem."""
    writing = writing_of(request)
    if writing.draft.sent is not None:
        writing.drafts.drop(writing.secret)
        writing = writing_of(request)
    if request.method != "POST":
        return ask_what(writing)
    sent = await form_of(request)
    writing.draft.words = sent.get("words", "")
    writing.draft.kind = sent.get("kind", "fix") if sent.get("kind") in kinds(writing.visit) else "fix"
    wrong = missing_words(writing)
    if wrong or has_to_be_said(writing):
        return ask_what(writing, wrong)
    return writing.on(2)


def has_to_be_said(writing: Writing) -> bool:
    """Whether whom to call first, or where else to go, was not said yet of these words; sent again, they go on."""
    draft, index = writing.draft, writing.visit.index
    is_new = set(index.law.list_signals(draft.words)) - set(index.law.list_signals(draft.heeded))
    draft.heeded = draft.words
    return bool(is_new)


def missing_words(writing: Writing) -> str:
    """What is wrong with the words, if anything."""
    say, count = writing.visit.say, len(writing.draft.words)
    if not count:
        return say("Write what the problem is. One sentence is enough.")
    return say("This is too long. Keep it under 2000 characters.") if count > REPORT_CHARS else ""


def ask_what(writing: Writing, wrong: str = "") -> Response:
    """The first page."""
    visit, draft = writing.visit, writing.draft
    choices = tuple(Choice(value, title, second) for value, (title, second) in kinds(visit).items())
    words = Field("words", visit.say("Your words"), "words", draft.words, error=wrong)
    kind = Field("kind", visit.say("What is it?"), "choice", draft.kind, choices=choices)
    signals = visit.index.law.list_signals(draft.heeded)
    first, instead = alarms(visit, signals), elsewhere(visit, signals)
    return writing.page(1, visit.say("What is the problem?"), (words, kind), alarms=first, elsewhere=instead)


def kinds(visit: Visit) -> dict[str, tuple[str, str]]:
    """What a report may be, in words for citizens."""
    say = visit.say
    return {
        "fix": (say("Something on the street"), say("broken, blocked, dirty, dangerous")),
        "help": (say("I need help"), say("with something that the city does")),
        "consult": (say("I have a question"), ""),
        "complain": (say("I want to complain"), say("about a service or an office")),
        "denounce": (say("I want to report wrongdoing"), say("who handles it does not learn who you are")),
        "suggest": (say("I have an idea"), ""),
    }


# 2 Where


async def where(request: Request) -> Response:
    """Where is it? An ambiguous place is asked back."""
    writing = writing_of(request)
    if not writing.draft.words:
        return writing.on(1)
    if request.method != "POST":
        return ask_where(writing)
    sent = await form_of(request)
    point = point_of(sent.get("longitude", ""), sent.get("latitude", ""))
    return at_point(writing, point) if point else await in_words(writing, sent.get("place", ""), sent.get("pick", ""))


def point_of(longitude: str, latitude: str) -> Point | None:
    """The point that a phone said, if it said one."""
    try:
        point = float(longitude), float(latitude)
    except ValueError:
        return None
    return point if all(isfinite(each) for each in point) and abs(point[0]) <= 180 and abs(point[1]) <= 90 else None


def at_point(writing: Writing, point: Point) -> Response:
    """Where the phone is; refused outside the city."""
    visit, draft = writing.visit, writing.draft
    if visit.index.at(point) is None:
        return ask_where(writing, wrong=said_of(visit, OutsideCity(NOT_HERE, longitude=point[0], latitude=point[1])))
    draft.point, draft.place, draft.spot = point, None, visit.say("Where I was when I reported")
    return writing.on(3)


async def in_words(writing: Writing, words: str, pick: str) -> Response:
    """The place by words: one that fits is taken, several are asked back, none goes to a person."""
    visit, draft = writing.visit, writing.draft
    if not words or len(words) > CONTACT_CHARS:
        wrong = visit.say("Write a street and a landmark, in a few words.")
        draft.spot = words[:CONTACT_CHARS]
        return ask_where(writing, wrong=wrong)
    changed, draft.spot, draft.point = words != draft.spot, words, None
    meant = await read(places_meant, visit, words)
    if pick == OWN_WORDS and not changed:
        draft.place = None
    elif pick in meant and not changed:
        draft.place = pick
    elif len(meant) > 1:
        return ask_where(writing, meant)
    else:
        draft.place = meant[0] if meant else None
    return writing.on(3)


def places_meant(visit: Visit, words: str) -> list[str]:
    """Entries of the gazetteer that the words may mean: one where it is sure."""
    gazetteer = visit.index.gazetteer
    sure = gazetteer.find(words)
    if sure is not None:
        return [sure.id]
    matches = [match.place.id for match in gazetteer.list_matches(words, 6)]
    return matches or [place.id for place in gazetteer.list_mentioned(words)[:6]]


def ask_where(writing: Writing, meant: list[str] | None = None, wrong: str = "") -> Response:
    """The page, with the places to choose from where several may be meant."""
    visit, draft = writing.visit, writing.draft
    place = Field("place", visit.say("Place"), value="" if draft.point else draft.spot, error=wrong)
    if not meant:
        return writing.page(2, visit.say("Where is it?"), (place,))
    neither = Choice(OWN_WORDS, visit.say("Neither. Use my own words"))
    choices = (*(place_choice(visit, each) for each in meant), neither)
    pick = Field("pick", visit.say("Is it one of these?"), "choice", choices=choices)
    return writing.page(2, visit.say("Where is it?"), (place, pick))


def place_choice(visit: Visit, place_id: str) -> Choice:
    """A place by its name, and the area it lies in."""
    place = visit.index.places.get(place_id)
    area = visit.index.node(place.jurisdiction)
    return Choice(place.id, visit.name(place.name), visit.name(area.name))


# 3 Photo


async def photo(request: Request) -> Response:
    """A photo, if there is one."""
    writing = writing_of(request)
    if not writing.draft.spot:
        return writing.on(2)
    if request.method != "POST":
        return ask_photo(writing)
    try:
        found = await photo_of(request)
    except (NotAPhoto, TooLarge) as wrong:
        return ask_photo(writing, said_of(writing.visit, wrong), status_of(wrong))
    if found is not None:
        writing.drafts.keep_photo(writing.draft, found)
    return writing.on(4)


def ask_photo(writing: Writing, wrong: str = "", refused: int = 422) -> Response:
    """The page."""
    visit = writing.visit
    field, has_photo = Field("photo", visit.say("Photo"), "photo", error=wrong, required=False), writing.draft.photo
    return writing.page(3, visit.say("Do you have a photo?"), (field,), refused, has_photo=has_photo is not None)


# 4 How to reach you


async def reach(request: Request) -> Response:
    """The fourth question: how may the city reach the person, or not at all."""
    writing = writing_of(request)
    if not writing.draft.spot:
        return writing.on(2)
    if request.method != "POST":
        return ask_reach(writing)
    sent = await form_of(request)
    contact = "" if "skip" in sent else sent.get("contact", "")
    if len(contact) > CONTACT_CHARS:
        return ask_reach(writing, writing.visit.say("This is too long. A name and a number are enough."))
    writing.draft.contact = contact
    return writing.on(5)


def ask_reach(writing: Writing, wrong: str = "") -> Response:
    """The page."""
    visit = writing.visit
    label = visit.say("Your name, and a telephone number or mail address")
    field = Field("contact", label, value=writing.draft.contact, error=wrong, required=False, autocomplete="tel")
    return writing.page(4, visit.say("How can we reach you?"), (field,))


# 5 Check, and send


async def check(request: Request) -> Response:
    """A last look; sent once, however often the button is pressed."""
    writing = writing_of(request)
    draft = writing.draft
    if draft.sent is not None or draft.sending:
        return to("/report/sent")
    if not draft.words or not draft.spot:
        return writing.on(2 if draft.words else 1)
    if request.method != "POST":
        return ask_check(writing)
    draft.sending = True
    try:
        draft.sent = await send(writing.visit, draft)
    except CityloopError as wrong:
        return ask_check(writing, said_of(writing.visit, wrong), status_of(wrong))
    finally:
        draft.sending = False
    return to("/report/sent")


def ask_check(writing: Writing, wrong: str = "", refused: int = 422) -> Response:
    """The page."""
    visit, draft = writing.visit, writing.draft
    kind = "" if draft.kind == "fix" else kinds(visit)[draft.kind][0]
    question, said = visit.say("Is everything right?"), place_words(visit, draft)
    told = (wrong,) if wrong else ()
    return writing.page(5, question, (), refused, wrong=told, draft=draft, kind_words=kind, place_words=said)


def place_words(visit: Visit, draft: Draft) -> str:
    """The place as it was understood."""
    if draft.place:
        found = place_choice(visit, draft.place)
        named = f"{found.title}, {found.second}" if not visit.is_zh else f"{found.second}，{found.title}"
        return named if found.title == draft.spot else f"{draft.spot} ({named})"
    if draft.point and (node := visit.index.at(draft.point)):
        return f"{draft.spot} ({visit.name(node.name)})"
    return visit.say("%(words)s (not on our map: a person will look)") % {"words": draft.spot}


async def send(visit: Visit, draft: Draft) -> Sent:
    """Report it, then add the photo; a photo that fails loses nothing of the report."""
    receipt = await read(visit.desk.report, visit.by, report_of(visit, draft))
    sent = Sent(receipt.case, receipt.secret or "")
    if draft.photo is not None:
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
        life=Life.GRID if fix else Life.REQUEST,
        kind=None if fix else RequestKind(draft.kind),
        words=draft.words,
        contact=draft.contact or None,
        place=draft.place,
        point=None if draft.place else draft.point,
        spot=draft.spot,
        channel=Channel.FIELD if visit.by.kind is Kind.PERSON else Channel.WEB,
        language=visit.language,
    )


async def sent(request: Request) -> Response:
    """What happens next, by when, and the link to keep."""
    writing = writing_of(request)
    told = writing.draft.sent
    if told is None:
        return writing.on(1)
    visit = writing.visit
    found = await read(visit.views.followed, told.secret)
    address = f"{asker(request).origin.site}/follow/{told.secret}"
    by_number = bool(list_mentioned(writing.draft.contact)) and writing.draft.kind != "denounce"
    values = {"number": told.case, "address": address, "photo_failed": told.photo_failed, "by_number": by_number}
    return visit.page(
        "citizen/sent.html",
        {**values, "next_steps": next_steps(visit, found.life, found.due, bool(writing.draft.contact))},
    )
