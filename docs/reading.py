"""Reads what the reference says out of the source: modules, docstrings, the words below a field."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import cityloop
from cityloop.city.label import Label

ROOT = Path(__file__).parent.parent
FOREIGN = (".__main__", ".migrations.")


@cache
def list_modules() -> tuple[ModuleType, ...]:
    """Every module of the package, by name, but for what only another program can load."""
    names = sorted(each.name for each in walk_packages(cityloop.__path__, "cityloop."))
    return tuple(import_module(name) for name in names if not any(part in name for part in FOREIGN))


def list_classes(modules: Iterable[ModuleType], kind: type = object) -> Iterator[type]:
    """The classes below ``kind`` that these modules define, in the order of the text."""
    for module in modules:
        found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, kind)]
        yield from (value for value in found if value.__module__ == module.__name__)


def said(thing: object) -> str:
    """The whole docstring, in Markdown."""
    return (inspect.getdoc(thing) or "").replace("``", "`")


def first_line(thing: object) -> str:
    """What it is."""
    return said(thing).partition("\n")[0]


def field_words(struct: type) -> dict[str, str]:
    """The words below each field, also of the bases."""
    words: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if base.__module__.startswith("cityloop."):
            words |= _words_of(base)
    return words


def _words_of(struct: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(struct))).body
    return _words_in(definition.body) if isinstance(definition, ast.ClassDef) else {}


def body_words(module: ModuleType) -> dict[str, str]:
    """The words below each name that a module sets."""
    return _words_in(ast.parse(inspect.getsource(module)).body)


def _words_in(body: list[ast.stmt]) -> dict[str, str]:
    return {name: words for field, after in pairwise(body) if (name := _target(field)) and (words := _words(after))}


def _target(node: ast.stmt) -> str:
    """The name that the statement sets, or nothing."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""


def _words(node: ast.stmt) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(words))):
            return " ".join(inspect.cleandoc(words).split()).replace("``", "`")
        case _:
            return ""


def label_of(hint: Any) -> str:
    """The label of a field as words: its grade, and whether it is personal; that of its parts where it has none."""
    if get_origin(hint) is Annotated:
        own = next((mark for mark in hint.__metadata__ if isinstance(mark, Label)), None)
        return _label(own) if own else label_of(get_args(hint)[0])
    return ", ".join(dict.fromkeys(words for part in get_args(hint) if (words := label_of(part))))


def _label(label: Label) -> str:
    return f"{label.grade.name.lower()}{', personal' if label.personal else ''}"


def type_of(hint: Any) -> str:
    """A type as a reader writes it."""
    if get_origin(hint) is Annotated:
        return type_of(get_args(hint)[0])
    if isinstance(hint, type) and not get_args(hint):
        return "None" if hint is type(None) else hint.__name__
    return _generic(hint)


def _generic(hint: Any) -> str:
    parts = ["…" if part is ... else type_of(part) for part in get_args(hint)]
    name = getattr(get_origin(hint), "__name__", str(hint))
    if name in ("Union", "UnionType"):
        return " or ".join(parts)
    return f"{name}[{', '.join(parts)}]" if parts else name


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    header = list(header)
    lines = [header, ["---"] * len(header), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def several(values: Iterable[object]) -> str:
    """Words parted by commas, in order."""
    return ", ".join(sorted(str(value) for value in values))
