"""What stands in Linjiang and what people call it: roads, estates, gates, stops, and facilities with their codes."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from shapely import Polygon

from cityloop.app.demo.linjiang import words
from cityloop.app.demo.linjiang.ground import GRIDS, Ground, somewhere
from cityloop.app.demo.linjiang.naming import english, spelt
from cityloop.app.demo.linjiang.offices import district_of, street

Spot = tuple[float, float]
"""Longitude and latitude, degrees, WGS-84."""


class Site(NamedTuple):
    """A row of places.csv."""

    id: str
    kind: str
    zh: str
    en: str
    jurisdiction: str
    spot: Spot
    aliases: str = ""


class Asset(NamedTuple):
    """A row of facilities.csv."""

    id: str
    zh: str
    en: str
    kind: str
    maintainer: str
    code: str
    spot: Spot


KINDS = (
    ("street-lamp", "路灯", "Street lamp", "LD", "lighting", 12),
    ("water-cover", "上水井盖", "Water cover", "SS", "water", 3),
    ("sewage-cover", "污水井盖", "Sewage cover", "WS", "drainage", 3),
    ("rain-grate", "雨水箅子", "Storm drain grate", "YB", "drainage", 3),
    ("litter-bin", "垃圾箱", "Litter bin", "LJ", "{district}-cleaning", 3),
    ("traffic-signal", "交通信号灯", "Traffic signal", "XH", "traffic-police", 1),
    ("transformer", "变压器", "Transformer", "BY", "power", 1),
)
"""Kind, names, letters of the code, maintainer, how many to a grid."""


def list_sites(random: Random, ground: Ground) -> list[Site]:
    """Every place with a name."""
    return [*_avenues(random, ground), *_lanes(random, ground), *_of_the_grids(random, ground)]


def _avenues(random: Random, ground: Ground) -> Iterator[Site]:
    """The parts of the roads that run through many streets: the name alone means several."""
    for rank, zh in enumerate(words.AVENUES):
        for number in range(rank % 2, len(words.STREETS), 2):
            part = words.STREETS[number].removesuffix("街道")
            names = f"{zh}{part}段", f"{english(zh)}, {spelt(part)} section"
            yield Site(
                f"road-{rank + 1:02}-{street(number)}", "road", *names, street(number), _in(random, ground, number), zh
            )


def _lanes(random: Random, ground: Ground) -> Iterator[Site]:
    for number in range(len(words.STREETS)):
        for rank in range(4):
            zh = words.LANES[(number * 4 + rank) % len(words.LANES)]
            part = words.STREETS[number].removesuffix("街道")
            names = f"{part}{zh}", f"{spelt(part)} {english(zh)}"
            yield Site(
                f"lane-{street(number)}-{rank + 1}", "road", *names, street(number), _in(random, ground, number), zh
            )


def _in(random: Random, ground: Ground, number: int) -> Spot:
    """A spot in one of the grids of a street."""
    return somewhere(random, ground.grids[number * GRIDS + random.randrange(GRIDS)])


def _of_the_grids(random: Random, ground: Ground) -> Iterator[Site]:
    for number, shape in enumerate(ground.grids):
        stem = words.FIRST[number // GRIDS] + words.SECOND[number % GRIDS]
        node = f"g{number + 1:03}"
        yield from _estates(random, node, stem, shape)
        yield from _sights(random, node, stem, shape)


def _estates(random: Random, node: str, stem: str, shape: Polygon) -> Iterator[Site]:
    """Two estates to a grid, one in eight of them with a name that others have too; each with two gates."""
    for rank, ending in enumerate(random.sample(words.ESTATES, 2)):
        zh = random.choice(words.SHARED_ESTATES) if random.random() < 1 / 8 else stem + ending
        spot = somewhere(random, shape, margin=0.4)
        estate = f"{node}-estate-{rank + 1}"
        yield Site(estate, "estate", zh, english(zh), node, spot)
        for gate in random.sample(words.GATES, 2):
            names = zh + gate, f"{english(zh)} {english(gate)}"
            beside = (spot[0] + random.uniform(-8e-4, 8e-4), spot[1] + random.uniform(-8e-4, 8e-4))
            yield Site(
                f"{estate}-{spelt(gate).lower()}", "gate", *names, node, beside if _within(shape, beside) else spot
            )


def _within(shape: Polygon, spot: Spot) -> bool:
    return shape.contains(Polygon([spot, (spot[0] + 1e-6, spot[1]), (spot[0], spot[1] + 1e-6)]))


def _sights(random: Random, node: str, stem: str, shape: Polygon) -> Iterator[Site]:
    for rank, zh in enumerate(random.sample(words.SIGHTS, 2)):
        names = stem + zh, f"{spelt(stem)} {english(zh)}"
        yield Site(f"{node}-sight-{rank + 1}", "landmark", *names, node, somewhere(random, shape))
    for rank, way in enumerate(("东", "西")):
        names = f"{stem}{way}站", f"{spelt(stem)} {'East' if way == '东' else 'West'} stop"
        yield Site(f"{node}-stop-{rank + 1}", "stop", *names, node, somewhere(random, shape))


def list_assets(random: Random, ground: Ground) -> list[Asset]:
    """Every facility, with its code and its maintainer."""
    return [asset for number, shape in enumerate(ground.grids) for asset in _assets(random, number, shape)]


def _assets(random: Random, number: int, shape: Polygon) -> Iterator[Asset]:
    node, of_district = street(number // GRIDS), district_of(number // GRIDS)
    for kind, zh, en, letters, maintainer, count in KINDS:
        for rank in range(count):
            code = f"{letters}-{node[1:]}-{number % GRIDS * 100 + rank + 1:04}"
            names, unit = (zh, en), maintainer.format(district=of_district)
            yield Asset(code.lower(), *names, kind, unit, code, somewhere(random, shape))
