"""The last look at a report before it is sent."""

from dataclasses import dataclass

from cityloop.web.citizen.drafts import Draft
from cityloop.web.citizen.kinds import kinds
from cityloop.web.citizen.places import place_words
from cityloop.web.languages import names_of
from cityloop.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said, and where it is changed."""

    name: str
    said: str
    href: str


def last_look(visit: Visit, draft: Draft, *, whole: bool = False) -> tuple[Line, ...]:
    """What will be sent; ``whole``: also how the person can be reached, once that was asked."""
    say = visit.say
    kind = "" if draft.kind == "fix" else f"{kinds(visit)[draft.kind][0]}: "
    lines = (
        Line(say("What"), f"{kind}{draft.words}", "/report"),
        Line(say("Where"), place_words(visit, draft), "/report/where"),
        Line(say("Photo"), photo_words(visit, draft), "/report/photo"),
    )
    return (*lines, *reach_lines(visit, draft)) if whole else lines


def photo_words(visit: Visit, draft: Draft) -> str:
    """Whether a photo goes along."""
    if draft.photo_lost:
        return visit.say("Lost on the way. Please choose it again.")
    return visit.say("One photo") if draft.photo else visit.say("None")


def reach_lines(visit: Visit, draft: Draft) -> tuple[Line, ...]:
    """How the person can be reached, and in which language."""
    contact = Line(visit.say("How to reach you"), draft.contact or visit.say("Not at all"), "/report/reach")
    if not draft.language:
        return (contact,)
    language = names_of(draft.language, visit.language)
    return contact, Line(visit.say("We answer in"), language, "/report/reach")
