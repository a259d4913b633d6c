"""The files of Linjiang, as anybody would write them by hand."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from cityloop.adapters import crs
from cityloop.app.demo.linjiang.sites import Spot

AREAS_CRS, PLACES_CRS, FACILITIES_CRS = "EPSG:4490", "GCJ-02", "EPSG:4549"
"""CGCS2000; what web maps give; CGCS2000 on the Gauss-Krüger plane at 120° E, as surveyors give it."""


def write_table(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_areas(path: Path, areas: Mapping[str, tuple[str, str, BaseGeometry]]) -> None:
    """A GeoJSON file, a feature a line: id → names and shape."""
    features = (_feature(area, *rest) for area, rest in areas.items())
    text = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text('{"type": "FeatureCollection", "features": [\n' + text + "\n]}\n", encoding="utf-8")


def _feature(area: str, zh: str, en: str, shape: BaseGeometry) -> dict[str, object]:
    properties = {"id": area, "zh": zh, "en": en}
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def outward(spots: Sequence[Spot], name: str, decimals: int) -> list[Spot]:
    """Spots in another reference system."""
    return [(round(x, decimals), round(y, decimals)) for x, y in crs.find(name).outward(spots)]


def copy_settings(folder: Path) -> None:
    """``city.toml`` and the city's words on the catalogue, which are written by hand."""
    kept = files("cityloop") / "data" / "examples" / "linjiang"
    for name in ("city.toml", "catalogue.yaml", "README.md"):
        (folder / name).write_text((kept / name).read_text("utf-8"), encoding="utf-8")
