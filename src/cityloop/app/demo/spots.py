"""Where things are in the demonstration, and how long it takes to get there."""

from collections.abc import Iterable
from datetime import timedelta
from math import cos, hypot, radians
from statistics import fmean

from cityloop.city.area import Point
from cityloop.city.index import Index

KM = 111.2
"""One degree of latitude, km."""
PACE_KM_H = 18.0
"""Through a city's streets, doors and lights included."""
DETOUR = 1.35
"""The way by road over the way as the crow flies."""
START = timedelta(minutes=5)
"""Until a team is on its way."""


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return KM * hypot(east, one[1] - other[1])


def travel(one: Point | None, other: Point | None) -> timedelta:
    """How long the way takes; between places unknown, a quarter of an hour."""
    if one is None or other is None:
        return timedelta(minutes=15)
    return START + timedelta(hours=distance_km(one, other) * DETOUR / PACE_KM_H)


class Spots:
    """A point for every node of the tree: the middle of the places that are known in it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        found: dict[str, list[Point]] = {}
        for place in index.places:
            for node in index.tree.above(place.jurisdiction) if place.point else ():
                found.setdefault(node.id, []).append(place.point or (0.0, 0.0))
        self._middle = {node: _middle(points) for node, points in found.items()}

    def find(self, path: str) -> Point | None:
        """The middle of the lowest node of a path that has one."""
        nodes = reversed(path.rstrip("/").split("/"))
        return next((self._middle[node] for node in nodes if node in self._middle), None)

    def find_unit(self, unit: str) -> Point | None:
        """Where a unit is at home."""
        return self.find(self._index.path(self._index.unit(unit).jurisdiction))


def _middle(points: Iterable[Point]) -> Point:
    known = list(points)
    return fmean(point[0] for point in known), fmean(point[1] for point in known)
