"""The ground of a city: which jurisdiction a point lies in, and what a jurisdiction looks like on a map."""

from collections.abc import Iterable
from functools import cached_property

import shapely
from shapely import MultiPolygon, Polygon, STRtree

from cityloop.city.area import Area, Geometry, Jurisdiction, Point
from cityloop.city.tree import Tree


def shape_of(geometry: Geometry) -> MultiPolygon:
    """The geometry as shapely knows it, degrees, WGS-84."""
    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in geometry.polygons])


class Terrain:
    """Areas joined to the jurisdictions that cover them; a point is found in logarithmic time."""

    def __init__(self, tree: Tree, areas: Iterable[Area]) -> None:
        self._tree = tree
        self._areas = {area.id: area for area in areas}
        self._middles: dict[str, Point | None] = {}

    @cached_property
    def _drawn(self) -> tuple[tuple[Jurisdiction, MultiPolygon], ...]:
        pairs = ((node, self._areas[area]) for node in self._tree for area in node.areas if area in self._areas)
        return tuple((node, shape_of(area.geometry)) for node, area in pairs)

    @cached_property
    def _rank(self) -> tuple[tuple[int, float, str], ...]:
        """The lower in the tree the better; then the smaller; then by id, so that a border has one answer."""
        return tuple((-self._tree.path(node.id).count("/"), shape.area, node.id) for node, shape in self._drawn)

    @cached_property
    def _index(self) -> STRtree:
        shapes = [shape for _, shape in self._drawn]
        for shape in shapes:
            shapely.prepare(shape)
        return STRtree(shapes)

    def at(self, point: Point) -> Jurisdiction | None:
        """The lowest jurisdiction that the point (longitude, latitude) lies in; None outside the city."""
        hits = self._index.query(shapely.Point(point), predicate="intersects")
        best = min((int(hit) for hit in hits), key=self._rank.__getitem__, default=None)
        return None if best is None else self._drawn[best][0]

    def all_at(self, point: Point) -> tuple[Jurisdiction, ...]:
        """Every jurisdiction that the point lies in, the lowest first; areas may overlap."""
        hits = self._index.query(shapely.Point(point), predicate="intersects")
        ranked = sorted((int(hit) for hit in hits), key=self._rank.__getitem__)
        return tuple(dict.fromkeys(self._drawn[hit][0] for hit in ranked))

    def apart_at(self, point: Point) -> tuple[str, ...]:
        """The areas apart from the tree (those with a kind) that the point lies in, by id."""
        hits = self._apart_index.query(shapely.Point(point), predicate="intersects")
        return tuple(sorted(self._apart[hit].id for hit in hits))

    @cached_property
    def _apart(self) -> tuple[Area, ...]:
        return tuple(area for area in self._areas.values() if area.kind)

    @cached_property
    def _apart_index(self) -> STRtree:
        return STRtree([shape_of(area.geometry) for area in self._apart])

    def outlines(self, node_id: str) -> tuple[Geometry, ...]:
        """The areas drawn for this very node; where there are none, those of the nodes below it."""
        node = self._tree.get(node_id)
        own = tuple(self._areas[area].geometry for area in node.areas if area in self._areas)
        return own or tuple(line for child in self._tree.children(node_id) for line in self.outlines(child.id))

    def middle(self, node_id: str) -> Point | None:
        """A point well within the node, the same for whatever lies in it; None where nothing is drawn."""
        if node_id not in self._middles:
            shapes = [shape_of(line) for line in self.outlines(node_id)]
            found = shapely.union_all(shapes).representative_point() if shapes else None
            self._middles[node_id] = (found.x, found.y) if found is not None else None
        return self._middles[node_id]
