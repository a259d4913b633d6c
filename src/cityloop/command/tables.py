"""Every table for reading that a node keeps. A new projection is added here and nowhere else."""

from cityloop.command.case_table import CaseTables
from cityloop.command.mirroring import MirrorTables
from cityloop.command.notice_table import NoticeTable
from cityloop.journal.ports import Projection


def projections() -> tuple[Projection, ...]:
    """One of each, made anew."""
    return CaseTables(), NoticeTable(), MirrorTables()
