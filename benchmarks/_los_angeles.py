"""Los Angeles as city files: written anew at each run from ../shared/data, kept nowhere; no line of src knows it."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, str]
CASES = "la311/la311_2020-01-01_03.csv.gz"
COUNCILS = "la311/nc_boundaries_2020.geojson.gz"
CITY, ZONE = "los-angeles", "America/Los_Angeles"
KIND = "neighbourhood-council"

MAP = """\
# 311 of Los Angeles: the district by its column alone, the council by its name, both as the record says.
system = "la"
number = "srnumber"
language = "en"
answer = "Recorded by another system, without the words of the answer."
occurred = { from = "createddate", format = "%Y-%m-%d %H:%M:%S", zone = "America/Los_Angeles" }
closed = { from = "closeddate", format = "%Y-%m-%d %H:%M:%S", zone = "America/Los_Angeles" }
place = { from = "cd", prefix = "cd-" }
areas = { from = "ncname" }
point = { x = "longitude", y = "latitude", crs = "EPSG:4326" }
spot = { from = "address" }
category = { from = "requesttype" }
unit = { from = "owner" }
life = { is = "request" }
kind = { is = "help" }

[channel]
from = "requestsource"
[channel.words]
"Call" = "phone"
"Mobile App" = "web"
"Self Service" = "web"
"Email" = "web"
"Driver Self Report" = "field"
"Council's Office" = "import"
"Letter" = "import"

[outcome]
from = "status"
[outcome.words]
Closed = "closed"
Cancelled = "cancelled"
"Referred Out" = "referred-out"
Open = "open"
Pending = "pending"

[until]
from = "status"
[until.words]
Closed = "closed"
Cancelled = "closed"
"Referred Out" = "closed"
Open = "dispatched"
Pending = "dispatched"
"""
BY_POINT = MAP.replace('areas = { from = "ncname" }\n', "")
"""The same, but the council by the polygon that the point lies in."""

POSTS = (
    ("duty", "accept;dispatch;translate", ""),
    ("named", "accept;dispatch;arbitrate", "yes"),
    ("check", "check;close", ""),
    ("leader", "supervise;arbitrate;command", ""),
    ("evaluate", "evaluate", "yes"),
    ("it", "configure", ""),
    ("secure", "secure", ""),
)
READER, DISPATCHER = "p-evaluate", "p-named"


def read_rows(data: Path) -> list[Row]:
    """The raw rows."""
    with gzip.open(data / CASES, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_city(data: Path, folder: Path) -> None:
    """Write the city's files."""
    rows = read_rows(data)
    drawn = json.loads(gzip.decompress((data / COUNCILS).read_bytes()))
    areas = list(councils(drawn["features"], {row["ncname"] for row in rows} - {""}))
    tables = {
        "jurisdictions": jurisdictions(rows, areas),
        "units": [unit(owner) for owner in sorted({row["owner"] for row in rows})],
        "posts": [post(*each) for each in POSTS],
        "persons": [{"id": f"p-{id}", **named(f"Holder of {id}"), "posts": id, "language": "en"} for id, _, _ in POSTS],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_rows(folder / f"{name}.csv", list(table))
    (folder / "areas.geojson").write_text(json.dumps({**drawn, "features": areas}), "utf-8")
    (folder / "catalogue.yaml").write_text(catalogue(rows), "utf-8")
    (folder / "city.toml").write_text(settings(tables), "utf-8")


def write_rows(path: Path, rows: list[Row]) -> None:
    """One table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def settings(tables: Iterable[str]) -> str:
    """``city.toml``."""
    files = "".join(f'[[files]]\npath = "{name}.csv"\nholds = "{name}"\n' for name in tables)
    return (
        f'id = "{CITY}"\nname = {{ zh = "洛杉矶", en = "Los Angeles" }}\nzone = "{ZONE}"\ncountry = "US"\n'
        f'hours = ["08:00-17:00"]\nhotline = "311"\ncatalogue = false\n{files}'
        '[[files]]\npath = "areas.geojson"\nholds = "areas"\ncrs = "EPSG:3857"\n[[files]]\npath = "catalogue.yaml"\n'
    )


def named(word: str) -> Row:
    """The one name that the source has, in both places for one."""
    return {"zh": word, "en": word}


def slug(word: str) -> str:
    """A word as an id."""
    return re.sub("[^a-z0-9]+", "-", word.lower()).strip("-")


def councils(drawn: list[dict[str, Any]], said: set[str]) -> Iterator[dict[str, Any]]:
    """Each council with its polygon, in metres of EPSG:3857 as the file has it; some are named, and drawn by nobody.

    One polygon stands twice in the file; two lack the name that records use, and have the short one alone.
    """
    grounds = {council_of(feature["properties"]): feature["geometry"] for feature in drawn}
    for name in sorted({*grounds, *said}):
        properties = {"id": f"nc-{slug(name)}", **named(name), "kind": KIND}
        yield {"type": "Feature", "properties": properties, "geometry": grounds.get(name)}


def council_of(properties: dict[str, Any]) -> str:
    """A council's name as records write it."""
    return str(properties["name_2"] or f"{properties['Name']} NC".upper())


def jurisdictions(rows: list[Row], areas: list[dict[str, Any]]) -> Iterator[Row]:
    """The city, on the ground of all its councils; its districts, of which nothing but the number is known."""
    ground = ";".join(area["properties"]["id"] for area in areas if area["geometry"])
    yield {"id": CITY, "tier": "city", "zh": "洛杉矶", "en": "Los Angeles", "parent": "", "areas": ground}
    for district in sorted({row["cd"] for row in rows} - {""}, key=int):
        name = {"zh": f"第{district}选区", "en": f"Council District {district}"}
        yield {"id": f"cd-{district}", "tier": "district", **name, "parent": CITY, "areas": ""}


def unit(owner: str) -> Row:
    """A department, by the letters that the records have for it."""
    return {"id": owner, **named(owner), "jurisdiction": CITY}


def post(id: str, duties: str, named_: str) -> Row:
    """A post of the city."""
    return {"id": id, **named(id), "duties": duties, "jurisdiction": CITY, "named": named_}


def catalogue(rows: list[Row]) -> str:
    """A category for each type of request; who answers for it is whom most of its records name."""
    types = sorted({row["requesttype"] for row in rows})
    said = [{"id": "request", "zh": "诉求", "en": "Requests"}]
    said += [{"id": category(each), **named(each)} for each in types]
    owners = {each: Counter(row["owner"] for row in rows if row["requesttype"] == each) for each in types}
    owned = [
        {"category": category(each), "jurisdiction": CITY, "unit": found.most_common(1)[0][0]}
        for each, found in owners.items()
    ]
    tables = {"categories": said, "responsibilities": owned}
    lines = (
        [f"{table}:", *(f"  - {json.dumps(each, ensure_ascii=False)}" for each in tables[table])] for table in tables
    )
    return "\n".join(line for block in lines for line in block) + "\n"


def category(requesttype: str) -> str:
    """The id of a type's category."""
    return f"request.{slug(requesttype)}"
