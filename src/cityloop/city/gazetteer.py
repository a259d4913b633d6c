"""Places by the words that people use: Chinese, pinyin in full or by initials, English, or a part of any of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, islice

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from cityloop.city.lookup import folded, words_of
from cityloop.city.place import Place

HITS = 2_000
"""Parts of names looked at for one word: what is in more names than that says too little."""
CLOSE = 72.0
"""The least likeness (0…100) at which a misspelt name is offered."""
READ = 2_000
"""Letters of a running text in which places are looked for."""
LONGEST = 24
"""Letters of a word in which a place to part it is looked for."""
SURE = 55.0
"""What a word scores at least that is spelt as it stands in a name; a misspelling scores less, and is asked back."""


class Sort(IntEnum):
    """What a key is made of; its value is the score of an exact hit."""

    NAME = 100
    """A name or alias as it is written."""
    PINYIN = 96
    """The name in toneless pinyin: found by Latin letters, and by characters that sound the same."""
    INITIALS = 90
    """The first letter of each syllable."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that words may mean, and how well they fit (0…100)."""

    place: Place
    score: float


class Gazetteer:
    """The places of a city under every word for them. One long text of keys is searched: a look-up takes about 1 ms."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        keys = sorted({key for at, place in enumerate(self._places) for key in _keys(place, at)})
        self._texts = [text for text, _, _ in keys]
        self._sorts = [sort for _, sort, _ in keys]
        self._owners = [owner for _, _, owner in keys]
        self._named: dict[str, list[int]] = {}
        for text, sort, owner in keys:
            if sort is Sort.NAME:
                self._named.setdefault(text, []).append(owner)
        self._longest = max(map(len, self._named), default=0)
        self._long = "".join(f"\n{text}" for text in self._texts)
        self._starts = list(accumulate((len(text) + 1 for text in self._texts), initial=1))[:-1]

    def find(self, words: str) -> Place | None:
        """The one place that the words mean; None where they mean none, or may mean several: then ask back."""
        matches = self.list_matches(words)
        sure = [match for match in matches if match.score >= Sort.INITIALS] or matches
        return sure[0].place if len(sure) == 1 and sure[0].score >= SURE else None

    def list_matches(self, words: str, limit: int = 8) -> tuple[Match, ...]:
        """The places that the words may mean, the likeliest first; a misspelling counts only where nothing fits."""
        scores = self._spelt(words) or self._sounding(words) or self._parted(words) or self._misspelt(words)
        best = sorted(scores.items(), key=lambda each: (-each[1], self._places[each[0]].id))
        return tuple(Match(self._places[at], score) for at, score in best[:limit])

    def list_mentioned(self, text: str) -> tuple[Place, ...]:
        """The places whose full name or alias stands in a running text, the longest name first."""
        found = sorted(set(self._mentioned(folded(text)[:READ])), key=lambda name: (-len(name), name))
        return tuple(self._places[owner] for name in found for owner in self._named[name])

    def _mentioned(self, said: str) -> Iterator[str]:
        """From left to right the longest name that begins there; then on behind it."""
        at = 0
        while at < len(said):
            name = next((said[at:end] for end in self._ends(said, at) if said[at:end] in self._named), said[at])
            if name in self._named:
                yield name
            at += len(name)

    def _ends(self, said: str, at: int) -> range:
        return range(min(at + self._longest, len(said)), at + 1, -1)

    def _exactly(self, text: str) -> Iterator[int]:
        """The keys that are the text."""
        end = bisect_right(self._texts, text)
        while end > 0 and self._texts[end - 1] == text:
            end -= 1
            yield end

    def _spelt(self, words: str) -> dict[int, float]:
        """Places in which every one of the words is found; together as one word they count for more."""
        return self._best((*self._scored(folded(words)).items(), *self._common(words.split()).items()))

    def _common(self, words: Sequence[str]) -> dict[int, float]:
        """Places in which each of several words is found; none for a single word."""
        parts = [self._scored(folded(word)) for word in words] if len(words) > 1 else [{}]
        return {owner: min(part[owner] for part in parts) for owner in set(parts[0]).intersection(*parts[1:])}

    def _parted(self, words: str) -> dict[int, float]:
        """Places that hold both halves of the words, wherever these part: 荷园南门 for 荷园一期南门."""
        word = folded(words)
        cuts = () if word.isascii() else range(2, min(len(word), LONGEST) - 1)
        return self._best(pair for cut in cuts for pair in self._common((word[:cut], word[cut:])).items())

    def _sounding(self, words: str) -> dict[int, float]:
        """Places whose name sounds like the words: another character of the same sound, or both scripts mixed."""
        sound = pinyin(words)
        return {} if sound == folded(words) else self._scored(sound)

    def _misspelt(self, words: str) -> dict[int, float]:
        word = folded(words)
        if len(word) < (5 if word.isascii() else 3):
            return {}
        close = process.extract(word, self._texts, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=32)
        return self._best((self._owners[at], score / 100 * SURE - 1) for _, score, at in close)

    def _scored(self, word: str) -> dict[int, float]:
        """Places with the word in one of their keys."""
        if not word:
            return {}
        exact = ((self._owners[at], float(self._sorts[at])) for at in self._exactly(word))
        return self._best((*exact, *self._parts(word)))

    def _parts(self, word: str) -> Iterator[tuple[int, float]]:
        """Keys that hold the word: at the start it counts for more, and the more of the key it is."""
        for offset in islice(_offsets(self._long, word), HITS):
            at = bisect_right(self._starts, offset) - 1
            opening = offset == self._starts[at]
            if opening or (self._sorts[at] is not Sort.INITIALS and (len(word) > 1 or not word.isascii())):
                yield self._owners[at], _worth(self._sorts[at], opening, len(word) / len(self._texts[at]))

    @staticmethod
    def _best(scores: Iterable[tuple[int, float]]) -> dict[int, float]:
        best: dict[int, float] = {}
        for owner, score in scores:
            best[owner] = max(score, best.get(owner, 0.0))
        return best


def _worth(sort: Sort, opening: bool, share: float) -> float:
    """A part of a key is worth less than any key as a whole."""
    return (0.75 if opening else 0.65) * sort + 12.0 * share


def _offsets(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _keys(place: Place, owner: int) -> Iterator[tuple[str, Sort, int]]:
    for word in words_of(place):
        yield folded(word), Sort.NAME, owner
        if not word.isascii():
            yield pinyin(word), Sort.PINYIN, owner
            yield initials(word), Sort.INITIALS, owner


def pinyin(word: str) -> str:
    """The word in toneless pinyin, run together; what is not Chinese stays."""
    return folded("".join(lazy_pinyin(word)))


def initials(word: str) -> str:
    """The first letters of the word's syllables; what is not Chinese stays whole."""
    return folded("".join(lazy_pinyin(word, style=Style.FIRST_LETTER)))
