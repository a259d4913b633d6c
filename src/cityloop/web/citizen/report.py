"""A citizen's report, one question a page: what, where, a photo, how to reach you."""

import re

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.address import find_mail
from cityloop.city.area import Point, is_point
from cityloop.city.telephone import is_doubtful
from cityloop.command.whereabouts import OutsideCity
from cityloop.edge.limits import CONTACT_CHARS, REPORT_CHARS
from cityloop.edge.photo import NotAPhoto
from cityloop.edge.problem import TooLarge, status_of
from cityloop.edge.uploads import photo_of
from cityloop.web.citizen.ground import has_map
from cityloop.web.citizen.kept import kept_of
from cityloop.web.citizen.kinds import kinds
from cityloop.web.citizen.look import last_look
from cityloop.web.citizen.places import OWN_WORDS, place_choice, places_meant
from cityloop.web.citizen.seen import seen_by
from cityloop.web.citizen.writing import Writing, note_language, started, writing_of
from cityloop.web.languages import names_of
from cityloop.web.parts.values import Choice, Field
from cityloop.web.problem import said_of
from cityloop.web.signals import alarms, elsewhere
from cityloop.web.visit import Visit, read

NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")
"""What the number of an earlier report may look like."""


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


NOT_HERE = _("Where you are lies outside the city. Write the place, or call us.")


# 1 What


async def what(request: Request) -> Response:
    """The first question: what is the problem."""
    writing = await writing_of(request)
    if writing.draft.sent is not None:
        writing = after_sent(request, writing)
    if writing.form:
        note_what(writing)
    if not writing.is_taken:
        return ask_what(writing)
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


def after_sent(request: Request, writing: Writing) -> Writing:
    """A report of its own, empty: the last one was sent from this browser."""
    writing.drafts.drop(writing.secret)
    if writing.is_taken:
        own = {name: writing.form.get(name, "") for name in ("words", "kind")}
        return started(request, writing.visit, own)
    return Writing(writing.visit, writing.drafts, "", writing.drafts.blank())


def note_what(writing: Writing) -> None:
    """Keep what was said."""
    words = writing.form.get("words", "")
    if words != writing.draft.words:
        writing.draft.category = ""
    writing.draft.words = words
    kind = writing.form.get("kind", "fix")
    writing.draft.kind = kind if kind in kinds(writing.visit) else "fix"


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
    words = Field("words", visit.say("Your words"), "words", draft.words or earlier(visit), error=wrong)
    kind = Field("kind", visit.say("What is it?"), "choice", draft.kind, choices=choices)
    signals = visit.index.law.list_signals(draft.heeded)
    first, instead = alarms(visit, signals), elsewhere(visit, signals)
    return writing.page(1, visit.say("What is the problem?"), (words, kind), alarms=first, elsewhere=instead)


def earlier(visit: Visit) -> str:
    """The first words of a report about what was closed too long ago to be opened again."""
    number = visit.request.query_params.get("after", "")
    return visit.say("After report %(number)s: ") % {"number": number} if NUMBER.fullmatch(number) else ""


# 2 Where


async def where(request: Request) -> Response:
    """Where is it? An ambiguous place is asked back."""
    writing = await writing_of(request)
    if not writing.draft.words:
        return writing.on(1)
    said = writing.form.get("place", "")
    if not writing.is_taken:
        return ask_where(writing, typed=said)
    point = point_of(writing.form.get("longitude", ""), writing.form.get("latitude", ""))
    return at_point(writing, point) if point else await in_words(writing, said, writing.form.get("pick", ""))


def point_of(longitude: str, latitude: str) -> Point | None:
    """The point that a phone said, if it said one."""
    try:
        point = float(longitude), float(latitude)
    except ValueError:
        return None
    return point if is_point(point) else None


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
        return ask_where(writing, wrong=visit.say("Write a street and a landmark, in a few words."), typed=words)
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


def ask_where(writing: Writing, meant: list[str] | None = None, wrong: str = "", typed: str = "") -> Response:
    """The page, with the places to choose from where several may be meant."""
    visit, draft = writing.visit, writing.draft
    told = typed or ("" if draft.point else draft.spot)
    place = Field("place", visit.say("Place"), value=told, error=wrong)
    drawn = has_map(visit.index)
    if not meant:
        return writing.page(2, visit.say("Where is it?"), (place,), has_map=drawn)
    neither = Choice(OWN_WORDS, visit.say("None of these: use my own words"))
    choices = (*(place_choice(visit, each) for each in meant), neither)
    pick = Field("pick", visit.say("Is it one of these?"), "choice", choices=choices)
    return writing.page(2, visit.say("Where is it?"), (place, pick), has_map=drawn)


# 3 Photo


async def photo(request: Request) -> Response:
    """A photo, if there is one."""
    writing = await writing_of(request)
    if not writing.draft.spot:
        return writing.on(2)
    if not writing.is_taken:
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
    writing = await writing_of(request)
    if not writing.draft.spot:
        return writing.on(2)
    wrong = note_reach(writing) if writing.form else ()
    return writing.on(5) if writing.is_taken and not any(wrong) else ask_reach(writing, *wrong)


def note_reach(writing: Writing) -> tuple[str, str]:
    """Keep contact and language; what is wrong with each."""
    say, form, draft = writing.visit.say, writing.form, writing.draft
    contact, known = form.get("contact", ""), note_language(writing)
    if len(contact) <= CONTACT_CHARS:
        draft.contact = contact
    wrong_language = "" if known else say("The city does not answer in this language. Choose another one.")
    return amiss(writing, contact), wrong_language


def amiss(writing: Writing, contact: str) -> str:
    """What is wrong with a contact: too long; or asked once, whether its number is whole."""
    say = writing.visit.say
    if len(contact) > CONTACT_CHARS:
        return say("This is too long. A name and a number are enough.")
    if is_doubtful(contact) and not find_mail(contact) and writing.form.get("sure") != contact:
        return say("Is this number complete? Mend it, or press once more to leave it as it is.")
    return ""


def ask_reach(writing: Writing, wrong: str = "", wrong_language: str = "") -> Response:
    """The page: who will see it is said before it is asked."""
    visit = writing.visit
    label = visit.say("Your name, and a telephone number or mail address")
    typed = writing.form.get("contact", "") if wrong else writing.draft.contact
    field = Field("contact", label, value=typed, error=wrong, required=False, autocomplete="tel")
    sure = Field("sure", "", "hidden", typed)
    fields = (field, *((sure,) if wrong else ()), *language_fields(writing, wrong_language))
    kept = kept_of(visit, writing.draft.kind)
    seers, look = seen_by(visit, writing.draft.kind), last_look(visit, writing.draft)
    return writing.page(4, visit.say("How can we reach you?"), fields, seers=seers, look=look, kept=kept)


def language_fields(writing: Writing, wrong: str) -> tuple[Field, ...]:
    """In which language to answer: asked only where the city answers in more than those of its pages."""
    visit, known = writing.visit, writing.visit.index.city.languages
    if len(known) <= 2:
        return ()
    chosen = writing.draft.language or str(visit.language)
    choices = tuple(Choice(tag, names_of(tag, visit.language)) for tag in known)
    label = visit.say("In which language shall we answer?")
    return (Field("language", label, "select", chosen, error=wrong, choices=choices),)
