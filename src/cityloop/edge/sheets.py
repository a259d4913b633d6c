"""What pages and doors ask of whoever writes tables as files: a port, and what a table is."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

Cell: TypeAlias = str | int | float | bool | datetime | None
"""A moment carries its zone."""


class Sheet(NamedTuple):
    """One table."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Sheets(Protocol):
    """Writes tables as files. No cell of them is ever taken for a formula, whoever wrote what stands in it."""

    def csv(self, sheet: Sheet, /) -> bytes:
        """One table as CSV (RFC 4180), in UTF-8 with a byte order mark, as spreadsheets want it."""

    def xlsx(self, sheets: Sequence[Sheet], /) -> bytes:
        """Tables as a workbook, a sheet each."""
