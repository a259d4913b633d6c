"""CSV and YAML as rows with their lines."""

import csv
from collections.abc import Iterator

import yaml

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Cell, Row


def csv_rows(file: str, text: str, book: Book) -> Iterator[Row]:
    """The rows of a CSV file whose first line names the columns. Lines that begin with # are passed over."""
    lines = text.splitlines()
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
    row.cells = dict(zip(columns, cells, strict=False))
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
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, what = (mark.line + 1 if mark else 0), f"This is no YAML: {getattr(error, 'problem', error)}."
        book.add(Mistake(file=file, line=line, code="wrong-yaml", what=what, remedy="Mend the indentation or quotes."))
        return {}
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        what, remedy = "The file is not a set of tables.", "Begin with “categories:”, then a list."
        book.add(Mistake(file=file, line=1, code="wrong-yaml", what=what, remedy=remedy))
        return {}
    return {str(key.value): list(_yaml_rows(file, value, book)) for key, value in root.value}


def _yaml_rows(file: str, node: yaml.Node, book: Book) -> Iterator[Row]:
    blocks = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for block in blocks:
        line = block.start_mark.line + 1
        if isinstance(block, yaml.MappingNode):
            yield Row(file, line, {str(key.value): _cell(value) for key, value in block.value}, book)
        else:
            what, remedy = "This is not a block of “name: value”.", "Write “- id: …” and the rest below it."
            book.add(Mistake(file=file, line=line, code="wrong-yaml", what=what, remedy=remedy))


def _cell(node: yaml.Node) -> Cell:
    """Scalars stay text, whatever YAML would take them for (``no`` is a word, ``012`` a code)."""
    if isinstance(node, yaml.SequenceNode):
        return [_cell(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _cell(value) for key, value in node.value}
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
