"""Where: areas with a geometry, and the jurisdiction tree that stands apart from it."""

from enum import StrEnum
from math import isfinite
from typing import TypeAlias

import msgspec

from cityloop.city.words import Name

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude, degrees, WGS-84."""


def written(point: Point) -> str:
    """A point in figures, to a decimetre.

    >>> written((119.40412, 30.20311))
    '119.404120 30.203110'
    """
    return f"{point[0]:.6f} {point[1]:.6f}"


def is_point(point: Point) -> bool:
    """Whether it lies on the globe."""
    return all(isfinite(each) for each in point) and abs(point[0]) <= 180 and abs(point[1]) <= 90


def point_in(figures: str) -> Point:
    """The point that ``written`` wrote."""
    longitude, latitude = map(float, figures.split())
    return longitude, latitude


class Geometry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A polygon or several, in WGS-84: polygons → rings (outer first) → points. Valid and closed; none: not drawn."""

    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


class Area(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named piece of ground. Areas may overlap and cross; who answers for them is not said here."""

    id: str
    name: Name
    geometry: Geometry
    kind: str = ""
    """What sort of area it is (``neighbourhood-council``): one that cases are said to lie in, apart from who answers
    for them. Empty: it only draws the ground of jurisdictions."""


class Tier(StrEnum):
    """The levels at which a city is run; three of command (city, district, street), two of ground below them."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    GRID = "grid"
    """社区 or 网格."""
    BUILDING = "building"


class Jurisdiction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node of the tree of who answers for what: its parent, and the areas that it covers (none: not yet drawn)."""

    id: str
    tier: Tier
    name: Name
    parent: str | None = None
    areas: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names and outside codes by which files know it."""
