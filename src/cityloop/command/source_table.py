"""Under which number another system has a case, as a table for reading: as it names it, and the number alone."""

from collections.abc import Sequence

from sqlalchemy import Index, MetaData, String, Table, delete, insert

from cityloop.city.facts.intake import Reported
from cityloop.city.label import INTERNAL
from cityloop.journal.columns import column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction

TABLES = MetaData(info={"edition": 1})

SOURCES = Table(
    "case_sources",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("source", String(80), INTERNAL, nullable=False),
    column("number", String(80), INTERNAL, nullable=False),
    Index("case_sources_source", "source"),
    Index("case_sources_number", "number"),
)


class SourceTables:
    """The projection that keeps ``case_sources``."""

    name = "case-sources"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """What a report says of it, once."""
        facts = (entry.fact for entry in entries)
        said = {fact.case: fact.source for fact in facts if isinstance(fact, Reported) and fact.source}
        rows = [{"case": case, "source": source, "number": number_in(source)} for case, source in said.items()]
        if rows:
            transaction.execute(insert(SOURCES), rows)

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(SOURCES))


def number_in(source: str) -> str:
    """The number, without the system that stands before it.

    >>> number_in("old:9148"), number_in("9148")
    ('9148', '9148')
    """
    return source.partition(":")[2] or source
