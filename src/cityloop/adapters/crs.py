"""Coordinate reference systems: EPSG codes through PROJ, CGCS2000, and GCJ-02 by its published formulas.

Points are (x, y): longitude and latitude or easting and northing, whatever the order that the authority prefers.
CGCS2000 (EPSG:4490, GB 22021-2008) agrees with WGS-84 within a decimetre, and is taken over unchanged, as EPSG does.
"""

from collections.abc import Sequence
from functools import cache
from math import cos, pi, radians, sin, sqrt

import pyproj
from pyproj._network import set_network_enabled
from pyproj.exceptions import CRSError, ProjError

from cityloop.city.area import Point
from cityloop.city.crs import Projection, UnknownCrs

ALIASES = {"WGS84": "EPSG:4326", "WGS-84": "EPSG:4326", "CGCS2000": "EPSG:4490"}
"""Names in common use, and the codes that they stand for."""
GCJ_02 = "GCJ-02"
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)

set_network_enabled(False)


def find(name: str) -> Projection:
    """The projection called ``name``: ``EPSG:…``, ``CGCS2000``, ``WGS-84`` or ``GCJ-02``. Raises ``UnknownCrs``."""
    wanted = name.strip().upper()
    if wanted == GCJ_02:
        return Gcj02()
    return _epsg(ALIASES.get(wanted, wanted))


@cache
def _epsg(code: str) -> "Epsg":
    if not code.startswith("EPSG:"):
        raise UnknownCrs(f"“{code}” names no coordinate system: write EPSG:…, CGCS2000, WGS-84 or GCJ-02.", name=code)
    try:
        return Epsg(code)
    except (CRSError, ProjError) as error:
        raise UnknownCrs(f"“{code}” is not an EPSG code that PROJ knows: correct it.", name=code) from error


class Epsg:
    """A system of the EPSG register, by PROJ, without its network."""

    def __init__(self, code: str) -> None:
        self.name = code
        crs = pyproj.CRS.from_user_input(code)
        self._inward = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        self._outward = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        self._bounds = crs.area_of_use.bounds if crs.area_of_use else EVERYWHERE

    def inward(self, points: Sequence[Point], /) -> list[Point]:
        """To WGS-84."""
        return [(x, y) for x, y in self._inward.itransform(points)]

    def outward(self, points: Sequence[Point], /) -> list[Point]:
        """From WGS-84."""
        return [(x, y) for x, y in self._outward.itransform(points)]

    def covers(self, point: Point, /) -> bool:
        """Whether the point lies in the bounds that EPSG gives for the system."""
        west, south, east, north = self._bounds
        within_x = west <= point[0] <= east if west <= east else point[0] >= west or point[0] <= east
        return within_x and south <= point[1] <= north


class Gcj02:
    """国测局坐标, the shifted system of Chinese web maps; an offset of up to a kilometre that has no datum.

    The shift is a sum of sines in the offset from 105° E, 35° N, scaled from metres to degrees on the Krasovsky
    ellipsoid of 1940; the formulas have been public since 2010 and the tests hold points of known value. They say
    nothing beyond China. There is no closed inverse: ``inward`` iterates to well below a centimetre.
    """

    name = GCJ_02
    _SEMI_MAJOR_M = 6_378_245.0
    _ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
    _WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
    _ROUNDS = 8

    def inward(self, points: Sequence[Point], /) -> list[Point]:
        """To WGS-84, by iteration."""
        return [self._unshifted(point) for point in points]

    def outward(self, points: Sequence[Point], /) -> list[Point]:
        """From WGS-84."""
        return [self._shifted(point) for point in points]

    def covers(self, point: Point, /) -> bool:
        """Whether the point lies in the box round China in which the formulas are used."""
        return self._WEST <= point[0] <= self._EAST and self._SOUTH <= point[1] <= self._NORTH

    def _unshifted(self, shifted: Point) -> Point:
        x, y = shifted
        for _ in range(self._ROUNDS):
            seen_x, seen_y = self._shifted((x, y))
            x, y = x + shifted[0] - seen_x, y + shifted[1] - seen_y
        return (x, y)

    def _shifted(self, point: Point) -> Point:
        east_m, north_m = _shift_m(point[0] - 105.0, point[1] - 35.0)
        latitude = radians(point[1])
        magic = 1.0 - self._ECCENTRICITY_SQUARED * sin(latitude) ** 2
        along_parallel = self._SEMI_MAJOR_M / sqrt(magic) * cos(latitude)
        along_meridian = self._SEMI_MAJOR_M * (1.0 - self._ECCENTRICITY_SQUARED) / (magic * sqrt(magic))
        return (point[0] + _degrees(east_m, along_parallel), point[1] + _degrees(north_m, along_meridian))


def _degrees(length_m: float, radius_m: float) -> float:
    return length_m * 180.0 / (radius_m * pi)


def _waves(x: float, *terms: tuple[float, float]) -> float:
    return sum(height * sin(rate * pi * x) for height, rate in terms) * 2.0 / 3.0


def _shift_m(x: float, y: float) -> tuple[float, float]:
    """The shift east and north, metres, at ``x``, ``y`` degrees from 105° E, 35° N."""
    both = _waves(x, (20.0, 6.0), (20.0, 2.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    east += both + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north += both + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    return east, north
