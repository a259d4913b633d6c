"""The people of the demonstration who report: what they meant, and whether they pick up the telephone."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cityloop.app.demo.dice import Dice
from cityloop.city.facts.judging import Word
from cityloop.city.words import Language

AWAKE = range(8, 21)
"""Hours at which one may ring somebody up."""
AT_HOME = 0.85
"""The share of calls that are taken."""
WORDS = ((Word.SATISFIED, 0.8), (Word.UNSATISFIED, 0.12), (Word.UNSOLVED, 0.08))


class Citizen(NamedTuple):
    """Somebody who reported."""

    contact: str | None
    """An invented number; no telephone has it. None: came without."""
    language: Language
    place: str | None
    """The place that was meant, whatever was said; None where none in the city was."""


class Citizens:
    """The telephone: whoever knows a number can ring up, and learns what is answered."""

    def __init__(self, dice: Dice, zone: ZoneInfo) -> None:
        self._dice = dice
        self._zone = zone
        self._known: dict[str, Citizen] = {}

    def add(self, citizen: Citizen) -> None:
        """Somebody whom the city may ring up."""
        if citizen.contact:
            self._known[citizen.contact] = citizen

    def ring(self, contact: str | None, now: datetime) -> Citizen | None:
        """Whoever answers under this number; None when nobody does."""
        citizen = self._known.get(contact or "")
        awake = now.astimezone(self._zone).hour in AWAKE
        return citizen if citizen and awake and self._dice.chance(AT_HOME, contact, now.hour, "ring") else None

    def ask(self, citizen: Citizen, case: str, attempt: int) -> Word:
        """Whether it is solved, as this citizen sees it."""
        source = self._dice.of(citizen.contact, case, attempt, "word")
        return source.choices([word for word, _ in WORDS], [share for _, share in WORDS])[0]
