"""``city.toml``: what the city is called, when it works, and which files say the rest."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.parts import languages
from cityloop.adapters.catalogue.row import Row
from cityloop.adapters.catalogue.toml import FILE, Toml
from cityloop.city.organisation import Hours
from cityloop.city.words import Language, Name

KNOWN = frozenset(
    "id name zone country hours hotline site languages reopen_days catalogue holidays keeping files".split()
)
KEY_COPIES_DAYS = 30
MOST_DAYS = 400
DAYS = {"workday": True, "off": False}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that ``city.toml`` names: what it holds (YAML says so itself), and the reference system of its points."""

    path: str
    """Relative to the folder; nothing outside it is read."""
    line: int
    """Where ``city.toml`` names it."""
    holds: str | None = None
    """The table that a CSV or GeoJSON file holds."""
    crs: str | None = None
    """``EPSG:…``, ``CGCS2000``, ``WGS-84`` or ``GCJ-02``: needed where there are points, and never guessed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``city.toml`` as values."""

    id: str
    """Also the id of the root of the jurisdictions."""
    name: Name
    """``{ zh = "…", en = "…" }``."""
    zone: ZoneInfo
    """The one IANA time zone of the city."""
    country: str
    """ISO 3166-1 alpha-2: chooses the table of holidays."""
    hours: Hours
    """Of a workday: ``["09:00-12:00", "14:00-18:00"]``; a unit may have its own."""
    hotline: str
    """What citizens call; 12345 where nothing is said."""
    site: str
    """Where citizens find the pages; empty: messages name no address."""
    languages: tuple[str, ...]
    """BCP 47 tags of the languages in which citizens are answered, the city's own first: ``["zh", "en"]``."""
    reopen_days: int | None
    """So long after it was closed a citizen may open a case again; nothing said: always."""
    catalogue: bool
    """Whether the base catalogue that comes with the house stands below the city's own."""
    holidays: Mapping[date, bool]
    """The city's own word on a day, over the table: ``"workday"`` or ``"off"``."""
    key_copies_days: int
    """``[keeping]``: for how long a copy of the keys is good, 30 days where nothing is said; somebody who is forgotten
    can be read again with it until then, so it is what "deleted from backups" comes to."""
    sources: tuple[Source, ...]
    """The ``[[files]]``."""


def read(text: str, book: Book) -> Settings | None:
    """The settings; None when the file is no TOML, and noted."""
    try:
        toml = Toml(text, tomllib.loads(text), book)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = int(found[1]) if (found := re.search(r"line (\d+)", str(error))) else 0
        what = f"This is no TOML: {error}."
        book.add(Mistake(file=FILE, line=line, code="wrong-toml", what=what, remedy="Mend it at this line."))
        return None
    _note_unknown(toml)
    return _settings(toml)


def _settings(toml: Toml) -> Settings:
    row = toml.row()
    return Settings(
        id=row.id(),
        name=_name(toml),
        zone=_zone(toml, row.need("zone")),
        country=_country(toml, row.need("country")),
        hours=row.hours("hours") or _no_hours(toml),
        hotline=row.maybe("hotline") or "12345",
        site=row.maybe("site") or "",
        languages=_languages(toml, row),
        reopen_days=row.whole("reopen_days"),
        catalogue=row.flag("catalogue") if "catalogue" in toml.values else True,
        holidays=dict(_holidays(toml)),
        key_copies_days=_key_copies_days(toml),
        sources=tuple(_sources(toml)),
    )


def _note_unknown(toml: Toml) -> None:
    for key in toml.values.keys() - KNOWN:
        remedy = f"Correct it or take it out; known are {', '.join(sorted(KNOWN))}."
        toml.wrong(toml.line(rf"\[*{re.escape(key)}\b"), "unknown-setting", f"There is no setting “{key}”.", remedy)


