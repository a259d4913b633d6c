"""``MAP.toml``: which column of a foreign file says what, and which steps a record implies."""

import re
import tomllib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.words import Language
from cityloop.command.orders import is_outcome


class WrongMap(CityloopError):
    """A map that cannot be used; the text lists every mistake with its line, nothing is imported."""

    code = "wrong-map"


class Until(StrEnum):
    """How far a record says that its case came."""

    REPORTED = "reported"
    ESTABLISHED = "established"
    """立案, 受理; from here on the loop routes it."""
    DISPATCHED = "dispatched"
    HANDLED = "handled"
    CLOSED = "closed"


SYSTEM = r"[a-z][a-z0-9]{0,11}"
"""Stands before a record's number: small letters, so that no number of the house is ever the same."""
ENCODINGS = ("utf-8", "gb18030", "gbk", "big5")
Columns: TypeAlias = str | tuple[str, ...]


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


class Occurred(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When it was first told; the zone is said, never guessed."""

    column: str = msgspec.field(name="from")
    zone: str
    """IANA zone of times without an offset."""
    format: str = "%Y-%m-%d"
    """As ``strptime`` reads it (docs.python.org/3/library/datetime.html)."""


NOTHING = Field()


class Map(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``MAP.toml`` says."""

    system: Annotated[str, msgspec.Meta(pattern=f"^{SYSTEM}$")]
    """A short word for the system that the file comes from."""
    number: str
    """The column with the record's number in that system."""
    encoding: str = "utf-8"
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    absent: tuple[str, ...] = ("",)
    """Cells that say nothing."""
    occurred: Occurred
    place: Field = NOTHING
    """Columns from the narrowest to the widest; each a node of the jurisdiction tree, by id, name or alias."""
    category: Field
    unit: Field = NOTHING
    """The unit that led, by id, name or alias."""
    life: Field
    kind: Field = NOTHING
    channel: Field = Field(always=Channel.IMPORT)
    outcome: Field = NOTHING
    """What the source records of the outcome: set down as recorded, never computed; ``words`` names a code for each."""
    until: Field
    text: Field = NOTHING
    """What was said: sealed, as are the next two."""
    contact: Field = NOTHING
    spot: Field = NOTHING
    language: Language = Language.ZH
    answer: str = "来源系统的记录，未附答复内容。 Recorded by another system, without the words of the answer."
    """What stands for the answer of a request, which the source does not hand over."""

    def fields(self) -> dict[str, Field]:
        """Every field, by its name in the file."""
        values = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in values if isinstance(value, Field)}

    def columns(self) -> dict[str, str]:
        """Every column that is read, with the field that reads it."""
        found = {self.number: "number", self.occurred.column: "occurred"}
        return found | {column: name for name, field in self.fields().items() for column in field.columns}


OWN_WORDS: dict[str, type[StrEnum]] = {"life": Life, "kind": RequestKind, "channel": Channel, "until": Until}
"""Fields whose words are the house's own."""
NEEDED = ("category", "life", "until")


def read(content: bytes, name: str = "MAP.toml") -> Map:
    """The map of a file's ``content``. Raises ``WrongMap``."""
    text = _text(content, name)
    try:
        found = msgspec.convert(tomllib.loads(text), Map)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = int(at[1]) if (at := re.search(r"line (\d+)", str(error))) else 1
        what = f"This is no TOML: {error}. Mend it at this line; words that are not Latin stand in quotes."
        raise refused(name, [(line, what)]) from error
    except msgspec.ValidationError as error:
        raise refused(name, [(_line(text, _path(str(error))), _plain(str(error)))]) from error
    wrong = [(_line(text, path), what) for path, what in _mistakes(found)]
    if wrong:
        raise refused(name, wrong)
    return found


def refused(name: str, wrong: list[tuple[int, str]]) -> WrongMap:
    """The error that lists mistakes with their lines."""
    said = [f"{name}:{line}: {what}" if line else f"{name}: {what}" for line, what in sorted(wrong)]
    return WrongMap("\n".join(said), mistakes=said)


def line_of(content: bytes, field: str) -> int:
    """The line that a field of the map stands on; 0 where it cannot be told."""
    return _line(content.decode("utf-8-sig", "replace"), [field])


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(name, [(line, "The map is not UTF-8. Save it as UTF-8.")]) from error


def _mistakes(found: Map) -> list[tuple[list[str], str]]:
    """What a map may not say, each with the way to it."""
    wrong = [*_of_fields(found), *_of_outcomes(found.outcome), *_of_times(found.occurred)]
    if found.encoding.lower() not in ENCODINGS:
        wrong.append((["encoding"], f"“{found.encoding}” is no encoding here. Choose from: {', '.join(ENCODINGS)}."))
    return wrong


def _of_fields(found: Map) -> list[tuple[list[str], str]]:
    wrong = []
    for name, field in found.fields().items():
        if field.columns and field.always is not None:
            wrong.append(([name], f"“{name}” has both “from” and “is”. Keep one."))
        if name in NEEDED and not field.columns and field.always is None:
            wrong.append(([name], f"“{name}” says nothing. Give it “from” (columns) or “is” (one value for all)."))
        wrong += [([name, word], what) for word, what in _of_words(name, field)]
    return wrong


def _of_words(name: str, field: Field) -> list[tuple[str, str]]:
    """Words that the house does not know, where they must be its own."""
    if name not in OWN_WORDS:
        return []
    known = {str(word) for word in OWN_WORDS[name]}
    said = {**field.words, **({"is": field.always} if field.always is not None else {})}
    remedy = f"Choose from: {', '.join(OWN_WORDS[name])}."
    return [(key, f"“{value}” is no {name}. {remedy}") for key, value in said.items() if value not in known]


def _of_outcomes(field: Field) -> list[tuple[list[str], str]]:
    """Outcomes that are no codes: they stand in the record for good, where no sentence and no number may."""
    said = {**field.words, **({"is": field.always} if field.always is not None else {})}
    remedy = "Write one word, or two or three with hyphens between, without digits."
    wrong = ((key, value) for key, value in said.items() if not is_outcome(value))
    return [(["outcome", key], f"“{value}” is no code of an outcome. {remedy}") for key, value in wrong]


def _of_times(occurred: Occurred) -> list[tuple[list[str], str]]:
    wrong = []
    try:
        ZoneInfo(occurred.zone)
    except (ValueError, OSError, KeyError):
        wrong.append((["occurred", "zone"], f"“{occurred.zone}” is no time zone. Name one of IANA: Asia/Shanghai."))
    moment = datetime(2026, 5, 17, 13, 45, tzinfo=UTC)
    try:
        says_day = datetime.strptime(moment.strftime(occurred.format), occurred.format).date() == moment.date()  # noqa: DTZ007
    except (ValueError, re.error):
        says_day = False
    if not says_day:
        what = f"“{occurred.format}” does not say year, month and day. Write it as %Y-%m-%d."
        wrong.append((["occurred", "format"], what))
    return wrong


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
    return f"{error.replace('`', '“')}. Correct it."


def _line(text: str, path: list[str]) -> int:
    """The line of the deepest part of a path that can be found, each part looked for after the one before."""
    lines, at = text.splitlines(), 0
    for part in path:
        key = rf"\s*\[*\s*[\"']?{re.escape(part)}[\"']?\s*[\]=.]|.*[{{,]\s*[\"']?{re.escape(part)}[\"']?\s*="
        found = (number for number, line in enumerate(lines, 1) if number >= at and re.match(key, line))
        at = next(found, at)
    return at
