"""A city being read: every row with what it became, before anything is checked against anything else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from cityloop.adapters.catalogue import geojson, parts, settings, tables
from cityloop.adapters.catalogue.folder import Folder
from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Row
from cityloop.adapters.catalogue.settings import Settings, Source
from cityloop.adapters.catalogue.toml import FILE
from cityloop.city.crs import FindProjection, Projection, UnknownCrs
from cityloop.city.terrain import Terrain
from cityloop.city.tree import Tree

BASE = "base catalogue"
"""Stands before the names of files that come with the house."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing and the row it was read from."""

    row: Row
    thing: Any


@dataclass
class Draft:
    """The things of each table, in the order of the files."""

    settings: Settings
    book: Book = field(repr=False)
    tables: dict[str, list[Placed]] = field(default_factory=dict)

    def of(self, table: str) -> list[Placed]:
        """The things of one table with their rows."""
        return self.tables.get(table, [])

    def ids(self, table: str) -> set[str]:
        """The ids of one table."""
        return {placed.thing.id for placed in self.of(table)}

    def note(self, code: str, what: str, remedy: str, *, grave: bool = True) -> None:
        """Note a mistake of the city as a whole."""
        self.book.add(Mistake(file=FILE, line=0, code=code, what=what, remedy=remedy, grave=grave))

    def reaches(self, outer: str, inner: str) -> bool:
        """Whether ``inner`` is ``outer`` or lies below it; an unknown node is complained of elsewhere."""
        return outer not in self.tree or inner not in self.tree or self.tree.within(inner, outer)

    @cached_property
    def tree(self) -> Tree:
        """The jurisdictions as a tree, whatever is wrong with it."""
        return Tree(self.things("jurisdictions"))

    @cached_property
    def terrain(self) -> Terrain:
        """The ground of the jurisdictions."""
        return Terrain(self.tree, self.things("areas"))

    def things(self, table: str) -> tuple[Any, ...]:
        """The things of one table."""
        return tuple(placed.thing for placed in self.of(table))


def read(folder: Folder, find: FindProjection) -> Draft | None:
    """Everything that the folder's files say; None when ``city.toml`` cannot be read at all."""
    text = folder.text(FILE)
    said = None if text is None else settings.read(text, folder.book)
    if said is None:
        return None
    draft = Draft(said, folder.book)
    rows: dict[str, list[Row]] = {}
    if said.catalogue:
        _add(rows, _base(folder.book))
    for source in said.sources:
        _read_source(source, folder, find, draft, rows)
    _note_unread(folder, said)
    return _built(draft, rows)


def _add(rows: dict[str, list[Row]], more: dict[str, list[Row]]) -> None:
    for table, found in more.items():
        rows.setdefault(table, []).extend(found)


def _base(book: Book) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for file in sorted(files("cityloop").joinpath("data", "catalogue").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            _add(rows, tables.yaml_tables(f"{BASE}/{file.name}", file.read_text("utf-8"), book))
    return rows


def _read_source(
    source: Source, folder: Folder, find: FindProjection, draft: Draft, rows: dict[str, list[Row]]
) -> None:
    text = folder.text(source.path)
    suffix = Path(source.path).suffix.lower()
    if suffix in {".yaml", ".yml"}:
        _add(rows, {} if text is None else tables.yaml_tables(source.path, text, folder.book))
        return
    if not _holds_known(source, suffix, folder.book):
        return
    projection = _projection(source, find, folder.book)
    if text is None:
        return
    if source.holds != "areas":
        found = tables.csv_rows(source.path, text, folder.book)
        frame = parts.Frame(draft.settings.zone, projection)
        draft.tables.setdefault(str(source.holds), []).extend(_build(str(source.holds), found, frame))
    elif projection is not None:
        draft.tables.setdefault("areas", []).extend(_areas(source.path, text, projection, folder.book))


def _holds_known(source: Source, suffix: str, book: Book) -> bool:
    fitting = {"areas"} if suffix in {".geojson", ".json"} else set(parts.BUILD) if suffix == ".csv" else set()
    if source.holds in fitting:
        return True
    what = f"“{source.path}” is said to hold “{source.holds}”."
    known = ", ".join(sorted(fitting))
    remedy = f"Such a file can hold: {known}." if fitting else "Give a .csv, .geojson or .yaml file."
    book.add(Mistake(file=FILE, line=source.line, code="unknown-table", what=what, remedy=remedy))
    return False


def _projection(source: Source, find: FindProjection, book: Book) -> Projection | None:
    needed = source.holds in parts.WITH_POINTS
    if source.crs is None and not needed:
        return None
    if source.crs is None or not needed:
        what = f"“{source.path}” {'has points but no' if needed else 'has no points, but a'} crs."
        remedy = 'Name it: crs = "EPSG:4490".' if needed else "Take the crs out."
        book.add(Mistake(file=FILE, line=source.line, code="missing-crs", what=what, remedy=remedy))
        return None
    try:
        return find(source.crs)
    except UnknownCrs as error:
        what, remedy = error.what, "See docs/reference for the names."
        book.add(Mistake(file=FILE, line=source.line, code="unknown-crs", what=what, remedy=remedy))
        return None


def _areas(file: str, text: str, projection: Projection, book: Book) -> Iterator[Placed]:
    for row, raw in geojson.features(file, text, projection, book):
        area = geojson.area(row, raw, projection)
        if area is not None:
            yield Placed(row, area)


def _build(table: str, rows: Iterator[Row] | list[Row], frame: parts.Frame) -> Iterator[Placed]:
    for row in rows:
        yield Placed(row, parts.BUILD[table](row, frame))
        row.finish()


def _built(draft: Draft, rows: dict[str, list[Row]]) -> Draft:
    """Tables from YAML come last, since a city's blocks are laid over those of the base catalogue."""
    frame = parts.Frame(draft.settings.zone)
    for table, found in rows.items():
        if table in parts.BUILD:
            draft.tables.setdefault(table, []).extend(_build(table, _laid_over(found), frame))
        elif found:
            remedy = f"Known are {', '.join(sorted(parts.BUILD))}."
            found[0].wrong("unknown-table", f"There is no table “{table}”.", remedy)
    return draft


def _laid_over(rows: list[Row]) -> list[Row]:
    """The base's blocks with the city's words on the same id laid over them; ``drop: yes`` takes one out."""
    base = {row.cells.get("id"): row for row in rows if row.file.startswith(BASE)}
    own = [row for row in rows if not row.file.startswith(BASE)]
    for row in own:
        under = base.pop(row.cells.get("id"), None)
        if under is not None:
            row.cells = {**under.cells, **row.cells}
    dropped = [row for row in own if row.flag("drop")]
    return [*base.values(), *(row for row in own if row not in dropped)]


def _note_unread(folder: Folder, said: Settings) -> None:
    named = {FILE, *(source.path for source in said.sources)}
    for file in folder.files():
        if file not in named and not file.lower().endswith((".md", ".txt")):
            what, remedy = "city.toml does not name this file: it is not read.", "Name it there, or remove it."
            folder.book.add(Mistake(file=file, line=0, code="unread-file", what=what, remedy=remedy, grave=False))