def _name(toml: Toml) -> Name:
    said = toml.values.get("name")
    said = said if isinstance(said, dict) else {}
    for language in ("zh", "en"):
        if not said.get(language):
            what = f"The city's name has no “{language}”."
            toml.wrong(toml.line("name"), f"missing-{language}", what, 'Write name = { zh = "…", en = "…" }.')
    return Name(zh=str(said.get("zh", "")), en=str(said.get("en", "")))


def _zone(toml: Toml, text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text or "UTC")
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        remedy = "Name one of IANA: Asia/Shanghai."
        toml.wrong(toml.line("zone"), "unknown-zone", f"“{text}” is no time zone.", remedy)
    return ZoneInfo("UTC")


def _country(toml: Toml, text: str) -> str:
    if text and not re.fullmatch("[A-Z]{2}", text):
        remedy = "Write the two capitals of ISO 3166-1: CN."
        toml.wrong(toml.line("country"), "wrong-country", f"“{text}” is no country.", remedy)
    return text


def _no_hours(toml: Toml) -> Hours:
    toml.wrong(toml.line("hours"), "missing-hours", "The city has no hours.", 'Write hours = ["09:00-12:00", …].')
    return Hours(spans=())


def _languages(toml: Toml, row: Row) -> tuple[str, ...]:
    """The tags; those of the pages are always among them."""
    said = tuple(dict.fromkeys(languages(row))) or tuple(Language)
    missing = [language for language in Language if language not in said]
    if missing:
        what = f"The pages are in {' and '.join(Language)}, but “languages” names no {' and no '.join(missing)}."
        toml.wrong(toml.line("languages"), "missing-language", what, "Name both, and others beside them.")
    return said if not missing else tuple(Language)


def _holidays(toml: Toml) -> Iterator[tuple[date, bool]]:
    said = toml.values.get("holidays", {})
    if not isinstance(said, dict):
        toml.wrong(
            toml.line("holidays"), "wrong-setting", "“holidays” is no table.", "Write [holidays] above the days."
        )
        said = {}
    for day, word in said.items():
        try:
            yield date.fromisoformat(day), DAYS[word]
        except (ValueError, KeyError, TypeError):
            what, remedy = f"“{day} = {word}” says nothing of a day.", 'Write 2026-10-10 = "workday" or "off".'
            toml.wrong(toml.line(re.escape(day)), "wrong-holiday", what, remedy)


def _key_copies_days(toml: Toml) -> int:
    said = toml.values.get("keeping", {})
    days = said.get("key_copies_days", KEY_COPIES_DAYS) if isinstance(said, dict) else None
    strange = isinstance(said, dict) and said.keys() - {"key_copies_days"}
    if strange or not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        what, remedy = "“keeping” does not say for how long copies of the keys are good.", "Write key_copies_days = 30."
        toml.wrong(toml.line(r"\[?keeping"), "wrong-keeping", what, f"{remedy} It may be 1 to {MOST_DAYS}.")
        return KEY_COPIES_DAYS
    return days


def _sources(toml: Toml) -> Iterator[Source]:
    said = toml.values.get("files", [])
    if not isinstance(said, list):
        toml.wrong(toml.line("files"), "wrong-setting", "“files” is no list.", "Write [[files]] once for each file.")
        said = []
    line = 0
    for each in said:
        line = toml.line(r"\[\[\s*files", after=line)
        source = _source(toml, line, each if isinstance(each, dict) else {})
        if source is not None:
            yield source


def _source(toml: Toml, line: int, said: dict[str, Any]) -> Source | None:
    for key, value in said.items():
        if key not in {"path", "holds", "crs"}:
            toml.wrong(line, "unknown-setting", f"A file has no setting “{key}”.", "Known are path, holds, crs.")
        elif not isinstance(value, str):
            toml.wrong(line, "wrong-setting", f"“{key}” is no text.", f'Write {key} = "…".')
            return None
    if "path" not in said:
        toml.wrong(line, "missing-path", "A file without a path.", 'Write path = "units.csv".')
        return None
    return Source(said["path"], line, said.get("holds"), said.get("crs"))
