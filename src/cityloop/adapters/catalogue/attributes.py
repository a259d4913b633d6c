"""The questions of a category: blocks within its block, each with its own words and answers."""

from collections.abc import Iterator

from cityloop.adapters.catalogue.row import Row
from cityloop.city.catalogue import Attribute, AttributeValue, Datatype
from cityloop.city.words import Name


def attributes(row: Row) -> tuple[Attribute, ...]:
    """The questions, in the order in which they are asked."""
    return tuple(attribute(block) for block in blocks(row, "attributes"))


def attribute(row: Row) -> Attribute:
    """One question."""
    found = Attribute(
        code=row.id("code"),
        datatype=row.choice("datatype", Datatype),
        description=row.name(),
        hint=hint(row),
        required=row.flag("required"),
        variable=row.flag("variable") if "variable" in row.cells else True,
        values=tuple(value(block) for block in blocks(row, "values")),
    )
    row.finish()
    return found


def hint(row: Row) -> Name | None:
    """How to answer it, where that is said; then in both languages."""
    said = row.maybe("hint_zh"), row.maybe("hint_en")
    return Name(zh=row.need("hint_zh"), en=row.need("hint_en")) if any(said) else None


def value(row: Row) -> AttributeValue:
    """An answer that may be chosen."""
    found = AttributeValue(key=row.id("key"), name=row.name())
    row.finish()
    return found


def blocks(row: Row, column: str) -> Iterator[Row]:
    """The blocks that stand in one cell, as rows of the same place."""
    row.used.add(column)
    cell = row.cells.get(column) or []
    for each in cell if isinstance(cell, list) else [cell]:
        if isinstance(each, dict):
            yield Row(row.file, row.line, each, row.book)
        else:
            row.wrong("wrong-shape", f"“{column}” holds “{each}”, which is no block.", "Write {code: …, zh: …, en: …}.")
