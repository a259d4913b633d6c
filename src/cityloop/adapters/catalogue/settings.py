"""``city.toml``: what the city is called, when it works, and which files say the rest."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.toml import FILE, Toml
from cityloop.city.organisation import Hours
from cityloop.city.words import Name

KNOWN = {"id", "name", "zone", "country", "hours", "hotline", "site", "catalogue", "holidays", "files"}
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
    catalogue: bool
    """Whether the base catalogue that comes with the house stands below the city's own."""
    holidays: Mapping[date, bool]
    """The city's own word on a day, over the table: ``"workday"`` or ``"off"``."""
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
        catalogue=row.flag("catalogue") if "catalogue" in toml.values else True,
        holidays=dict(_holidays(toml)),
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
