"""From what is said of a place to the ground it lies in, and to the node that runs what happens there."""

from cityloop.city.area import Point, Tier
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index

RUNS = (Tier.STREET, Tier.DISTRICT, Tier.CITY)
"""The tiers of command, the lowest first: the lowest that the ground lies in runs the case."""


class OutsideCity(CityloopError):
    """The place lies outside the city."""

    code = "outside-city"


class UnknownPlace(CityloopError):
    """The city's files know no such place."""

    code = "unknown-place"


def whereabouts(
    index: Index, *, place: str | None = None, node: str | None = None, point: Point | None = None
) -> tuple[str, str | None]:
    """(path of the ground, gazetteer entry or None); the whole city where nothing is said of the place."""
    if place:
        found = index.places.find(place)
        if found is None:
            raise UnknownPlace(f"There is no place '{place}' in the gazetteer. Choose one from its list.", place=place)
        return index.path(found.jurisdiction), found.id
    if node:
        return _path_of_node(index, node), None
    return (_path_of_point(index, point) if point else index.path(index.city.id)), None


def _path_of_node(index: Index, node: str) -> str:
    found = index.tree.find(node)
    if found is None:
        raise UnknownPlace(f"There is no area '{node}' in this city.", node=node)
    return index.path(found.id)


def _path_of_point(index: Index, point: Point) -> str:
    found = index.at(point)
    if found is None:
        name = index.city.name
        raise OutsideCity(
            f"This place lies outside {name.en} ({name.zh}). Choose one inside, or tell the place in words.",
            longitude=point[0],
            latitude=point[1],
        )
    return index.path(found.id)


def lies_in(index: Index, place: str | None, point: Point | None = None) -> tuple[str, ...]:
    """The areas apart from the tree that a gazetteer entry, or else a point, lies in."""
    point = index.places.get(place).point if place else point
    return index.terrain.apart_at(point) if point else ()


def areas_known(index: Index, areas: tuple[str, ...]) -> tuple[str, ...]:
    """Areas that were named, each once. Raises ``UnknownPlace``."""
    for area in areas:
        if area not in index.areas or not index.areas.get(area).kind:
            raise UnknownPlace(f"There is no area '{area}' apart from the tree in this city.", area=area)
    return tuple(sorted(set(areas)))


def run_by(index: Index, where: str) -> str:
    """Path of the node that runs a case on this ground: the lowest of street, district and city."""
    node = where.rstrip("/").rpartition("/")[2]
    found = (index.tree.find_tier(node, tier) for tier in RUNS)
    return index.path(next(each.id for each in found if each is not None))
