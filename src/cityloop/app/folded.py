"""The tables for reading that a node folds from its record, and that an audit folds again."""

from cityloop.command.case_table import CaseTables
from cityloop.command.hold_table import HoldTable
from cityloop.journal.ports import Projection


def projections() -> list[Projection]:
    """One of each, in the order in which they fold."""
    return [CaseTables(), HoldTable()]
