"""A row of a foreign file as a row of the city's own: what it would stand there as, or everything wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from cityloop.adapters.importing.cells import Cells, moment_of, refuse
from cityloop.adapters.importing.layout import Field, Moment
from cityloop.adapters.importing.meaning import Meaning, columns_of, nearest_of
from cityloop.adapters.importing.row import Row
from cityloop.adapters.importing.summary import Refusal, Refused, quoted
from cityloop.adapters.importing.thing_maps import FacilityMap, PeopleMap, ThingMap
from cityloop.city.index import Index
from cityloop.city.organisation import Post
from cityloop.city.words import Language


class Thing(NamedTuple):
    """One row of a table of the city."""

    id: str
    cells: Mapping[str, str]
    """By the table's columns, all of them."""
    over: bool = False
    """It stands no more."""


class Reader(Protocol):
    """Reads the rows of one kind of thing."""

    columns: ClassVar[tuple[str, ...]]
    """Of the city's table."""

    def id_of(self, row: Row) -> str:
        """The id of what the row is about; empty where it says none."""

    def thing(self, row: Row) -> Thing:
        """The thing. Raises ``Refused`` with everything that is wrong with the row."""


class Names:
    """What every kind of thing has: an id, and a name in both languages."""

    def __init__(self, map: ThingMap) -> None:
        self._map = map
        self.cells = Cells(map.absent)

    def id_of(self, row: Row) -> str:
        """The id; empty where the row says none."""
        number = row.cells[self._map.number]
        return "" if number in self.cells.absent else self._map.prefix + number

    def parts(self) -> dict[str, Callable[[Row], str]]:
        """How id and names are read, by column of the city's table."""
        return {"id": self._id, "zh": lambda row: self._name(row, "zh"), "en": lambda row: self._name(row, "en")}

    def _id(self, row: Row) -> str:
        if not self.id_of(row):
            raise refuse("missing-number", f"“{self._map.number}” is empty.", "Each needs an id, to be told apart.")
        return self.id_of(row)

    def _name(self, row: Row, language: str) -> str:
        field: Field = getattr(self._map, language)
        return self.need(row, language if field.is_said else "name")

    def need(self, row: Row, name: str) -> str:
        """The word of a field that may not be empty."""
        field: Field = getattr(self._map, name)
        word = self.cells.word(row, field)
        if not word:
            raise refuse(f"missing-{name}", f"{columns_of(field)} is empty.", "Fill it in.")
        return " ".join(word.split())


def read_all(row: Row, parts: Mapping[str, Callable[[Row], str]]) -> dict[str, str]:
    """Every cell. Raises ``Refused`` with all that is wrong."""
    found: dict[str, str] = {}
    wrong: list[Refusal] = []
    for name, read in parts.items():
        try:
            found[name] = read(row)
        except Refused as refused:
            wrong.extend(Refusal(line=row.line, code=r.code, what=r.what, remedy=r.remedy) for r in refused.refusals)
    if wrong:
        raise Refused(*dict.fromkeys(wrong))
    return found


class People:
    """Reads people: their posts are looked up in the city, and the nearest named where there is none."""

    columns: ClassVar[tuple[str, ...]] = ("id", "zh", "en", "posts", "language")

    def __init__(self, map: PeopleMap, index: Index) -> None:
        self._map, self._index = map, index
        self._names = Names(map)
        self._units = Meaning("unit", index.units, "units")
        self.id_of = self._names.id_of

    def thing(self, row: Row) -> Thing:
        """The person. Raises ``Refused``."""
        parts = {**self._names.parts(), "posts": self._posts, "language": self._language}
        return Thing(self.id_of(row), read_all(row, parts))

    def _posts(self, row: Row) -> str:
        words = [word.strip() for cell in self._names.cells.said(row, self._map.posts) for word in self._split(cell)]
        words = [self._map.posts.always] if self._map.posts.always is not None else words
        unit = self._unit(row)
        return ";".join(dict.fromkeys(self._post(word, unit) for word in words if word))

    def _split(self, cell: str) -> list[str]:
        return cell.replace("；", ";").split(";") if self._map.split == ";" else cell.split(self._map.split)

    def _unit(self, row: Row) -> str | None:
        word = self._names.cells.word(row, self._map.unit)
        return self._units.of(word, self._map.unit) if word else None

    def _post(self, word: str, unit: str | None) -> str:
        """The one post that the word means, of the unit where one is said."""
        word = self._map.posts.words.get(word, self._map.posts.prefix + word)
        meant = self._index.posts.list_meant(word)
        found = [post for post in meant if unit is None or post.unit == unit]
        if len(found) == 1:
            return found[0].id
        raise _no_post(self._map.posts, word, unit, found or meant, nearest_of(word, self._index.posts))

    def _language(self, row: Row) -> str:
        """A language of the house; the city's first where nothing is said."""
        word = self._names.cells.word(row, self._map.language)
        if word and word not in tuple(Language):
            what = f"{columns_of(self._map.language)} is {quoted(word)}: cityloop writes in no such language."
            raise refuse("unknown-language", what, f"Say which of {', '.join(Language)} in [language] words.")
        return word or ""


def _no_post(field: Field, word: str, unit: str | None, meant: "list[Post] | tuple[Post, ...]", near: str) -> Refused:
    what = f"{columns_of(field)} is {quoted(word)}"
    if not meant:
        remedy = f"{near}Add the post to the city's files, or say it in [posts] words."
        return refuse("unknown-post", f"{what}: there is no such post.", remedy)
    ids = ", ".join(post.id for post in meant)
    if unit and all(post.unit != unit for post in meant):
        return refuse("other-unit", f"{what}, a post of another unit than “{unit}”: {ids}.", "Correct post or unit.")
    return refuse(
        "ambiguous-post", f"{what}, which means several: {ids}.", "Map the unit, or say which in [posts] words."
    )


class Facilities:
    """Reads facilities; the point stays as the file has it, in the reference system that the map names."""

    columns: ClassVar[tuple[str, ...]] = ("id", "kind", "zh", "en", "maintainer", "x", "y", "code", "since", "until")

    def __init__(self, map: FacilityMap, index: Index, today: date) -> None:
        self._map, self._today = map, today
        self._names = Names(map)
        self._units = Meaning("unit", index.units, "units", "maintainer")
        self.id_of = self._names.id_of

    def thing(self, row: Row) -> Thing:
        """The facility. Raises ``Refused``."""
        until = self._map.until
        parts = {
            **self._names.parts(),
            "kind": lambda row: self._names.need(row, "kind"),
            "maintainer": lambda row: self._units.of(self._names.need(row, "maintainer"), self._map.maintainer),
            "x": lambda row: self._coordinate(row, 0),
            "y": lambda row: self._coordinate(row, 1),
            "code": lambda row: self._names.cells.word(row, self._map.code) or "",
            "since": lambda row: self._day(row, self._map.since),
            "until": lambda row: self._day(row, until),
        }
        found = read_all(row, parts)
        over = bool(found["until"]) and date.fromisoformat(found["until"]) < self._today
        return Thing(self.id_of(row), {column: found[column] for column in self.columns}, over)

    def _coordinate(self, row: Row, which: int) -> str:
        point = self._map.point
        cell = row.cells[point.columns[which]] if point else ""
        return "" if cell in self._names.cells.absent else cell

    def _day(self, row: Row, said: Moment | None) -> str:
        cell = row.cells[said.column] if said else ""
        if said is None or cell in self._names.cells.absent:
            return ""
        return moment_of(cell, said).astimezone(ZoneInfo(said.zone)).date().isoformat()
