"""Finds the signals of a catalogue in what somebody said: Chinese anywhere, Latin letters as whole words."""

import re
import unicodedata
from collections.abc import Iterable

from cityloop.city.catalogue import Signal
from cityloop.city.lookup import folded

READ = 5_000
"""Characters of a text that are looked at."""


class Spotter:
    """The words of all signals, each as it is looked for."""

    def __init__(self, signals: Iterable[Signal]) -> None:
        self._chinese = [(folded(word), each) for each in signals for word in each.words if not word.isascii()]
        self._latin = [(_whole(word), each) for each in signals for word in each.words if word.isascii()]

    def list_in(self, words: str) -> tuple[Signal, ...]:
        """The signals found, those that call for help first."""
        said = words[:READ]
        run_together, plain = folded(said), unicodedata.normalize("NFKC", said).casefold()
        found = [each for word, each in self._chinese if word in run_together]
        found += [each for pattern, each in self._latin if pattern.search(plain)]
        return tuple(sorted(dict.fromkeys(found), key=lambda each: each.call is None))


def _whole(word: str) -> re.Pattern[str]:
    """``gas leak`` as whole words, however they are spaced."""
    parts = r"\s+".join(re.escape(part) for part in word.casefold().split())
    return re.compile(rf"(?<![a-z0-9]){parts}(?![a-z0-9])")
