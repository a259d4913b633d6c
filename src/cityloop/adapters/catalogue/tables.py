"""CSV and YAML as rows with their lines."""

import csv
from collections.abc import Iterator
from typing import Protocol

import yaml

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Cell, Row
from cityloop.edge.formulas import unguarded

NOTHING = "tag:yaml.org,2002:null"
"""The tag of an empty node."""


def csv_rows(file: str, text: str, book: Book) -> Iterator[Row]:
    """The rows of a CSV file whose first line names the columns. Lines that begin with # are passed over."""
    lines = [f"{line}\n" for line in text.split("\n")]
    start = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if start is None:
        book.add(Mistake(file=file, line=1, code="empty-file", what="The file is empty.", remedy="Name the columns."))
        return
    reader = csv.reader(lines[start:], strict=True)
    line = start + 1
    try:
        columns = [column.strip() for column in next(reader)]
        _note_twins(file, line, columns, book)
        line = start + reader.line_num
        for cells in reader:
            first, line = line + 1, start + reader.line_num
            if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                yield _csv_row(Row(file, first, {}, book, start + 1), columns, cells)
    except csv.Error as error:
        what, remedy = f"This is no CSV: {error}.", "Close the quotes, and double those within."
        book.add(Mistake(file=file, line=line, code="wrong-csv", what=what, remedy=remedy))


def _csv_row(row: Row, columns: list[str], cells: list[str]) -> Row:
    row.cells = dict(zip(columns, map(unguarded, cells), strict=False))
    if len(cells) != len(columns):
        what = f"{len(cells)} cells, but {len(columns)} columns."
        row.wrong("wrong-csv", what, "Give every column a cell; quote cells that hold commas.")
    return row


def _note_twins(file: str, line: int, columns: list[str], book: Book) -> None:
    for column in {column for column in columns if columns.count(column) > 1}:
        what, remedy = f"The column “{column}” stands twice.", "Keep one of them."
        book.add(Mistake(file=file, line=line, code="wrong-csv", what=what, remedy=remedy))


def yaml_tables(file: str, text: str, book: Book) -> dict[str, list[Row]]:
    """The tables of a YAML file: each a list of blocks under its name."""
    reader = _Yaml(file, book)
    root = reader.root(text)
    tables = {} if root is None else reader.mapping(root)
    return {table: list(reader.rows(node)) for table, node in tables.items()}


class Mark(Protocol):
    """Where something stands in a YAML file; lines from 0."""

    @property
    def line(self) -> int:
        """The line."""


class _Yaml:
    """One YAML file. Scalars stay text, whatever YAML would take them for (``no`` is a word, ``012`` a code)."""

    def __init__(self, file: str, book: Book) -> None:
        self._file, self._book = file, book

    def root(self, text: str) -> yaml.MappingNode | None:
        """The file as a mapping of nodes; None where it is none."""
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                if isinstance(event, yaml.AliasEvent):
                    self._wrong(event.start_mark, f"An alias, *{event.anchor}.", "Write out what it stands for.")
                    return None
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            said = getattr(error, "problem", None) or error
            self._wrong(
                getattr(error, "problem_mark", None), f"This is no YAML: {said}.", "Mend indentation or quotes."
            )
            return None
        if root is not None and not isinstance(root, yaml.MappingNode):
            self._wrong(root.start_mark, "The file is no set of tables.", "Begin with “categories:”, then a list.")
            return None
        return root

    def mapping(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """A mapping's nodes under their names; a name that stands twice is noted."""
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self._wrong(key.start_mark, f"“{name}” stands twice.", "Keep one of them.")
            found[name] = value
        return found

    def rows(self, node: yaml.Node) -> Iterator[Row]:
        """The blocks of a list."""
        for block in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(block, yaml.MappingNode):
                cells = {name: self._cell(value) for name, value in self.mapping(block).items()}
                yield Row(self._file, block.start_mark.line + 1, cells, self._book)
            elif block.tag != NOTHING:
                self._wrong(block.start_mark, "This is no block of “name: value”.", "Write “- id: …”, the rest below.")

    def _cell(self, node: yaml.Node) -> Cell:
        if isinstance(node, yaml.SequenceNode):
            return [self._cell(each) for each in node.value]
        if isinstance(node, yaml.MappingNode):
            return {name: self._cell(value) for name, value in self.mapping(node).items()}
        return "" if node.tag == NOTHING else str(node.value)

    def _wrong(self, mark: Mark | None, what: str, remedy: str) -> None:
        line = mark.line + 1 if mark else 0
        self._book.add(Mistake(file=self._file, line=line, code="wrong-yaml", what=what, remedy=remedy))
