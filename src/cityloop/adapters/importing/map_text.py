"""The text of a ``MAP.toml`` as a map, or every mistake in it with its line."""

import re
import tomllib
from typing import TypeVar

import msgspec

from cityloop.adapters.importing.layout import Layout
from cityloop.city.errors import CityloopError

L = TypeVar("L", bound=Layout)


class WrongMap(CityloopError):
    """A map that cannot be used; the text lists every mistake with its line, nothing is imported."""

    code = "wrong-map"


def read_as(kind: type[L], content: bytes, name: str = "MAP.toml") -> L:
    """The map of a file's ``content``. Raises ``WrongMap``."""
    text = _text(content, name)
    try:
        found = msgspec.convert(tomllib.loads(text), kind)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = int(at[1]) if (at := re.search(r"line (\d+)", str(error))) else 1
        what = f"This is no TOML: {error}. Mend it at this line; words that are not Latin stand in quotes."
        raise refused(name, [(line, what)]) from error
    except msgspec.ValidationError as error:
        raise refused(name, [(_line(text, _path(str(error))), _plain(str(error)))]) from error
    wrong = [(_line(text, path), what) for path, what in found.mistakes()]
    if wrong:
        raise refused(name, wrong)
    return found


def refused(name: str, wrong: list[tuple[int, str]]) -> WrongMap:
    """The error that lists mistakes with their lines."""
    said = [f"{name}:{line}: {what}" if line else f"{name}: {what}" for line, what in sorted(wrong)]
    return WrongMap("\n".join(said), mistakes=said)


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(name, [(line, "The map is not UTF-8. Save it as UTF-8.")]) from error


def _path(error: str) -> list[str]:
    """The way to the value that msgspec complains of: ``$.unit.from`` → unit, from; the unknown field itself."""
    way = re.search(r"`\$\.?([^`]*)`$", error)
    parts = [part for part in re.split(r"[.\[\]]+", way[1]) if part] if way else []
    unknown = re.search(r"unknown field `([^`]+)`", error)
    return [*parts, unknown[1]] if unknown else parts


def _plain(error: str) -> str:
    missing = re.search(r"missing required field `([^`]+)`", error)
    unknown = re.search(r"unknown field `([^`]+)`", error)
    if missing:
        return f"“{missing[1]}” is missing. Add it."
    if unknown:
        return f"There is no “{unknown[1]}” here. Correct it, or take it out."
    where = re.search(r"^Expected `object`, got .* - at `\$\.([^`]+)`$", error)
    if where:
        return f'“{where[1]}” is a table: write {where[1]} = {{ from = "the column" }}.'
    return re.sub(r"`([^`]*)`", r"“\1”", error) + ". Correct it."


def _line(text: str, path: list[str]) -> int:
    """The line of the deepest part of a path that can be found, each part looked for after the one before."""
    lines, at = text.splitlines(), 0
    for part in path:
        key = rf"\s*\[*\s*[\"']?{re.escape(part)}[\"']?\s*[\]=.]|.*[{{,]\s*[\"']?{re.escape(part)}[\"']?\s*="
        found = (number for number, line in enumerate(lines, 1) if number >= at and re.match(key, line))
        at = next(found, at)
    return at
