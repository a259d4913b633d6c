"""Pingshan, a district of Shenzhen, as city files: written anew at each run from ../shared/data, kept nowhere."""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from pypinyin import lazy_pinyin
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Row = dict[str, str]
CASES = "sz_pingshan_cases/pingshan_cases_2018-02_2018-10.csv.gz"
CITY, DISTRICT, CENTRE = "shenzhen", "440310", "9770"
SENSITIVE = ("党纪政纪", "治安维稳")
"""Discipline and public order: for named posts alone."""
HOURS = "09:00-12:00;14:00-18:00"

MAP = """\
# The file of Pingshan's cases: places, units and kinds by their names, categories by their three codes.
system = "pingshan"
number = "rec_id"
absent = ["-"]
occurred = { from = "create_date", format = "%Y-%m-%d", zone = "Asia/Shanghai" }
place = { from = ["community", "street"] }
category = { from = ["event_type_id", "main_type_id", "sub_type_id"], join = ".", prefix = "request." }
unit = { from = "dispose_unit" }
life = { is = "request" }

[kind]  # 感谢 is what a citizen wants to have said, as a suggestion is; 其他 asks for something
from = "property"
[kind.words]
"投诉" = "complain"
"咨询" = "consult"
"求决" = "help"
"建议" = "suggest"
"感谢" = "suggest"
"其他" = "help"

[channel]
from = "source"
[channel.words]
"12345" = "phone"
"12319" = "phone"
"固话投诉" = "phone"
"@坪山" = "web"
"政府信箱" = "web"
"美丽深圳" = "web"

[outcome]
from = "outcome_code"
words = { intime = "on-time", overtime = "overtime" }

[until]  # 按期办结, 逾期办结: both say that it was concluded
from = "outcome"
words = { "按期办结" = "closed", "逾期办结" = "closed" }
"""

POSTS = (
    ("city-duty", "市级值班员", "accept;dispatch;translate", CITY, ""),
    ("city-named", "市级敏感事项专员", "accept;dispatch", CITY, "yes"),
    ("city-check", "市级核查员", "check;close", CITY, ""),
    ("city-leader", "市级带班领导", "supervise;arbitrate;command", CITY, ""),
    ("city-evaluate", "市级综合评价员", "evaluate", CITY, "yes"),
    ("city-it", "市级系统管理员", "configure", CITY, ""),
    ("city-secure", "市级数据安全官", "secure", CITY, ""),
    ("district-duty", "坪山区值班员", "accept;dispatch", DISTRICT, ""),
    ("district-evaluate", "坪山区综合评价员", "evaluate", DISTRICT, "yes"),
)


class Sources(NamedTuple):
    """What is read of the folder of real data."""

    cases: list[Row]
    communities: list[Row]
    points: list[Row]
    units: list[Row]
    taxonomy: list[Row]
    streets: list[Row]
    codes: list[Row]
    districts: list[dict[str, Any]]
    zones: list[dict[str, Any]]


