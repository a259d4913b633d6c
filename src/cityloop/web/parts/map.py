"""A map as SVG paths, drawn from the city's own files: areas, borders, marks and a scale. No tiles, no service."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians
from typing import TypeAlias

from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from cityloop.city.area import Geometry, Point

METRES_A_DEGREE = 111_320.0
"""Of latitude, on the mean sphere; good to 0.6 %, enough for a drawing."""
DETAIL_PX = 0.6
MARGIN_PX = 8.0
LINE_PX = 16
SCALE_PX = 22
"""Below the picture, for the scale."""
Place: TypeAlias = Callable[[Point], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Ground:
    """One area to draw, in WGS-84."""

    name: str
    geometry: Geometry
    href: str = ""
    count: int | None = None
    kind: str = ""
    """``here``, ``score-1``, ``score-2`` or nothing."""
    named: bool = True


@dataclass(frozen=True, slots=True)
class Spot:
    """One point to mark, in WGS-84."""

    point: Point
    name: str = ""
    ring: bool = False
    """Where somebody is."""
    dot: bool = False
    """A landmark."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An area as drawn."""

    name: str
    path: str
    href: str
    count: int | None
    kind: str
    label: tuple[float, float] | None
    """Where the middle of the first of ``lines`` stands."""
    lines: tuple[str, ...] = ()
    """The name and the count, in as many lines as keep within the area."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point as drawn."""

    x: float
    y: float
    name: str
    ring: bool
    dot: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar of a round length."""

    length: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the map part draws, in pixels of its view box."""

    width: int
    height: int
    pieces: tuple[Piece, ...]
    borders: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale: Scale | None
    frame: "Frame"
    """Where its pixels lie on the ground."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where longitude and latitude fall on the picture."""

    west: float
    north: float
    px_a_degree: float
    """Of latitude; longitude is narrowed by ``narrow``."""
    narrow: float
    left: float
    """Pixels to the left of ``west``: the drawing stands in the middle of its width."""
    width: int
    height: int

    def place(self, point: Point) -> tuple[float, float]:
        """Pixels of ``point`` (longitude, latitude)."""
        across = self.left + (point[0] - self.west) * self.narrow * self.px_a_degree
        down = MARGIN_PX + (self.north - point[1]) * self.px_a_degree
        return round(across, 1), round(down, 1)

    def point(self, x: float, y: float) -> Point:
        """The point (longitude, latitude) that falls on the pixel ``x``, ``y``: what ``place`` says, turned round."""
        longitude = self.west + (x - self.left) / (self.narrow * self.px_a_degree)
        return longitude, self.north - (y - MARGIN_PX) / self.px_a_degree

    @property
    def m_a_px(self) -> float:
        """Metres that one pixel stands for."""
        return METRES_A_DEGREE / self.px_a_degree


def draw(
    grounds: Sequence[Ground],
    spots: Sequence[Spot] = (),
    borders: Sequence[Geometry] = (),
    width: int = 480,
    height: int = 360,
    focus: Sequence[Ground] = (),
) -> Drawing | None:
    """The drawing of ``grounds`` within ``width`` × ``height`` px, fitted to ``focus`` or to all; None for nothing."""
    if not grounds:
        return None
    frame = _frame(focus or grounds, width, height)
    return Drawing(
        width=frame.width,
        height=frame.height + SCALE_PX,
        pieces=tuple(_piece(ground, frame) for ground in grounds),
        borders=tuple(_path(_shape(border, frame)) for border in borders),
        marks=tuple(_clear(_mark(spot, frame) for spot in spots)),
        scale=_scale(frame),
        frame=frame,
    )


def _mark(spot: Spot, frame: Frame) -> Mark:
    """The point as drawn; a landmark's name that would run over the edge is left to the list beside."""
    x, y = frame.place(spot.point)
    half = _width(spot.name) / 2
    runs_over = spot.dot and not half <= x <= frame.width - half
    return Mark(x, y, "" if runs_over else spot.name, spot.ring, spot.dot)


