"""The ground of Linjiang: 120 grids that tile, put together to 12 streets, 3 districts and one city."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin, sqrt, tau
from random import Random

import shapely
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from cityloop.city.errors import CityloopError

CENTRE = (119.2, 30.1)
"""Longitude and latitude, degrees."""
RADIUS_KM = (13.0, 9.5)
DISTRICTS, STREETS, GRIDS = 3, 4, 10
"""How many to a city, to a district, to a street."""
CELLS = DISTRICTS * STREETS * GRIDS
DECIMALS = 6
"""Of a degree: a tenth of a metre."""
KM = 111.2
"""One degree of latitude, km."""


class GroundFailed(CityloopError):
    """No ground came of this seed."""

    code = "ground-failed"


@dataclass(frozen=True, slots=True)
class Ground:
    """The shapes, degrees, in the order of their ids."""

    city: BaseGeometry
    districts: tuple[BaseGeometry, ...]
    streets: tuple[BaseGeometry, ...]
    grids: tuple[Polygon, ...]


def make_ground(random: Random) -> Ground:
    """Ground for a city. Raises ``GroundFailed`` when twenty attempts come to nothing."""
    for _ in range(20):
        faces = _faces(random)
        if len(faces) == CELLS:
            return _joined(_in_order(faces))
    raise GroundFailed("No ground came of this seed: take another.")


def _joined(grids: list[Polygon]) -> Ground:
    """Streets of ten grids each, districts of four streets each: the lists are in order already."""
    streets = [shapely.union_all(grids[at : at + GRIDS]) for at in range(0, CELLS, GRIDS)]
    districts = [shapely.union_all(streets[at : at + STREETS]) for at in range(0, len(streets), STREETS)]
    return Ground(shapely.union_all(districts), tuple(districts), tuple(streets), tuple(grids))


def _in_order(faces: list[Polygon]) -> list[Polygon]:
    """Grids that lie together stand together: by thirds from west to east, then halves, then halves again."""
    thirds = _split(faces, 0, DISTRICTS)
    halves = [half for third in thirds for half in _split(third, 1, 2)]
    quarters = [quarter for half in halves for quarter in _split(half, 0, 2)]
    return [face for quarter in quarters for face in sorted(quarter, key=lambda each: -each.centroid.y)]


def _split(faces: list[Polygon], axis: int, parts: int) -> list[list[Polygon]]:
    ordered = sorted(faces, key=lambda face: face.centroid.coords[0][axis])
    size = len(ordered) // parts
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]


def _faces(random: Random) -> list[Polygon]:
    """The cells between seeds; neighbours share the very same points, so that nothing gapes and nothing overlaps."""
    outline = _outline(random)
    seeds = _even(_scattered(random, outline), outline)
    edges = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=outline.buffer(0.1), only_edges=True)
    noded = shapely.get_parts(shapely.union_all([edges, outline.boundary]))
    straight = sorted(segment for line in noded for segment in _segments(line))
    wavy = [_wavy(random, start, end) for start, end in straight]
    faces = shapely.polygonize(wavy).geoms
    return [face for face in faces if isinstance(face, Polygon) and outline.contains(face.representative_point())]


def _segments(line: BaseGeometry) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    points = [(x, y) for x, y in line.coords]
    return [(min(pair), max(pair)) for pair in pairwise(points)]


def _outline(random: Random) -> Polygon:
    """A rounded city whose south bank follows a river."""
    phases = [random.uniform(0, tau) for _ in range(4)]
    return Polygon([_at(angle * tau / 90, phases) for angle in range(90)])


def _at(angle: float, phases: list[float]) -> tuple[float, float]:
    rough = sum(sin((rank + 2) * angle + phase) / (rank + 3) for rank, phase in enumerate(phases))
    reach = 1.0 + 0.12 * rough
    east_km, north_km = RADIUS_KM[0] * reach * cos(angle), RADIUS_KM[1] * reach * sin(angle)
    river_km = -0.55 * RADIUS_KM[1] + 0.7 * sin(east_km / RADIUS_KM[0] * pi)
    return _degrees(east_km, max(north_km, river_km))


def _degrees(east_km: float, north_km: float) -> tuple[float, float]:
    longitude = CENTRE[0] + east_km / (KM * cos(radians(CENTRE[1])))
    return (round(longitude, DECIMALS), round(CENTRE[1] + north_km / KM, DECIMALS))


def _scattered(random: Random, outline: Polygon) -> list[Point]:
    west, south, east, north = outline.bounds
    seeds: list[Point] = []
    while len(seeds) < CELLS:
        seed = Point(random.uniform(west, east), random.uniform(south, north))
        if outline.contains(seed):
            seeds.append(seed)
    return seeds


def _even(seeds: list[Point], outline: Polygon) -> list[Point]:
    """Lloyd's relaxation: each seed moves to the middle of its cell, a few times."""
    for _ in range(6):
        cells = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=outline, ordered=True)
        seeds = [shapely.intersection(cell, outline).centroid for cell in cells.geoms]
    return seeds


def _wavy(random: Random, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """The edge with two bends, as streets and streams have them."""
    across = (start[1] - end[1], end[0] - start[0])
    bends = [(share, random.uniform(-0.07, 0.07)) for share in (0.33, 0.67)]
    middle = [
        (
            start[0] + share * (end[0] - start[0]) + bend * across[0],
            start[1] + share * (end[1] - start[1]) + bend * across[1],
        )
        for share, bend in bends
    ]
    return LineString([(round(x, DECIMALS), round(y, DECIMALS)) for x, y in (start, *middle, end)])


def somewhere(random: Random, shape: Polygon, margin: float = 0.12) -> tuple[float, float]:
    """A point well within a shape: between its middle and a point of its border."""
    middle = shape.representative_point()
    border = shape.exterior.interpolate(random.random(), normalized=True)
    share = sqrt(random.random()) * (1 - margin)
    found = Point(middle.x + share * (border.x - middle.x), middle.y + share * (border.y - middle.y))
    return (found.x, found.y) if shape.contains(found) else (middle.x, middle.y)
