"""Finding cases by the numbers of outside systems, and keeping what they told that could not be taken in."""

from collections.abc import Sequence

from sqlalchemy import MetaData, String, Table, delete, insert, select

from cityloop.city.facts.mirrors import Echoed, Mirrored, NotTaken
from cityloop.city.label import INTERNAL, OPEN, Grade
from cityloop.command.case import Case
from cityloop.command.case_table import MIRRORS, load
from cityloop.journal.columns import column
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import BIG

TABLES = MetaData(info={"edition": 1})
NOT_TAKEN = Table(
    "mirrors_not_taken",
    TABLES,
    column("system", String(60), OPEN, primary_key=True),
    column("number", String(80), INTERNAL, primary_key=True),
    column("revision", BIG, INTERNAL, nullable=False),
    column("why", String(60), OPEN, nullable=False),
    column("seq", BIG, INTERNAL, nullable=False),
)
"""Numbers that no case here has, since what was told of them could not be taken in."""


class MirrorTables:
    """The projection that keeps ``mirrors_not_taken``: a number leaves it when it is heard as a case."""

    name = "mirrors"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """The last word on each number holds."""
        for entry in entries:
            if isinstance(entry.fact, NotTaken | Mirrored | Echoed):
                self._forget(transaction, entry.fact)
            if isinstance(entry.fact, NotTaken):
                same = {name: getattr(entry.fact, name) for name in ("system", "number", "revision", "why")}
                transaction.execute(insert(NOT_TAKEN), [{**same, "seq": entry.seq}])

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(NOT_TAKEN))

    def _forget(self, transaction: Transaction, fact: NotTaken | Mirrored | Echoed) -> None:
        here = (NOT_TAKEN.c.system == fact.system) & (NOT_TAKEN.c.number == fact.number)
        transaction.execute(delete(NOT_TAKEN).where(here))


def find_mirrored(journal: Journal, system: str, number: str) -> Case | None:
    """The case that goes by this number in the outside system."""
    here = (MIRRORS.c.system == system) & (MIRRORS.c.number == number)
    with journal.store.read() as transaction:
        case = transaction.execute(select(MIRRORS.c.case).where(here)).scalar()
        return load(transaction, (case,))[case] if case else None


def list_numbers(journal: Journal, system: str) -> set[str]:
    """Every number that cases here go by in the outside system."""
    with journal.store.read() as transaction:
        return set(transaction.execute(select(MIRRORS.c.number).where(MIRRORS.c.system == system)).scalars())


def not_taken(journal: Journal, author: str, fact: NotTaken) -> None:
    """Keep on the record that something could not be taken in; the same word twice is kept once."""
    known = _last(journal, fact)
    if known != (fact.revision, fact.why):
        draft = Draft(author=author, label=Grade.INTERNAL, jurisdiction="", about=thing(fact), fact=fact)
        journal.append(Append(drafts=(draft,)))


def thing(fact: NotTaken) -> str:
    """Whose history it is."""
    return f"mirror:{fact.system}/{fact.number}"


def _last(journal: Journal, fact: NotTaken) -> tuple[int, str] | None:
    here = (NOT_TAKEN.c.system == fact.system) & (NOT_TAKEN.c.number == fact.number)
    with journal.store.read() as transaction:
        row = transaction.execute(select(NOT_TAKEN.c.revision, NOT_TAKEN.c.why).where(here)).first()
        return (row.revision, row.why) if row else None
