"""When other systems' cases were over, as their records say, as a table for reading."""

from collections.abc import Sequence

from sqlalchemy import MetaData, String, Table, bindparam, delete, insert

from cityloop.city.facts.intake import Recorded
from cityloop.city.label import INTERNAL
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction

TABLES = MetaData(info={"edition": 1})

RECORDED_CASES = Table(
    "recorded_cases",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("ended", Instant, INTERNAL),
)

_FORGET = delete(RECORDED_CASES).where(RECORDED_CASES.c.case == bindparam("again"))


class RecordedTables:
    """The projection that keeps ``recorded_cases``."""

    name = "recorded-cases"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """What was set down last counts."""
        said = {entry.fact.case: entry.fact.ended for entry in entries if isinstance(entry.fact, Recorded)}
        if said:
            transaction.execute(_FORGET, [{"again": case} for case in said])
            transaction.execute(
                insert(RECORDED_CASES), [{"case": case, "ended": ended} for case, ended in said.items()]
            )

    def clear(self, transaction: Transaction) -> None:
        """Empty the table."""
        transaction.execute(delete(RECORDED_CASES))
