"""Every table for reading that a node keeps. A new projection is added here and nowhere else."""

from cityloop.command.area_table import AreaTables
from cityloop.command.case_table import CaseTables
from cityloop.command.evaluation_table import EvaluationTables
from cityloop.command.hold_table import HoldTable
from cityloop.command.mirroring import MirrorTables
from cityloop.command.notice_table import NoticeTable
from cityloop.command.public_table import PublicTables
from cityloop.command.recorded_table import RecordedTables
from cityloop.command.source_table import SourceTables
from cityloop.command.translation_table import TranslationTable
from cityloop.journal.ports import Projection


def projections() -> tuple[Projection, ...]:
    """One of each, made anew."""
    return (
        CaseTables(),
        AreaTables(),
        RecordedTables(),
        SourceTables(),
        EvaluationTables(),
        PublicTables(),
        HoldTable(),
        NoticeTable(),
        MirrorTables(),
        TranslationTable(),
    )
