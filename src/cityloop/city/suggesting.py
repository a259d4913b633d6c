"""Which category a call may be about: by names and aliases, pinyin, initials, and what is spelt nearly so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from cityloop.city.catalogue import Category, Life
from cityloop.city.gazetteer import initials, pinyin
from cityloop.city.lookup import folded, words_of

READ = 2_000
"""Letters of what was said that are looked at."""
CLOSE = 80.0
"""The least likeness (0…100) at which a misspelt word is taken for one that is known."""
SURE = 60.0
"""What a suggestion scores at least that may be taken without asking; the others are offered."""
PARTLY = 0.3
"""The least share of a Chinese word's neighbouring letters that has to be said for it to be offered."""
HEARD = 3
"""Latin letters from which on a longer word, or the sound of one, may be meant."""
SHORT = 12
"""Letters up to which what was typed may be a part of a name, pinyin, or initials; beyond that it is a sentence."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category, and how well it fits (0…100)."""

    category: Category
    score: float


@dataclass(frozen=True, slots=True)
class _Key:
    """One word for a category, ready to be looked for."""

    category: Category
    text: str
    whole: re.Pattern[str] | None
    """How a word in Latin letters is found in a sentence."""
    sounds: tuple[str, ...]
    """A Chinese word in pinyin, and by its initials."""
    pairs: tuple[str, ...]
    """Its letters two by two: 井盖 is said where 上水井盖 is meant."""


class Suggester:
    """Suggests categories that a case may have: some hundred names are compared in a few milliseconds."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._keys = tuple(_key(each, word) for each in categories for word in words_of(each))

    def find(self, said: str, life: Life | None = None) -> Category | None:
        """The one category that the words mean; None where they mean none for sure, or may mean several."""
        best = self.list_for(said, life, 2)
        sure = best and best[0].score >= SURE and best[0].score > (best[1].score if len(best) > 1 else 0.0)
        return best[0].category if sure else None

    def list_for(self, said: str, life: Life | None = None, limit: int = 5) -> tuple[Suggestion, ...]:
        """The categories that the words may mean, the likeliest first; of one life alone where it is known."""
        text, plain = folded(said[:READ]), _plain(said[:READ])
        keys = self._keys if text else ()
        scored = ((key, max(_scores(key, text, plain), default=0.0)) for key in keys if _is_of(key.category, life))
        best: dict[str, Suggestion] = {}
        for key, score in sorted(scored, key=lambda each: (each[1], each[0].category.id)):
            best[key.category.id] = Suggestion(key.category, score)
        fitting = [each for each in best.values() if each.score > 0]
        return tuple(sorted(fitting, key=lambda each: (-each.score, each.category.id))[:limit])


def _is_of(category: Category, life: Life | None) -> bool:
    return life in (None, category.life)


def _key(category: Category, word: str) -> _Key:
    text = folded(word)
    if not word.isascii():
        pairs = tuple(text[at : at + 2] for at in range(len(text) - 1))
        return _Key(category, text, None, (pinyin(word), initials(word)), pairs)
    whole = re.compile(rf"(?<![a-z0-9]){re.escape(_plain(word))}s?(?![a-z0-9])")
    return _Key(category, text, whole, (), ())


def _plain(words: str) -> str:
    """With its spaces: Latin letters are looked for as words."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _scores(key: _Key, text: str, plain: str) -> Iterator[float]:
    if text == key.text:
        yield 100.0
    if _stands_in(key, text, plain):
        yield 84.0 + min(len(key.text), SHORT)
    yield _partly(key.pairs, text)
    if len(text) <= SHORT:
        yield from _parts(key.text, text)
        yield from (_sounding(sound, text) for sound in key.sounds if text.isascii() and sound.startswith(text))
        yield _alike(key.sounds[0] if key.sounds and text.isascii() else key.text, text)


def _stands_in(key: _Key, text: str, plain: str) -> bool:
    """The word stands in what was said."""
    return key.whole.search(plain) is not None if key.whole else len(key.text) > 1 and key.text in text


def _partly(pairs: tuple[str, ...], text: str) -> float:
    share = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return 30.0 + 25 * share if share >= PARTLY else 0.0


def _parts(word: str, text: str) -> Iterator[float]:
    """What was typed is the beginning of the word, or a part of it: the more of it, the better."""
    if word.startswith(text):
        yield 74.0 + 10 * len(text) / len(word)
    elif text in word and (len(text) >= HEARD or not text.isascii()):
        yield 64.0 + 10 * len(text) / len(word)


def _sounding(sound: str, text: str) -> float:
    """How a word sounds, or begins to: two letters begin too many words by chance, unless they are all of it."""
    return 62.0 + 20 * len(text) / len(sound) if len(text) >= HEARD or text == sound else 0.0


def _alike(word: str, text: str) -> float:
    """Spelt nearly so; a word too short is like too many."""
    close = CLOSE if word.isascii() else CLOSE - 20
    return fuzz.ratio(text, word, score_cutoff=close) * 0.6 if len(text) > 2 else 0.0
