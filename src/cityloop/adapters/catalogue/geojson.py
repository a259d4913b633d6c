"""GeoJSON (RFC 7946, but in the reference system that city.toml names) as areas."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import shapely

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Row
from cityloop.city.area import Area, Geometry, Point
from cityloop.city.crs import Projection

FEATURES = re.compile(r'"features"\s*:\s*\[')
WHITE = re.compile(r"[\s,]*")
CRS = re.compile(r"(?:EPSG:+(?:[\d.]*:)?|OGC:[\d.]*:)(\w+)")
_CRS84 = {"EPSG:4326": "CRS84"}
PLACES = 9
"""Decimals of a degree that are kept: a tenth of a millimetre."""


def features(file: str, text: str, projection: Projection, book: Book) -> Iterator[tuple[Row, Any]]:
    """Each feature's properties as a row, at the line it begins on, and its geometry as it is in the file."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        what, remedy = f"This is no JSON: {error}.", "Export it anew, or mend it at this line."
        book.add(Mistake(file=file, line=line, code="wrong-json", what=what, remedy=remedy))
        return
    found = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(found, list):
        what, remedy = "This is no FeatureCollection.", "Export it as GeoJSON with “features”."
        book.add(Mistake(file=file, line=1, code="wrong-json", what=what, remedy=remedy))
        return
    _note_other_crs(file, text, whole, projection, book)
    for feature, line in zip(found, _lines(text, len(found)), strict=True):
        yield _row(file, line, feature, book), feature.get("geometry") if isinstance(feature, dict) else None


def _row(file: str, line: int, feature: Any, book: Book) -> Row:
    held = feature.get("properties") if isinstance(feature, dict) else None
    named = held if isinstance(held, dict) else {}
    cells = {str(key): "" if value is None else str(value) for key, value in named.items()}
    return Row(file, line, cells, book)


def _lines(text: str, count: int) -> list[int]:
    """The line that each of the ``count`` features begins on; 0 where it cannot be told."""
    decoder, lines = json.JSONDecoder(), [0] * count
    start = FEATURES.search(text)
    at, line, seen = (start.end() if start else len(text)), 1, 0
    for each in range(count):
        white = WHITE.match(text, at)
        at = white.end() if white else at
        line, seen = line + text.count("\n", seen, at), at
        try:
            lines[each], at = line, decoder.raw_decode(text, at)[1]
        except ValueError:
            break
    return lines


def _note_other_crs(file: str, text: str, whole: Any, projection: Projection, book: Book) -> None:
    """A file may say itself which reference system it is in; then city.toml may not say another."""
    said = CRS.search(json.dumps(whole.get("crs") or ""))
    if said is None or said[1] in {projection.name.removeprefix("EPSG:"), _CRS84.get(projection.name)}:
        return
    line = text.count("\n", 0, text.index('"crs"')) + 1
    what = f"The file says that it is in {said[0]}, but city.toml says {projection.name}."
    remedy = "Find out which is true, and correct the other."
    book.add(Mistake(file=file, line=line, code="other-crs", what=what, remedy=remedy))


def area(row: Row, raw: Any, projection: Projection) -> Area | None:
    """A feature as an area in WGS-84; None where there is no geometry to speak of, and noted."""
    area_id, name, kind = row.id(), row.name(), row.maybe("kind") or ""
    if raw is None and kind:  # RFC 7946, 3.2: unlocated; known by name, drawn nowhere
        return Area(id=area_id, name=name, kind=kind, geometry=Geometry(polygons=()))
    rings = _polygons(row, raw)
    if rings is None:
        return None
    polygons = tuple(tuple(_ring(row, ring, projection) for ring in polygon) for polygon in rings)
    if any(not ring for polygon in polygons for ring in polygon):
        return None
    geometry = Geometry(polygons=polygons)
    _note_invalid(row, geometry)
    return Area(id=area_id, name=name, kind=kind, geometry=geometry)


def _polygons(row: Row, raw: Any) -> list[Any] | None:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(raw.get("coordinates"), list):
        row.wrong("wrong-geometry", f"The geometry is {kind or 'missing'}.", "Draw a Polygon or a MultiPolygon.")
        return None
    polygons: list[Any] = raw["coordinates"] if kind == "MultiPolygon" else [raw["coordinates"]]
    if not polygons or any(not isinstance(polygon, list) or not polygon for polygon in polygons):
        row.wrong("wrong-geometry", "The polygon is empty.", "Draw it, or take the feature out.")
        return None
    return polygons


def _ring(row: Row, raw: Any, projection: Projection) -> tuple[Point, ...]:
    points = _points(raw)
    if points is None:
        row.wrong("wrong-geometry", "A ring is not a list of points.", "Write each point as [x, y].")
        return ()
    if len(points) < 4:
        row.wrong("short-ring", f"A ring has {len(points)} points.", "It needs four, the last as the first.")
        return ()
    if points[0] != points[-1]:
        row.wrong("open-ring", "A ring does not end where it begins.", "Repeat the first point as the last.")
    return tuple((round(x, PLACES), round(y, PLACES)) for x, y in row.inside(projection, points))


def _points(raw: Any) -> list[Point] | None:
    if not isinstance(raw, list) or not all(_is_point(each) for each in raw):
        return None
    return [(float(each[0]), float(each[1])) for each in raw]


def _is_point(raw: Any) -> bool:
    return isinstance(raw, list) and len(raw) >= 2 and all(type(number) in (int, float) for number in raw[:2])


def _note_invalid(row: Row, geometry: Geometry) -> None:
    for rings in geometry.polygons:
        _note_polygon(row, rings)


def _note_polygon(row: Row, rings: Sequence[Sequence[Point]]) -> None:
    closed = [ring if ring[0] == ring[-1] else (*ring, ring[0]) for ring in rings]
    polygon = shapely.Polygon(closed[0], closed[1:])
    if not polygon.is_valid:
        why = shapely.is_valid_reason(polygon)
        row.wrong("crossing-polygon", f"The polygon crosses or touches itself: {why}.", "Redraw it there.")
