"""What awaits a translator, as a table for reading: one row a text and language, until it is translated or past."""

from collections.abc import Sequence

from sqlalchemy import Index, MetaData, String, Table, delete, insert, select

from cityloop.city.facts.record import SubjectErased
from cityloop.city.facts.translating import TextKind, Translated, TranslationDue
from cityloop.city.label import INTERNAL, OPEN
from cityloop.command.case_table import CASES
from cityloop.command.changes.translating import awaited_no_more
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction

TABLES = MetaData(info={"edition": 1})
TRANSLATIONS = Table(
    "translations",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("text", String(64), OPEN, primary_key=True),
    column("read_in", String(12), OPEN, primary_key=True),
    column("what", String(10), OPEN, nullable=False),
    column("written", String(12), OPEN, nullable=False),
    column("asked", Instant, INTERNAL, nullable=False),
    column("due", Instant, INTERNAL),
    Index("translations_asked", "asked"),
)


class TranslationTable:
    """The projection that keeps ``translations``."""

    name = "translations"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """Each entry in its turn; few are of any concern here."""
        for entry in entries:
            _fold(transaction, entry)

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(TRANSLATIONS))


def _fold(transaction: Transaction, entry: Entry) -> None:
    match entry.fact:
        case TranslationDue() as fact:
            told = {name: getattr(fact, name) for name in ("case", "text", "read_in", "what", "written", "due")}
            transaction.execute(insert(TRANSLATIONS), [{**told, "asked": entry.time}])
        case Translated() as fact:
            there = (TRANSLATIONS.c.text == fact.text) & (TRANSLATIONS.c.read_in == fact.read_in)
            transaction.execute(delete(TRANSLATIONS).where(TRANSLATIONS.c.case == fact.case, there))
        case SubjectErased() as fact:
            theirs = select(CASES.c.id).where(CASES.c.subject == fact.subject)
            transaction.execute(delete(TRANSLATIONS).where(TRANSLATIONS.c.case.in_(theirs)))
        case fact if kinds := awaited_no_more(fact):
            _drop(transaction, entry.about, kinds)


def _drop(transaction: Transaction, case: str, kinds: frozenset[TextKind]) -> None:
    """What nobody awaits any more."""
    transaction.execute(delete(TRANSLATIONS).where(TRANSLATIONS.c.case == case, TRANSLATIONS.c.what.in_(kinds)))