def _clear(marks: Iterable[Mark]) -> list[Mark]:
    """All marks but the landmarks whose names would run into another mark."""
    kept: list[Mark] = []
    for mark in marks:
        if not mark.dot or all(_apart(mark, other) for other in kept):
            kept.append(mark)
    return kept


def _apart(one: Mark, other: Mark) -> bool:
    reach = (_width(one.name) + _width(other.name)) / 2 + 12
    return abs(one.x - other.x) > reach or abs(one.y - other.y) > 46


def _points(geometry: Geometry) -> Iterable[Point]:
    return (point for polygon in geometry.polygons for point in polygon[0])


def _frame(grounds: Sequence[Ground], width: int, height: int) -> Frame:
    points = [point for ground in grounds for point in _points(ground.geometry)]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = cos(radians((south + north) / 2))
    wide, tall = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * MARGIN_PX) / wide, (height - 2 * MARGIN_PX) / tall)
    return Frame(west, north, scale, narrow, (width - wide * scale) / 2, width, round(tall * scale + 2 * MARGIN_PX))


def _shape(geometry: Geometry, frame: Frame) -> BaseGeometry:
    polygons = [
        Polygon([frame.place(p) for p in rings[0]], [[frame.place(p) for p in ring] for ring in rings[1:]])
        for rings in geometry.polygons
    ]
    return MultiPolygon(polygons).simplify(DETAIL_PX)


def _rings(shape: BaseGeometry) -> Iterable[Sequence[tuple[float, float]]]:
    for polygon in getattr(shape, "geoms", [shape]):
        yield polygon.exterior.coords
        yield from (ring.coords for ring in polygon.interiors)


def _path(shape: BaseGeometry) -> str:
    rings = (" ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in ring[:-1]) for ring in _rings(shape))
    return "".join(f"M{ring}z" for ring in rings)


def _piece(ground: Ground, frame: Frame) -> Piece:
    shape = _shape(ground.geometry, frame)
    lines = _lines(ground, _room(shape)) if ground.named else ()
    label = _label(shape, len(lines)) if lines else None
    return Piece(ground.name, _path(shape), ground.href, ground.count, ground.kind, label, lines)


def _label(shape: BaseGeometry, lines: int) -> tuple[float, float]:
    inside = shape.representative_point()
    return round(inside.x, 1), round(inside.y + 4 - (lines - 1) * LINE_PX / 2, 1)


def _lines(ground: Ground, room: float) -> tuple[str, ...]:
    """The words in lines of at most ``room`` px; none where one would run over: the list beside has them anyway."""
    lines: list[str] = []
    for word in (*ground.name.split(), *([str(ground.count)] if ground.count is not None else [])):
        longer = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [longer] if _width(longer) <= room else [*lines[-1:], word]
    return tuple(lines) if all(_width(line) <= room for line in lines) else ()


def _room(shape: BaseGeometry) -> float:
    """How wide the area is where its name stands."""
    inside, (west, _, east, _) = shape.representative_point(), shape.bounds
    across = shape.intersection(LineString([(west, inside.y), (east, inside.y)]))
    spans = (piece.bounds for piece in getattr(across, "geoms", [across]))
    return max((span[2] - span[0] for span in spans if span[0] <= inside.x <= span[2]), default=0.0)


def _width(words: str) -> float:
    """About how wide 13 px letters run."""
    return sum(13.0 if ord(letter) > 0x2E80 else 7.0 for letter in words)


def _scale(frame: Frame) -> Scale | None:
    px_a_metre = 1 / frame.m_a_px
    reach_m = frame.width / 4 / px_a_metre
    if reach_m < 1:
        return None
    metres = _round_length(reach_m)
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return Scale(round(metres * px_a_metre, 1), words)


def _round_length(reach: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not above ``reach``."""
    power: float = 10.0 ** floor(log10(reach))
    return max(step * power for step in (1, 2, 5) if step * power <= reach)
