"""Writes the city files of Linjiang: one city, 3 districts, 12 streets, 120 grids, from a seed."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from shapely.geometry.base import BaseGeometry

from cityloop.app.demo.linjiang import words, writing
from cityloop.app.demo.linjiang.duties import list_lists, list_responsibilities
from cityloop.app.demo.linjiang.ground import GRIDS, Ground, make_ground
from cityloop.app.demo.linjiang.naming import spelt
from cityloop.app.demo.linjiang.offices import CITY, district, district_of, list_offices, street
from cityloop.app.demo.linjiang.posts import Person, Post, grid_name, list_persons, list_posts
from cityloop.app.demo.linjiang.sites import Asset, Site, list_assets, list_sites
from cityloop.app.demo.linjiang.writing import write_table

SEED = 20260506
START = date(2026, 5, 6)
"""The first day of the rota."""
ROTA_DAYS = 14
WATCHES = (time(0), time(8), time(16))
"""When a watch at a centre begins; each lasts eight hours."""


def make_city(folder: Path, seed: int = SEED, start: date = START) -> None:
    """Write the files into ``folder``; the same seed and start give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(seed)
    ground, posts = make_ground(random), list_posts()
    persons = list_persons(random, posts)
    writing.copy_settings(folder)
    _write_ground(folder, ground)
    _write_people(folder, posts, persons)
    _write_rota(folder, posts, persons, start)
    _write_sites(folder, list_sites(random, ground))
    _write_assets(folder, list_assets(random, ground))
    write_table(folder / "responsibilities.csv", "category,jurisdiction,unit,assisting,source", list_responsibilities())
    write_table(folder / "lists.csv", "street,category,kind,unit", list_lists())


def _nodes(ground: Ground) -> list[tuple[str, str, str, str, str, BaseGeometry]]:
    """Every node of the tree with its shape: id, tier, names, parent."""
    rows: list[tuple[str, str, str, str, str, BaseGeometry]] = [(CITY, "city", "临江市", "Linjiang", "", ground.city)]
    for number, zh in enumerate(words.DISTRICTS):
        en = f"{spelt(zh.removesuffix('区'))} District"
        rows.append((district(number), "district", zh, en, CITY, ground.districts[number]))
    for number, zh in enumerate(words.STREETS):
        en = f"{spelt(zh.removesuffix('街道'))} Street"
        rows.append((street(number), "street", zh, en, district_of(number), ground.streets[number]))
    for number, shape in enumerate(ground.grids):
        zh, en = f"{grid_name(number)}网格", f"{spelt(grid_name(number).removesuffix('社区'))} Community Grid"
        rows.append((f"g{number + 1:03}", "grid", zh, en, street(number // GRIDS), shape))
    return rows


def _write_ground(folder: Path, ground: Ground) -> None:
    nodes = _nodes(ground)
    rows = [(node, tier, zh, en, parent, node, "") for node, tier, zh, en, parent, _ in nodes]
    write_table(folder / "jurisdictions.csv", "id,tier,zh,en,parent,areas,aliases", rows)
    writing.write_areas(folder / "areas.geojson", {node: (zh, en, shape) for node, _, zh, en, _, shape in nodes})


def _write_people(folder: Path, posts: list[Post], persons: list[Person]) -> None:
    offices = list_offices()
    units = ((*office[:7], "zh;en") for office in offices)
    write_table(folder / "units.csv", "id,zh,en,jurisdiction,parent,aliases,hours,languages", units)
    rows = ((*post[:6], post.named) for post in posts)
    write_table(folder / "posts.csv", "id,zh,en,duties,jurisdiction,unit,named", rows)
    write_table(folder / "persons.csv", "id,zh,en,posts,language", persons)
    crews = [
        (
            f"{office.id}-team",
            f"{office.zh}作业队",
            f"{office.en} team",
            office.id,
            _holding(f"{office.id}-crew", persons),
            office.crew,
        )
        for office in offices
        if office.crew
    ]
    write_table(folder / "teams.csv", "id,zh,en,unit,members,skills", crews)


def _holding(post: str, persons: list[Person]) -> str:
    return ";".join(person.id for person in persons if person.posts == post)


def _write_rota(folder: Path, posts: list[Post], persons: list[Person], start: date) -> None:
    """Watches of eight hours; on the second day a district's leader stands in at the city."""
    rows = [row for post in posts if post.id.endswith("-duty") for row in _watches(post.id, persons, start)]
    write_table(folder / "rota.csv", "post,person,start,end", rows)
    stand_in = _holding(f"{district(0)}-leader", persons).split(";")[0]
    first = datetime.combine(start + timedelta(days=1), time(8))
    rows = [("city-leader", stand_in, _said(first), _said(first + timedelta(hours=12)))]
    write_table(folder / "stand-ins.csv", "post,person,start,end", rows)


def _watches(post: str, persons: list[Person], start: date) -> list[tuple[str, str, str, str]]:
    holders = _holding(post, persons).split(";")
    begins = [datetime.combine(start + timedelta(days=day), watch) for day in range(ROTA_DAYS) for watch in WATCHES]
    watches = ((begin, holders[turn % len(holders)]) for turn, begin in enumerate(begins))
    return [(post, holder, _said(begin), _said(begin + timedelta(hours=8))) for begin, holder in watches]


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _write_sites(folder: Path, sites: list[Site]) -> None:
    spots = writing.outward([site.spot for site in sites], writing.PLACES_CRS, 6)
    rows = ((*site[:5], *spot, site.aliases) for site, spot in zip(sites, spots, strict=True))
    write_table(folder / "places.csv", "id,kind,zh,en,jurisdiction,x,y,aliases", rows)


def _write_assets(folder: Path, assets: list[Asset]) -> None:
    spots = writing.outward([asset.spot for asset in assets], writing.FACILITIES_CRS, 2)
    rows = ((*asset[:6], *spot) for asset, spot in zip(assets, spots, strict=True))
    write_table(folder / "facilities.csv", "id,zh,en,kind,maintainer,code,x,y", rows)
    write_table(folder / "feeds.csv", "source,target,carries", _feeds(assets))
    streams = [
        (f"{each.id}-load", each.id, "load", "kW", each.maintainer) for each in assets if each.kind == "transformer"
    ]
    write_table(folder / "datastreams.csv", "id,facility,property,unit,maintainer", streams)


def _feeds(assets: list[Asset]) -> list[tuple[str, str, str]]:
    """Each grid's transformer feeds its lamps and its signal."""
    sources = {asset.code[3:7]: asset.id for asset in assets if asset.kind == "transformer"}
    fed = (asset for asset in assets if asset.kind in {"street-lamp", "traffic-signal"})
    return [(sources[asset.code[3:7]], asset.id, "power") for asset in fed]
