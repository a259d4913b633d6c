"""One row becomes one record: cells as things of the city. What cannot be mapped is told, all of it at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from cityloop.adapters.importing.cells import Cells, moment_of, point_of, refuse
from cityloop.adapters.importing.layout import Field, Moment
from cityloop.adapters.importing.map_file import Map, Until
from cityloop.adapters.importing.meaning import Meaning, columns_of, remedy_for
from cityloop.adapters.importing.row import Row
from cityloop.adapters.importing.summary import Refusal, Refused, quoted
from cityloop.city.area import Area, Point
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.crs import Projection
from cityloop.city.facts.intake import Channel
from cityloop.city.index import Index
from cityloop.city.lookup import Lookup
from cityloop.command.orders import LONGEST_SHORT, LONGEST_TEXT

T = TypeVar("T")
LONGEST_NUMBER = 64


class Record(NamedTuple):
    """What a row says, in the words of the city."""

    line: int
    number: str
    occurred: datetime
    """UTC."""
    node: str | None
    category: str
    unit: str | None
    life: Life
    kind: RequestKind | None
    channel: Channel
    outcome: str | None
    until: Until
    text: str | None
    contact: str | None
    spot: str | None
    point: Point | None
    """WGS-84."""
    areas: tuple[str, ...] | None
    """None: those that the point lies in."""
    ended: datetime | None
    """UTC."""


class Reader:
    """Reads rows by one map for one city; what a word means is looked up once."""

    def __init__(self, map: Map, index: Index, now: datetime, projection: Projection | None = None) -> None:
        self._map = map
        self._now = now
        self._index = index
        self._projection = projection
        """Of the map's points."""
        self._cells = Cells(map.absent)
        self._units = Meaning("unit", index.units, "units")
        self._categories = Meaning("category", index.law.categories, "the catalogue")
        apart: Lookup[Area] = Lookup("area", (area for area in index.areas if area.kind))
        self._areas = Meaning("area", apart, "the areas", "areas")
        self._nodes: dict[tuple[str, ...], str | Refused] = {}

    def record(self, row: Row) -> Record:
        """The record of a row. Raises ``Refused`` with everything that is wrong with it."""
        wrong: list[Refusal] = []
        found: dict[str, Any] = {name: self._tried(read, row, wrong) for name, read in self._parts.items()}
        if wrong:
            raise Refused(*wrong)
        record = self._placed(Record(line=row.line, **found))
        self._refuse_contradiction(record)
        return record

    def _placed(self, record: Record) -> Record:
        """The record with the node that its point lies in, where its columns name none."""
        if record.node or not record.point:
            return record
        found = self._index.at(record.point)
        if found is None:
            what, remedy = "The point lies outside the city.", "Correct it, or name a node in a column of [place]."
            raise Refused(Refusal(line=record.line, code="outside-city", what=what, remedy=remedy))
        return record._replace(node=found.id)

    def _refuse_contradiction(self, record: Record) -> None:
        if record.ended and record.ended < record.occurred:
            what, remedy = "The record was closed before it was first told.", "Correct [occurred] or [closed]."
            raise Refused(Refusal(line=record.line, code="closed-before", what=what, remedy=remedy))
        life = self._index.law.categories.get(record.category).life
        if life is not record.life:
            what = f"“{record.category}” is a category of the life {life}, the record's is {record.life}."
            remedy = "Correct [life] or [category] of the map."
            raise Refused(Refusal(line=record.line, code="other-life", what=what, remedy=remedy))
        if record.life is Life.REQUEST and record.kind is None:
            what, remedy = "A request without its kind.", "Give the map “kind”, and words for every value."
            raise Refused(Refusal(line=record.line, code="missing-kind", what=what, remedy=remedy))

    @cached_property
    def _parts(self) -> Mapping[str, Callable[[Row], Any]]:
        return {
            "number": self._number,
            "occurred": self._occurred,
            "node": self._node,
            "category": self._category,
            "unit": self._unit,
            "life": lambda row: Life(self._own(row, "life")),
            "kind": lambda row: self._choice(row, "kind", RequestKind),
            "channel": lambda row: self._choice(row, "channel", Channel) or Channel.IMPORT,
            "outcome": self._outcome,
            "until": lambda row: Until(self._own(row, "until")),
            "text": lambda row: self._text(row, "text", LONGEST_TEXT),
            "contact": lambda row: self._text(row, "contact", LONGEST_SHORT),
            "spot": lambda row: self._text(row, "spot", LONGEST_SHORT),
            "point": self._point,
            "areas": self._areas_of,
            "ended": self._ended,
        }

    def _tried(self, read: Callable[[Row], T], row: Row, wrong: list[Refusal]) -> T | None:
        try:
            return read(row)
        except Refused as refused:
            wrong.extend(Refusal(line=row.line, code=r.code, what=r.what, remedy=r.remedy) for r in refused.refusals)
            return None

    # Plain values

    def _number(self, row: Row) -> str:
        number = row.cells[self._map.number]
        if number in self._cells.absent:
            what = f"“{self._map.number}” is empty."
            raise refuse("missing-number", what, "A record needs its number, to be told from the others.")
        if len(number) > LONGEST_NUMBER:
            raise refuse("long-number", f"{quoted(number)} is no number of a record.", "Name the right column.")
        return number

    def _occurred(self, row: Row) -> datetime:
        return self._moment(row, self._map.occurred)

    def _ended(self, row: Row) -> datetime | None:
        """When the source says that it was over; None where it does not say."""
        said = self._map.closed
        cell = row.cells[said.column] if said else ""
        return self._moment(row, said) if said and cell not in self._cells.absent else None

    def _moment(self, row: Row, said: Moment) -> datetime:
        """A time at which something can have been: not before the map's ``earliest``, and not to come."""
        cell = row.cells[said.column]
        found = moment_of(cell, said)
        if found > self._now:
            what, remedy = "is still to come.", "Correct the cell, or the format or zone in the map."
        elif found.astimezone(ZoneInfo(said.zone)).date() < self._map.earliest:
            what, remedy = f"is before {self._map.earliest}.", "Correct the cell, or give the map its “earliest” day."
        else:
            return found
        raise refuse("impossible-time", f"“{said.column}” is {quoted(cell)}: that {what}", remedy)

    def _point(self, row: Row) -> Point | None:
        said = self._map.point
        if said is None or self._projection is None:
            return None
        return point_of([row.cells[column] for column in said.columns], self._cells.absent, self._projection)

    def _text(self, row: Row, name: str, longest: int) -> str | None:
        """Words that will be sealed; they are quoted nowhere."""
        text = "\n".join(self._cells.said(row, getattr(self._map, name)))
        if len(text) > longest:
            what = f"“{name}” has more than {longest:,} characters."
            raise refuse(f"long-{name}", what, "Cut it in the file, or take the column out of the map.")
        return text or None

    def _outcome(self, row: Row) -> str | None:
        """A code that the map names for the file's word; none where the file says nothing."""
        field = self._map.outcome
        is_said = field.always is not None or any(self._cells.said(row, field))
        return self._own(row, "outcome") if is_said else None

    # The house's own words

    def _choice(self, row: Row, name: str, words: Callable[[str], T]) -> T | None:
        word = self._cells.word(row, getattr(self._map, name))
        return None if word is None else words(self._own(row, name))

    def _own(self, row: Row, name: str) -> str:
        """A word of the house: said by the map for every value of the file."""
        field: Field = getattr(self._map, name)
        if field.always is not None:
            return field.always
        cell = next(self._cells.said(row, field), "")
        if cell not in field.words:
            what = f"“{name}” is {quoted(cell)} in {columns_of(field)}: the map has no word for it."
            raise refuse(f"unknown-{name}", what, f"Add it to [{name}] words.")
        return field.words[cell]

    # Things of the city

    def _areas_of(self, row: Row) -> tuple[str, ...] | None:
        """Areas that the columns name; None where the map has no such column."""
        field = self._map.areas
        if not field.is_said:
            return None
        word = self._cells.word(row, field)
        return (self._areas.of(word, field),) if word else ()

    def _unit(self, row: Row) -> str | None:
        word = self._cells.word(row, self._map.unit)
        return word and self._units.of(word, self._map.unit)

    def _category(self, row: Row) -> str:
        field = self._map.category
        word = self._cells.word(row, field)
        if word is None:
            raise refuse("missing-category", f"{columns_of(field)} is empty.", "Fill it in.")
        return self._categories.of(word, field)

    def _node(self, row: Row) -> str | None:
        """The narrowest node that the columns name; None where they name none."""
        field = self._map.place
        if field.always is not None:
            return self._place((field.always,))
        words = tuple(field.prefix + field.words.get(cell, cell) for cell in self._cells.said(row, field))
        return self._place(words) if words else None

    def _place(self, words: tuple[str, ...]) -> str:
        if words not in self._nodes:
            self._nodes[words] = self._looked_up(words)
        found = self._nodes[words]
        if isinstance(found, Refused):
            raise found
        return found

    def _looked_up(self, words: tuple[str, ...]) -> str | Refused:
        """From the widest to the narrowest: each must lie within the one before."""
        within: list[str] = [self._index.city.id]
        for word in reversed(words):
            meant = [node.id for node in self._index.tree.list_meant(word)]
            if not meant:
                return refuse(
                    "unknown-place", f"There is no area {quoted(word)}.", remedy_for("jurisdictions", "place")
                )
            inside = [node for node in meant if any(self._index.within(node, outer) for outer in within)]
            if not inside:
                what = f"{quoted(word)} does not lie in {', '.join(within)}."
                return refuse("contradicting-place", what, "Correct one of the columns, or the city's tree.")
            within = inside
        if len(within) > 1:
            what = f"{quoted(words[0])} means several: {', '.join(within)}."
            return refuse("ambiguous-place", what, "Add a wider column to the map.")
        return within[0]
