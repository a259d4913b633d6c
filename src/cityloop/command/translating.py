"""Who reads which language, and what has to be translated for whom, by when. Nobody guesses a language."""

from collections.abc import Iterator
from datetime import datetime

from cityloop.city.facts.fact import Sealed
from cityloop.city.facts.translating import TextKind, TranslationDue
from cityloop.city.index import Index
from cityloop.command.case import Case
from cityloop.command.scene import BadOrder
from cityloop.command.timing import Timing

LIMIT = "translate"
"""The word under which a category sets how long a translation may take."""


class UnknownLanguage(BadOrder):
    """The city does not answer in this language."""

    code = "unknown-language"


def working_language(index: Index) -> str:
    """The language in which the city works: the first that its files name."""
    return index.city.languages[0]


def language_said(index: Index, said: str | None) -> str:
    """The language that was said, or the city's own where none was. Raises ``UnknownLanguage``."""
    known = index.city.languages
    if said is not None and said not in known:
        what = f"The city does not answer in '{said}'. Choose one of: {', '.join(known)}."
        raise UnknownLanguage(what, language=said, known=known)
    return said or known[0]


def read_by(index: Index, unit: str | None) -> tuple[str, ...]:
    """The languages that those who have a case read: of the unit that leads, as its files say, else the city's own."""
    found = index.units.find(unit) if unit else None
    return (found.languages if found else ()) or (working_language(index),)


def report_awaits(case: Case, timing: Timing, now: datetime) -> Iterator[TranslationDue]:
    """What the reporter wrote and those who have the case do not read, unless it is translated or awaited already."""
    readers = read_by(timing.index, case.lead)
    if case.language in readers or not case.is_open:
        return
    for text in case.said:
        if not any(case.find_translation(text, language) for language in readers):
            yield _due(case, timing, text, TextKind.REPORT, (case.language, readers[0]), now)


def answer_awaits(case: Case, timing: Timing, text: Sealed, written: str, now: datetime) -> Iterator[TranslationDue]:
    """The answer, where it is written in another language than the one who reported is to be answered in."""
    if written != case.language:
        yield _due(case, timing, text, TextKind.ANSWER, (written, case.language), now)


def _due(
    case: Case, timing: Timing, text: Sealed, what: TextKind, between: tuple[str, str], now: datetime
) -> TranslationDue:
    limit = timing.find_limit(case.category or case.life, LIMIT)
    due = timing.due(limit, now, timing.index.city.hours) if limit else None
    written, read_in = between
    return TranslationDue(case=case.id, text=text.commitment, what=what, written=written, read_in=read_in, due=due)