def read_sources(data: Path) -> Sources:
    """Everything, as rows and features."""
    own, land = data / "sz_pingshan_cases", data / "sz_geo"
    return Sources(
        cases=read_rows(data / CASES),
        communities=read_rows(own / "communities.csv"),
        points=read_rows(own / "communities_approx_from_busstops.csv"),
        units=read_rows(own / "dispose_units.csv"),
        taxonomy=read_rows(own / "taxonomy.csv"),
        streets=[row for row in read_rows(land / "streets_modood.csv") if row["district_code"] == DISTRICT],
        codes=read_rows(land / "communities_npm_china-division.csv"),
        districts=json.loads((land / "districts10_pygeo_wgs84.geojson").read_bytes())["features"],
        zones=json.loads((land / "taz491_wgs84.geojson").read_bytes())["features"],
    )


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, gzipped or not."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def make_city(data: Path, folder: Path) -> None:
    """Write the city's files, and ``MAP.toml`` beside them."""
    found = read_sources(data)
    streets = {row["street"]: row["street_code"] for row in found.streets}
    tables = {
        "jurisdictions": jurisdictions(found, streets),
        "units": units(found, streets),
        "posts": [post(*each) for each in posts(streets)],
        "persons": [person(each) for each in posts(streets)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_rows(folder / f"{name}.csv", list(rows))
    (folder / "areas.geojson").write_text(json.dumps(areas(found, streets)), "utf-8")
    (folder / "catalogue.yaml").write_text(catalogue(found, streets), "utf-8")
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
        f'id = "{CITY}"\nname = {{ zh = "深圳市", en = "Shenzhen" }}\nzone = "Asia/Shanghai"\ncountry = "CN"\n'
        f'hours = {json.dumps(HOURS.split(";"))}\n{files}[[files]]\npath = "areas.geojson"\nholds = "areas"\n'
        'crs = "EPSG:4326"\n[[files]]\npath = "catalogue.yaml"\n'
    )


def named(zh: str) -> Row:
    """A name in Chinese, and its pinyin where no English one is in use."""
    return {"zh": zh, "en": " ".join(lazy_pinyin(zh)).title()}


# The tree and its ground


def jurisdictions(found: Sources, streets: Mapping[str, str]) -> Iterator[Row]:
    """City, district, six streets (the bonded zone has no cases and no community here), their communities."""
    districts = ";".join(area_of(feature) for feature in found.districts)
    yield node(CITY, "city", "深圳市", "", districts, ())
    yield node(DISTRICT, "district", "坪山区", CITY, "area-坪山", ())
    used = {row["street"] for row in found.communities}
    for street, code in streets.items():
        if street in used:
            yield node(code, "street", street, DISTRICT, f"area-{code}", ())
    yield from communities(found, streets)


def communities(found: Sources, streets: Mapping[str, str]) -> Iterator[Row]:
    """One node an id; a second name on the same id, and the official name and code, are aliases."""
    by_id: dict[str, list[Row]] = {}
    for row in sorted(found.communities, key=lambda row: row["community"] not in cased(found)):
        if row["street"] in streets:
            by_id.setdefault(row["community_id"], []).append(row)
    for id, rows in by_id.items():
        name, street = rows[0]["community"], streets[rows[0]["street"]]
        codes = [each for each in found.codes if each["streetCode"].startswith(street)]
        official = [word for each in codes if each["name"].startswith(name) for word in (each["name"], each["code"])]
        yield node(id, "grid", name, street, "", (*(row["community"] for row in rows[1:]), *official))


def cased(found: Sources) -> frozenset[str]:
    """The names of communities that cases use."""
    return frozenset(row["community"] for row in found.cases)


def node(id: str, tier: str, zh: str, parent: str, areas: str, aliases: Iterable[str]) -> Row:
    """A row of the jurisdictions."""
    row = {"id": id, "tier": tier, **named(zh), "parent": parent, "areas": ascii_id(areas)}
    return {**row, "aliases": ";".join(dict.fromkeys(aliases))}


def area_of(feature: Mapping[str, Any]) -> str:
    """The id of a district's area."""
    return f"area-{feature['properties']['qh']}"


def ascii_id(text: str) -> str:
    """The same in Latin letters, as ids are."""
    return "".join(lazy_pinyin(text))


def areas(found: Sources, streets: Mapping[str, str]) -> dict[str, Any]:
    """The ten districts as they are drawn; the streets, which nobody draws, from traffic zones joined."""
    features = [
        area(ascii_id(area_of(each)), f"{each['properties']['qh']}区", shape(each["geometry"]))
        for each in found.districts
    ]
    features += [area(f"area-{streets[name]}", name, ground) for name, ground in street_grounds(found).items()]
    return {"type": "FeatureCollection", "features": features}


def area(id: str, zh: str, ground: BaseGeometry) -> dict[str, Any]:
    """A feature."""
    return {"type": "Feature", "properties": {"id": id, **named(zh)}, "geometry": mapping(ground)}


def street_grounds(found: Sources) -> dict[str, BaseGeometry]:
    """Each traffic zone of the district goes to the street of the nearest community whose place is known."""
    district = next(shape(each["geometry"]) for each in found.districts if each["properties"]["qh"] == "坪山")
    known = [row for row in found.points if row["lon_approx"]]
    points = [(row["street"], shapely.Point(float(row["lon_approx"]), float(row["lat_approx"]))) for row in known]
    parts: dict[str, list[BaseGeometry]] = {}
    for zone in found.zones:
        ground = shape(zone["geometry"])
        if district.contains(ground.representative_point()):
            street = min(points, key=lambda point: point[1].distance(ground.centroid))[0]
            parts.setdefault(street, []).append(ground.intersection(district))
    return {street: shapely.make_valid(shapely.union_all(grounds)) for street, grounds in parts.items()}


# Units


def units(found: Sources, streets: Mapping[str, str]) -> Iterator[Row]:
    """The offices of the streets, then each unit of the data with every name that the data has for it."""
    used = [street for street in streets if street in {row["street"] for row in found.communities}]
    for street in used:
        yield unit(f"office-{streets[street]}", [f"{street}办事处"], streets[street], "")
    nodes = {row["community"].removesuffix("社区"): row["community_id"] for row in found.communities}
    for id, names in unit_names(found).items():
        at, parent = seat(names, streets, nodes, found)
        yield unit(id, names, at, parent)


def unit_names(found: Sources) -> dict[str, list[str]]:
    """The names of each unit's id, the shortest first."""
    names: dict[str, set[str]] = {}
    for row in (*found.cases, *found.units):
        if row["dispose_unit_id"] != "-":
            names.setdefault(row["dispose_unit_id"], set()).add(row["dispose_unit"])
    return {id: sorted(said, key=lambda name: (len(name), name)) for id, said in names.items()}


def seat(names: list[str], streets: Mapping[str, str], nodes: Mapping[str, str], found: Sources) -> tuple[str, str]:
    """Where a unit works, as its names tell: a community, a street (below its office), the city, or the district."""
    own = names[0].partition("社区")[0]
    if "社区" in names[0] and own in nodes:
        street = next(row["street"] for row in found.communities if row["community_id"] == nodes[own])
        return nodes[own], f"office-{streets[street]}"
    for street, code in streets.items():
        stem = street.removesuffix("街道")
        if any(mark in name for name in names for mark in (street, f"{stem}办事处", f"（{stem}）", f"（{stem}办）")):
            return code, f"office-{code}"
    return (CITY, "") if names[0].startswith("市") else (DISTRICT, "")


def unit(id: str, names: list[str], at: str, parent: str) -> Row:
    """A row of the units."""
    return {"id": id, **named(names[0]), "jurisdiction": at, "parent": parent, "aliases": ";".join(names[1:])}


# Posts, categories


def posts(streets: Mapping[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    """City, district, and for each street who commands it and who evaluates it."""
    yield from POSTS
    for street, code in list(streets.items())[:6]:
        yield f"command-{code}", f"{street}指挥长", "accept;dispatch;command;supervise", code, ""
        yield f"evaluate-{code}", f"{street}综合评价员", "evaluate", code, "yes"


def post(id: str, zh: str, duties: str, at: str, named_: str) -> Row:
    """A row of the posts."""
    return {"id": id, **named(zh), "duties": duties, "jurisdiction": at, "unit": "", "named": named_}


def person(post: tuple[str, ...]) -> Row:
    """Whoever holds a post, called after it: nobody real."""
    return {"id": f"p-{post[0]}", **named(f"{post[1]}甲"), "posts": post[0]}


def catalogue(found: Sources, streets: Mapping[str, str]) -> str:
    """Categories by the codes of the data, three levels below the base's requests; each street answers for its own."""
    said = [f"  - {json.dumps(each, ensure_ascii=False)}" for each in categories(found)]
    owners = [{"category": "*", "jurisdiction": code, "unit": f"office-{code}"} for code in list(streets.values())[:6]]
    owned = [f"  - {json.dumps(each)}" for each in owners]
    return "\n".join(("categories:", *said, "responsibilities:", *owned, ""))


def categories(found: Sources) -> Iterator[dict[str, Any]]:
    """Each level once, then the leaves; names of the taxonomy that no case uses become aliases of the same code."""
    levels = ("event_type", "main_type", "sub_type")
    seen: dict[tuple[str, ...], list[str]] = {}
    event: dict[tuple[str, ...], str] = {}
    for row in found.cases:
        for depth in (1, 2, 3):
            id = tuple(row[f"{level}_id"] for level in levels[:depth])
            seen.setdefault(id, []).append(row[levels[depth - 1]])
            event[id] = row["event_type"]
    for id, names in seen.items():
        first, *others = dict.fromkeys(names)
        sensitive = "yes" if event[id] in SENSITIVE else "no"
        yield {"id": ".".join(("request", *id)), **named(first), "sensitive": sensitive, "aliases": others}
