"""Which areas apart from the tree each case lies in, as a table for reading."""

from collections.abc import Sequence

from sqlalchemy import Index, MetaData, String, Table, bindparam, delete, insert

from cityloop.city.facts.intake import Located, Reported
from cityloop.city.label import INTERNAL, OPEN
from cityloop.journal.columns import column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction

TABLES = MetaData(info={"edition": 1})

CASE_AREAS = Table(
    "case_areas",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("area", String(60), OPEN, primary_key=True),
    Index("case_areas_area", "area"),
)

_FORGET = delete(CASE_AREAS).where(CASE_AREAS.c.case == bindparam("moved"))


class AreaTables:
    """The projection that keeps ``case_areas``."""

    name = "case-areas"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """Where a case was last said to be."""
        facts = (entry.fact for entry in entries)
        said = {fact.case: fact.areas for fact in facts if isinstance(fact, Reported | Located)}
        moved = {entry.fact.case for entry in entries if isinstance(entry.fact, Located)}
        if moved:
            transaction.execute(_FORGET, [{"moved": case} for case in moved])
        rows = [{"case": case, "area": area} for case, areas in said.items() for area in areas]
        if rows:
            transaction.execute(insert(CASE_AREAS), rows)

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(CASE_AREAS))
