"""``city.toml``: what the city is called, when it works, and which files say the rest."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.toml import FILE, Toml
from cityloop.city.organisation import Hours
from cityloop.city.words import Name

KNOWN = {"id", "name", "zone", "country", "hours", "hotline", "catalogue", "holidays", "files"}
DAYS = {"workday": True, "off": False}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that ``city.toml`` names: what it holds (YAML says so itself), and the reference system of its points."""

    path: str
    line: int
    holds: str | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """``city.toml`` as values."""

    id: str
    name: Name
    zone: ZoneInfo
    country: str
    hours: Hours
    hotline: str
    catalogue: bool
    """Whether the base catalogue that comes with the house stands below the city's own."""
    holidays: Mapping[date, bool]
    sources: tuple[Source, ...]


def read(text: str, book: Book) -> Settings | None:
    """The settings; None when the file is no TOML, and noted."""
    try:
        toml = Toml(text, tomllib.loads(text), book)
    except tomllib.TOMLDecodeError as error:
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


def _holidays(toml: Toml) -> list[tuple[date, bool]]:
    found: list[tuple[date, bool]] = []
    for day, word in toml.values.get("holidays", {}).items():
        try:
            found.append((date.fromisoformat(day), DAYS[word]))
        except (ValueError, KeyError, TypeError):
            line = toml.line(re.escape(day))
            remedy = 'Write 2026-10-10 = "workday" or "off".'
            toml.wrong(line, "wrong-holiday", f"“{day} = {word}” says nothing of a day.", remedy)
    return found


def _sources(toml: Toml) -> list[Source]:
    line, found = 0, []
    for said in toml.values.get("files", []):
        line = toml.line(r"\[\[\s*files", after=line)
        path = said.get("path") if isinstance(said, dict) else None
        if not isinstance(path, str):
            toml.wrong(line, "missing-path", "A file without a path.", 'Write path = "units.csv".')
            continue
        for key in said.keys() - {"path", "holds", "crs"}:
            toml.wrong(line, "unknown-setting", f"A file has no setting “{key}”.", "Known are path, holds, crs.")
        found.append(Source(path, line, said.get("holds"), said.get("crs")))
    return found
