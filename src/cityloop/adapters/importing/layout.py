"""What every map says, whatever it maps: the system, the file, and from which columns a value comes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

SYSTEM = r"[a-z][a-z0-9]{0,11}"
"""Stands before a record's number: small letters, so that no number of the house is ever the same."""
ENCODINGS = ("utf-8", "gb18030", "gbk", "big5")
Columns: TypeAlias = str | tuple[str, ...]
Wrong: TypeAlias = tuple[list[str], str]
"""The way to what is wrong in a map (``["unit", "from"]``), and what it is with its remedy."""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one value comes from: the columns of ``from``, or always ``is``."""

    source: Columns = msgspec.field(name="from", default=())
    always: str | None = msgspec.field(name="is", default=None)
    join: str | None = None
    """Several columns as one word, with this between; else the first that is not absent counts."""
    prefix: str = ""
    """Stands before the word, unless ``words`` translates it."""
    words: dict[str, str] = {}
    """The file's words → ids, names or aliases of the city, or the house's own words."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def is_said(self) -> bool:
        """Whether the map says anything of it."""
        return bool(self.columns) or self.always is not None


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time in one column; the zone is said, never guessed."""

    column: str = msgspec.field(name="from")
    zone: str
    """IANA zone of times without an offset."""
    format: str = "%Y-%m-%d"
    """As ``strptime`` reads it (docs.python.org/3/library/datetime.html); ISO 8601 with a T is read besides."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The column that is read."""
        return (self.column,)


class Coordinates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point in two columns; the reference system is said, never guessed."""

    x: str
    """The column with longitude or easting."""
    y: str
    """The column with latitude or northing."""
    crs: str
    """``EPSG:…``, ``CGCS2000``, ``WGS-84`` or ``GCJ-02``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.x, self.y)


NOTHING = Field()


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of a map that is about the file."""

    system: Annotated[str, msgspec.Meta(pattern=f"^{SYSTEM}$")]
    """A short word for the system that the file comes from."""
    number: str
    """The column with the record's number in that system."""
    encoding: str = "utf-8"
    """Of CSV; NDJSON is UTF-8, and a workbook and Parquet say theirs."""
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    sheet: str = ""
    """Of a workbook; the first where nothing is said."""
    sparse: tuple[str, ...] = ()
    """Names that the first records of an NDJSON file may lack."""
    absent: tuple[str, ...] = ("",)
    """Cells that say nothing."""

    def fields(self) -> dict[str, Field]:
        """Every field, by its name in the map."""
        values = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in values if isinstance(value, Field)}

    def columns(self) -> dict[str, str]:
        """Every column that is read, with the field that reads it."""
        found = {self.number: "number"}
        values = ((name, getattr(self, name)) for name in self.__struct_fields__)
        parts = ((name, value) for name, value in values if isinstance(value, Field | Moment | Coordinates))
        return found | {column: name for name, value in parts for column in value.columns}

    def mistakes(self) -> Iterator[Wrong]:
        """What a map may not say."""
        if self.encoding.lower() not in ENCODINGS:
            yield ["encoding"], f"“{self.encoding}” is no encoding here. Choose from: {', '.join(ENCODINGS)}."
        for name, field in self.fields().items():
            if field.columns and field.always is not None:
                yield [name], f"“{name}” has both “from” and “is”. Keep one."


def needed(layout: Layout, names: tuple[str, ...]) -> Iterator[Wrong]:
    """Fields that must say something, and do not."""
    for name in names:
        if not layout.fields()[name].is_said:
            yield [name], f"“{name}” says nothing. Give it “from” (columns) or “is” (one value for all)."


def wrong_times(name: str, moment: Moment) -> Iterator[Wrong]:
    """A zone that is none, a format that says no day."""
    try:
        ZoneInfo(moment.zone)
    except (ValueError, OSError, KeyError):
        yield [name, "zone"], f"“{moment.zone}” is no time zone. Name one of IANA: Asia/Shanghai."
    if not _says_day(moment.format):
        yield [name, "format"], f"“{moment.format}” does not say year, month and day. Write it as %Y-%m-%d."


def _says_day(format: str) -> bool:
    moment = datetime(2026, 5, 17, 13, 45, tzinfo=UTC)
    try:
        return datetime.strptime(moment.strftime(format), format).date() == moment.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False
