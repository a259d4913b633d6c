"""Places by the words that people use: Chinese, pinyin in full or by initials, English, or a part of any."""

from dataclasses import dataclass
from functools import cached_property

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from cityloop.city.city import City
from cityloop.city.lookup import folded, words_of
from cityloop.city.place import Place

EXACT, INITIALS, STARTS, PART = 100.0, 95.0, 90.0, 80.0
"""How well a word meets a name; a likeness that is less than a part of the name scores below ``PART``."""
CLOSE = 75.0
"""The least likeness (0…100) at which a misspelt name is offered."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a word may mean, and how well it fits (0…100)."""

    place: Place
    score: float


class Gazetteer:
    """Every place of a city under every word for it."""

    def __init__(self, city: City) -> None:
        self._places = {place.id: place for place in city.places}

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for place in self._places.values():
            for word in words_of(place):
                names.setdefault(folded(word), set()).add(place.id)
                names.setdefault(pinyin(word), set()).add(place.id)
        return names

    @cached_property
    def _initials(self) -> dict[str, set[str]]:
        initials: dict[str, set[str]] = {}
        for place in self._places.values():
            for word in words_of(place):
                initials.setdefault(initials_of(word), set()).add(place.id)
        return initials

    def list_matches(self, words: str, limit: int = 8) -> tuple[Match, ...]:
        """The places that ``words`` may mean, best first. One alone, or one exact: that is it; several: ask back."""
        return ()


def pinyin(word: str) -> str:
    """The word in toneless pinyin, run together; what is not Chinese stays."""
    return folded("".join(lazy_pinyin(word)))


def initials_of(word: str) -> str:
    """The first letters of the word's syllables."""
    return folded("".join(lazy_pinyin(word, style=Style.FIRST_LETTER)))
