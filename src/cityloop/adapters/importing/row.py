"""What every format is read as: rows of text with their lines, or why one is none."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

import msgspec

from cityloop.adapters.importing.summary import Refusal
from cityloop.city.errors import CityloopError

LONGEST_BYTES = 1024 * 1024
"""A row is no longer than this."""
WHOLE = 2.0**53
"""Up to here a fraction that is whole is the whole number that somebody wrote."""


class WrongTable(CityloopError):
    """A file that cannot be read as a table at all."""

    code = "wrong-table"


class Row(NamedTuple):
    """One record's cells by column, and the line that it begins on (of a sheet or of Parquet: the row)."""

    line: int
    cells: dict[str, str]


class Far(NamedTuple):
    """How far a file is read."""

    read: int
    whole: int
    unit: str
    """``bytes`` as they lie on disk, or ``rows``."""


class Table(Protocol):
    """An open file: its columns, then its rows, once."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in their order."""

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none; a file that breaks off ends with a refusal that says so."""


def long_row(line: int) -> Refusal:
    """Why a row that is too long is none."""
    what, remedy = "The row is longer than 1 MiB.", "Close its quotes, or leave the long column out."
    return Refusal(line=line, code="long-row", what=what, remedy=remedy)


def broken(line: int, error: Exception) -> Refusal:
    """Why a file that cannot be read on ends here."""
    if isinstance(error, CityloopError):
        return Refusal(line=line, code=error.code, what=error.what, remedy="What came before it is kept.")
    what = f"The file breaks off: {error}."
    return Refusal(line=line, code="broken-file", what=what, remedy="Fetch it anew and import it again.")


def text_of(value: object) -> str:
    """A cell of a format that knows types, as text: nothing is empty, days and times are ISO 8601.

    >>> [text_of(each) for each in (None, True, 9148.0, 1.5, date(2020, 1, 2), " a ")]
    ['', 'true', '9148', '1.5', '2020-01-02T00:00:00', 'a']
    """
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat() if isinstance(value, datetime) else f"{value}T00:00:00"
    if isinstance(value, list | dict):
        return msgspec.json.encode(value).decode()
    return (value.decode() if isinstance(value, bytes) else str(value)).strip()
