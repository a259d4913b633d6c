"""What stands beside a call while it is taken down: whom to ring first, categories, places, answers, other cases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cityloop.city.catalogue import RequestKind, Service
from cityloop.views.case_row import CaseRow
from cityloop.views.intake import Beside, Told
from cityloop.web.citizen.promise import STANDS_FOR_OTHERS
from cityloop.web.intake.call import OWN_WORDS, Call, Understood, kind_of, language_of
from cityloop.web.parts.values import Choice, Row
from cityloop.web.shapes import row
from cityloop.web.signals import alarms, elsewhere
from cityloop.web.visit import Visit

ANSWERS = 5
"""Approved answers for the category that are shown at once, each with a key; the others are folded away below, and all
are where the category is not known, or somebody is in danger."""
CHORDS: dict[Service, str] = {Service.FIRE: "F2", Service.AMBULANCE: "F4", Service.POLICE: "F8"}
"""The key by which an emergency is handed over, from wherever one is typing."""


def look(visit: Visit, call: Call, known: Understood) -> Beside:
    """The lists for the call; of a denunciation none of its caller's. Reads; raises ``Forbidden``."""
    category = known.category.id if known.category else None
    caller = None if kind_of(call) is RequestKind.DENOUNCE else known.caller
    return visit.views.beside(visit.by, Told(caller=caller, category=category, where=known.where))


def understood_values(visit: Visit, call: Call, known: Understood) -> dict[str, Any]:
    """What the city understands of the call: from its own files alone, so that it can be asked at every pause."""
    given = tuple(answers(visit, call, known))
    at_hand = ANSWERS if known.category and not any(each.call for each in known.signals) else 0
    return {
        "alarms": [(each, CHORDS[each.number]) for each in alarms(visit, known.signals)],
        "elsewhere": elsewhere(visit, known.signals),
        "categories": tuple(categories(visit, known)),
        "offered": known.marked.id if known.marked else "",
        "is_sorted": bool(call.sort or call.words),
        "places": tuple(places(visit, known, call)),
        "place_words": place_words(visit, call, known),
        "answers": given[:at_hand],
        "more_answers": given[at_hand:],
    }


def before_values(visit: Visit, call: Call, known: Understood, lists: Beside) -> dict[str, Any]:
    """What came before the call: people's cases, so asked for once a field is filled and not at every letter."""
    return {
        "twice": told_row(visit, lists.twice) if lists.twice and not call.again else None,
        "earlier": rows(visit, lists.earlier),
        "similar": rows(visit, lists.similar),
        "has_caller": known.caller is not None,
        "has_place": bool(known.where),
    }


def rows(visit: Visit, found: Any) -> tuple[Row, ...]:
    """Rows of cases, each opening what is to be told of it."""
    return tuple(told_row(visit, each) for each in found)


def told_row(visit: Visit, found: CaseRow) -> Row:
    """A row with how the case stands, as it is said to whoever asks."""
    return replace(row(visit, found, "/intake/"), stage=visit.say(STANDS_FOR_OTHERS[found.stage]))


def categories(visit: Visit, known: Understood) -> Iterator[Choice]:
    """The categories to choose from, the marked one among them."""
    chosen = known.category
    shown = known.categories if chosen is None or chosen in known.categories else (chosen, *known.categories)
    for each in shown:
        above = visit.index.law.categories.find(each.id.rpartition(".")[0])
        yield Choice(each.id, visit.name(each.name), visit.name(above.name if above else None), chosen=each is chosen)


def places(visit: Visit, known: Understood, call: Call) -> Iterator[Choice]:
    """The places to choose from, where the words may mean several."""
    for each in known.places:
        area = visit.index.node(each.jurisdiction)
        yield Choice(each.id, visit.name(each.name), visit.name(area.name), chosen=each is known.place)
    if known.places:
        yield Choice(OWN_WORDS, visit.say("None of these: use my own words"), chosen=call.pick == OWN_WORDS)


def place_words(visit: Visit, call: Call, known: Understood) -> str:
    """How the place was understood; that nothing is known by it, where nothing is."""
    if known.place is not None:
        area = visit.index.node(known.place.jurisdiction)
        return f"{visit.name(known.place.name)} · {visit.name(area.name)}"
    return (
        ""
        if known.places or not call.place
        else visit.say("Not on the city's map: it goes as words, and a person will look.")
    )


def answers(visit: Visit, call: Call, known: Understood) -> Iterator[dict[str, str]]:
    """Approved answers for the category, in the language of the caller; none before anything was said."""
    category = known.category.id if known.category else ""
    language = language_of(call, visit.language)
    for each in visit.index.law.list_answers(category, "answer-directly") if call.words or call.sort else ():
        if language in each.texts:
            yield {"id": each.id, "name": visit.name(each.name), "text": each.texts[language]}
