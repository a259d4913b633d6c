"""Facts of 翻译: what was written in another language than its readers', and what it says in theirs."""

from enum import StrEnum
from typing import Annotated

from cityloop.city.facts.fact import CaseFact, Code, Moment, Words
from cityloop.city.label import OPEN

Text = Annotated[str, OPEN]
"""The commitment of the words that are meant: no two texts have the same."""


class TextKind(StrEnum):
    """Whose words they are."""

    ANSWER = "answer"
    """The city's, for the one who reported."""
    REPORT = "report"
    """The reporter's, for those who work on it."""


class TranslationDue(CaseFact, frozen=True, kw_only=True, tag="case.translation-due"):
    """待译: ``text`` is written in a language that its readers were not said to read; a translator has it next."""

    text: Text
    what: Annotated[TextKind, OPEN]
    written: Code
    """BCP 47 tag of the language that it is in."""
    read_in: Code
    """BCP 47 tag of the language that it is to be read in."""
    due: Moment | None = None
    """By when it was promised; None where the city sets no limit."""


class Translated(CaseFact, frozen=True, kw_only=True, tag="case.translated"):
    """翻译: a person wrote down what ``text`` says in the language ``read_in``. Nothing is translated by a machine."""

    text: Text
    read_in: Code
    note: Words
