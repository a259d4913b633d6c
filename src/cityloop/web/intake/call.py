"""One call as it was typed so far, and what the city understands of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from cityloop.city import telephone
from cityloop.city.catalogue import Category, Life, RequestKind, Signal
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.city.words import Language

STREET = "fix"
"""The kind of a call that is about something on the street; the others are kinds of requests."""
OWN_WORDS = "own"
"""Picked where the place is none of those that the city knows."""
PLACES = 5
"""Places that are offered at most."""


@dataclass(frozen=True, slots=True)
class Call:
    """The words of the form, as they were typed."""

    caller: str = ""
    words: str = ""
    place: str = ""
    sort: str = ""
    """Words for the category, where those of the call do not find it."""
    category: str = ""
    """The category that is marked on the page."""
    offered: str = ""
    """The one that was marked by itself; another one was chosen by a person, and stays."""
    pick: str = ""
    """The place that is marked on the page."""
    kind: str = ""
    name: str = ""
    language: str = ""
    key: str = ""
    """Idempotency key: the same page sent twice is one case."""
    again: str = ""
    """It is another matter, though it looks like the same call."""

    @property
    def is_number_alone(self) -> bool:
        """Whether nothing was typed but a number: only then is nothing lost where it leads elsewhere."""
        return bool(self.caller) and not (self.words or self.place or self.sort or self.name or self.kind)


def call_of(form: Mapping[str, str]) -> Call:
    """The call that a form holds."""
    return Call(**{field.name: form.get(field.name, "") for field in fields(Call)})


@dataclass(frozen=True, slots=True)
class Understood:
    """What the city understands of a call."""

    caller: str | None
    """The number in its one form; None where there is none."""
    categories: tuple[Category, ...]
    """The likeliest first."""
    category: Category | None
    """The one that a person chose, or the one that is sure."""
    marked: Category | None
    """The one that is sure: marked by itself."""
    places: tuple[Place, ...]
    """Those that the words may mean, where they may mean several."""
    place: Place | None
    signals: tuple[Signal, ...]
    where: str
    """Path of the ground that the place lies in; empty where it is not known."""

    @property
    def life(self) -> Life:
        """Of the category; without one somebody wants something of the city."""
        return self.category.life if self.category else Life.REQUEST


def understood(index: Index, call: Call) -> Understood:
    """What of the call the city knows."""
    said = call.sort or call.words
    categories = tuple(each.category for each in index.suggester.list_for(said, life_of(call)))
    marked, chosen = index.suggester.find(said, life_of(call)), _chosen(index, call)
    places = _places(index, call.place)
    place = _place(index, call, places)
    return Understood(
        caller=telephone.normal(call.caller),
        categories=categories,
        category=chosen or marked,
        marked=marked,
        places=places if len(places) > 1 else (),
        place=place,
        signals=index.law.list_signals(call.words),
        where=index.path(place.jurisdiction) if place else "",
    )


def kind_of(call: Call) -> RequestKind | None:
    """The kind of request that was chosen; None where none was, or where it is no request."""
    return RequestKind(call.kind) if call.kind in list(RequestKind) else None


def language_of(call: Call, otherwise: Language) -> Language:
    """The caller's language."""
    return Language(call.language) if call.language in list(Language) else otherwise


def life_of(call: Call) -> Life | None:
    """The life that the kind decides; None where none was chosen."""
    return Life.GRID if call.kind == STREET else Life.REQUEST if kind_of(call) else None


def _chosen(index: Index, call: Call) -> Category | None:
    """The category that a person chose, as long as it fits the kind."""
    by_hand = call.category != call.offered
    found = next((each for each in index.law.leaves if each.id == call.category), None) if by_hand else None
    return found if found is not None and life_of(call) in (None, found.life) else None


def _places(index: Index, words: str) -> tuple[Place, ...]:
    """One where it is sure, else those that may be meant, else those that are named within the words."""
    sure = index.gazetteer.find(words)
    if sure is not None:
        return (sure,)
    matches = tuple(match.place for match in index.gazetteer.list_matches(words, PLACES))
    return matches or index.gazetteer.list_mentioned(words)[:PLACES]


def _place(index: Index, call: Call, places: tuple[Place, ...]) -> Place | None:
    if len(places) == 1:
        return None if call.pick == OWN_WORDS else places[0]
    return next((each for each in places if each.id == call.pick), None)
