"""What awaits a translator: the texts, the longest awaited first, and one of them to be read."""

from datetime import datetime

import msgspec
from sqlalchemy import select

from cityloop.city.facts.access import Form
from cityloop.city.facts.translating import TextKind
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.case import Case, NoSuchCase, Translation
from cityloop.command.case_table import CASES
from cityloop.command.permission import matter_of
from cityloop.command.translation_table import TRANSLATIONS
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.case_page import find_case
from cityloop.views.case_row import FIELDS, title_of
from cityloop.views.opening import Opener
from cityloop.views.rows import disclosed

STEP = "translate"
MOST = 50
"""Texts on one page."""


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """One text that awaits a translation; nothing of what it says."""

    case: str
    text: str
    title: Name
    what: TextKind
    written: str
    read_in: str
    asked: datetime
    due: datetime | None


class Awaiting(msgspec.Struct, frozen=True, kw_only=True):
    """One page of them."""

    rows: tuple[Awaited, ...]
    now: datetime


class ToTranslate(msgspec.Struct, frozen=True, kw_only=True):
    """One text, to be read and said again in another language."""

    awaited: Awaited
    version: int
    words: str | None
    """None: forgotten at the person's request, or not for this reader."""
    done: str | None
    """What was written down before, if it was."""


def translations(reading: Reading, by: Principal) -> Awaiting:
    """The texts that ``by`` may translate. Raises ``Forbidden``."""
    granted = reading.grant(by, STEP, Dataset.CASE, FIELDS)
    joined = TRANSLATIONS.join(CASES, CASES.c.id == TRANSLATIONS.c.case)
    query = select(TRANSLATIONS, CASES.c.category).select_from(joined).where(disclosed(granted.rows))
    order = (TRANSLATIONS.c.asked, TRANSLATIONS.c.case, TRANSLATIONS.c.text)
    with reading.journal.store.read() as transaction:
        found = transaction.execute(query.order_by(*order).limit(MOST)).mappings().all()
    reading.note(granted, len(found), Form.PAGE)
    given = reading.in_force()
    rows = tuple(
        Awaited(
            **{name: row[name] for name in _SAME}, what=TextKind(row["what"]), title=title_of(row["category"], given)
        )
        for row in found
    )
    return Awaiting(rows=rows, now=reading.clock())


_SAME = "case text written read_in asked due".split()


def translation(reading: Reading, by: Principal, case_id: str, text: str, read_in: str) -> ToTranslate:
    """One text. Raises ``NoSuchCase``, also where it awaits no translation, and ``Forbidden``."""
    case = find_case(reading, case_id)
    matter = matter_of(case, path=case.where)
    granted = reading.grant(by, STEP, Dataset.CASE, FIELDS, matter)
    found = next((each for each in case.translations if (each.text, each.read_in) == (text, read_in)), None)
    sealed = case.find_text(text)
    if found is None or sealed is None:
        raise NoSuchCase("This text awaits no translation any more. Look at what waits for you again.")
    with reading.together():
        reading.note(granted, 1, Form.PAGE)
        opener = Opener(reading, by, matter)
        return ToTranslate(
            awaited=_awaited(reading, case, found),
            version=case.version,
            words=opener.text(sealed, DATASETS[found.what]),
            done=opener.text(found.words, DATASETS[found.what]),
        )


DATASETS = {TextKind.ANSWER: Dataset.ANSWER, TextKind.REPORT: Dataset.WORDS}
"""What the words of each sort are among."""


def _awaited(reading: Reading, case: Case, it: Translation) -> Awaited:
    told = {name: getattr(it, name) for name in ("text", "what", "written", "read_in", "asked", "due")}
    return Awaited(case=case.id, title=title_of(case.category, reading.in_force()), **told)
