"""Every field of a fact and every column of a table says how guarded it is, and whether it is personal."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from sqlalchemy import Column, Integer, MetaData, Table

import cityloop
from cityloop.city.facts import EVERY
from cityloop.city.facts.fact import Fact, Moment, Words
from cityloop.city.label import INTERNAL, OPEN, Label
from docs.reading import list_modules

SOURCE = Path(cityloop.__file__).parent


def is_labelled(hint: Any) -> bool:
    """Whether a field of this type carries a label: itself, in each of its parts, or in each field of its struct."""
    if get_origin(hint) is Annotated:
        return any(isinstance(mark, Label) for mark in hint.__metadata__) or is_labelled(get_args(hint)[0])
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return not list(list_unlabelled(hint))
    parts = [part for part in get_args(hint) if part not in (type(None), ...)]
    return bool(parts) and all(map(is_labelled, parts))


def structs_in(hint: Any) -> Iterator[type[msgspec.Struct]]:
    """The structs that stand somewhere in a type."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for part in get_args(hint):
        yield from structs_in(part)


def list_unlabelled(struct: type[msgspec.Struct]) -> Iterator[str]:
    """The fields of ``struct``, and of the structs within it, that carry no label."""
    for name, hint in get_type_hints(struct, include_extras=True).items():
        if name in struct.__struct_fields__ and not is_labelled(hint):
            yield f"{struct.__name__}.{name}"
        for inner in structs_in(hint):
            yield from list_unlabelled(inner)


def unlabelled_columns(table: Table) -> list[str]:
    """The columns of ``table`` without a label."""
    bare = [column.name for column in table.columns if not isinstance(column.info.get("label"), Label)]
    return [f"{table.name}.{name}" for name in bare]


@pytest.mark.parametrize("fact", EVERY, ids=lambda fact: fact.__name__)
def test_every_field_of_a_fact_is_labelled(fact: type[Fact]) -> None:
    assert list(list_unlabelled(fact)) == []


def test_every_fact_that_is_written_down_is_in_the_list() -> None:
    assert list_modules()
    assert {fact for fact in _descendants(Fact) if _is_concrete(fact)} == set(EVERY)


def _descendants(kind: type[Fact]) -> Iterator[type[Fact]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _is_concrete(fact: type[Fact]) -> bool:
    """Whether it has a tag of its own and belongs to the house (a base is named after its class)."""
    return fact.__module__.startswith("cityloop.") and fact.__struct_config__.tag != fact.__name__


def test_tags_are_stable_words_and_none_is_used_twice() -> None:
    tags = [str(fact.__struct_config__.tag) for fact in EVERY]
    assert len(set(tags)) == len(tags)
    assert [tag for tag in tags if not tag.replace("-", "").replace(".", "").islower() or tag.count(".") != 1] == []


def test_every_column_of_every_table_is_labelled() -> None:
    tables = list(_tables())
    assert tables
    assert [column for table in tables for column in unlabelled_columns(table)] == []


def _tables() -> Iterator[Table]:
    """The tables of every module, by themselves or in a collection."""
    for value in (value for module in list_modules() for value in vars(module).values()):
        yield from value.tables.values() if isinstance(value, MetaData) else ()
        yield from [value] if isinstance(value, Table) else ()


def test_no_column_is_made_without_a_label() -> None:
    """Also of tables that are only made when a journal is opened."""
    assert [where for path in SOURCE.rglob("*.py") for where in _bare_columns(path)] == []


def _bare_columns(path: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    columns = [call for call in calls if ast.unparse(call.func).split(".")[-1] in ("Column", "mapped_column")]
    return [f"{path}:{call.lineno}" for call in columns if not any(word.arg == "info" for word in call.keywords)]


class _Inner(msgspec.Struct):
    good: Annotated[str, OPEN]
    bad: int


class _Outer(msgspec.Struct):
    fine: Moment | None
    several: tuple[Annotated[str, INTERNAL], ...]
    words: Words
    nested: tuple[_Inner, ...]
    loose: str | None


def test_an_unlabelled_field_is_caught_also_in_a_struct_within() -> None:
    assert set(list_unlabelled(_Outer)) == {"_Outer.nested", "_Inner.bad", "_Outer.loose"}


def test_an_unlabelled_column_is_caught(tmp_path: Path) -> None:
    table = Table("trespass", MetaData(), Column("good", Integer, info={"label": OPEN}), Column("bad", Integer))
    assert unlabelled_columns(table) == ["trespass.bad"]
    code = tmp_path / "table.py"
    code.write_text('Column("bad", Integer)\nColumn("good", Integer, info={"label": OPEN})\n')
    assert _bare_columns(code) == [f"{code}:1"]
