"""Cells as times and points: what a column says, in the zone or reference system that the map names."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cityloop.adapters.importing.layout import Field, Moment
from cityloop.adapters.importing.row import Row
from cityloop.adapters.importing.summary import Refusal, Refused, quoted
from cityloop.city.area import Point
from cityloop.city.crs import Projection


def refuse(code: str, what: str, remedy: str) -> Refused:
    """One thing wrong; its line is added by who knows it."""
    return Refused(Refusal(line=0, code=code, what=what, remedy=remedy))


class Cells:
    """Reads the cells of a field's columns."""

    def __init__(self, absent: Iterable[str]) -> None:
        self.absent = frozenset(absent) | {""}
        """Cells that say nothing."""

    def said(self, row: Row, field: Field) -> Iterator[str]:
        """The cells that say something, in the order of the columns."""
        cells = (row.cells[column] for column in field.columns)
        return (cell for cell in cells if cell not in self.absent)

    def word(self, row: Row, field: Field) -> str | None:
        """The one word of a field: what is always said, the columns joined, or the first that says something."""
        if field.always is not None:
            return field.always
        cells = list(self.said(row, field))
        if not cells or (field.join is not None and len(cells) < len(field.columns)):
            return None
        cell = cells[0] if field.join is None else field.join.join(cells)
        return field.words.get(cell, field.prefix + cell)


def moment_of(cell: str, said: Moment) -> datetime:
    """The cell as a point in time, UTC. Raises ``Refused``."""
    try:
        moment = _parsed(cell, said.format)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(said.zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        what = f"“{said.column}” is {quoted(cell)}, not a time like {said.format}."
        raise refuse("wrong-time", what, "Correct the cell, or the format in the map.") from None


def _parsed(cell: str, format: str) -> datetime:
    """By the format; a time with a T, as typed cells are written, is ISO 8601 and can be nothing else."""
    try:
        return datetime.strptime(cell, format)  # noqa: DTZ007 - the zone follows
    except ValueError:
        if "T" not in cell:
            raise
        return datetime.fromisoformat(cell)


def point_of(cells: Sequence[str], absent: Container[str], projection: Projection) -> Point | None:
    """Two cells, x and y, as a point in WGS-84; None where both say nothing. Raises ``Refused``."""
    if all(cell in absent for cell in cells):
        return None
    try:
        raw = (float(cells[0]), float(cells[1]))
    except ValueError:
        what = f"{quoted(cells[0])}, {quoted(cells[1])} is no point."
        raise refuse("wrong-point", what, "Write numbers in both columns, or leave both empty.") from None
    point = projection.inward([raw])[0]
    if not projection.covers(point):
        what = f"The point lies outside the area of {projection.name}."
        raise refuse("outside-crs", what, "Name the system that the file is in; x is longitude or easting.")
    return point
