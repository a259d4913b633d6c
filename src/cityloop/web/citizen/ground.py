"""The city's ground as a citizen points at it: from the whole city down to an area in which one step is one pixel."""

from collections.abc import Iterator
from dataclasses import dataclass

from cityloop.city.area import Geometry, Jurisdiction, Point
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.city.words import Language
from cityloop.web.parts.map import Drawing, Ground, Spot, draw
from cityloop.web.shapes import outline

SIZE = (288, 320)
"""Pixels of the picture: it fits the smallest phone, and is scaled nowhere, since it is pressed in its own pixels."""
FINE_M = 8.0
"""Metres that a pixel may stand for where a point is chosen; above that, pressing comes closer."""
PLACES = 60
"""Named places that are listed beside an area."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One picture: an area, the areas in it to come closer to (none: it is close enough), and how it is drawn."""

    node: Jurisdiction
    inside: tuple[Jurisdiction, ...]
    drawing: Drawing

    @property
    def is_close(self) -> bool:
        """Whether a point can be chosen here."""
        return not self.inside


def has_map(index: Index) -> bool:
    """Whether anything of the city is drawn."""
    return outline(index, index.city.id) is not None


def drawn_inside(index: Index, node: str) -> tuple[tuple[Jurisdiction, Geometry], ...]:
    """The areas right below, as far as they are drawn."""
    return tuple((each, shape) for each in index.children(node) if (shape := outline(index, each.id)))


def start(index: Index) -> str:
    """Where to begin: an area that holds but one is passed by."""
    node = index.city.id
    while len(below := drawn_inside(index, node)) == 1:
        node = below[0][0].id
    return node


def plan(index: Index, language: Language, node_id: str, pin: Point | None = None) -> Plan | None:
    """The picture of an area; None where nothing of it is drawn."""
    node, shape = index.node(node_id), outline(index, node_id)
    if shape is None:
        return None
    below = drawn_inside(index, node_id)
    whole = Ground(node.name.of(language), shape, kind="here", named=False)
    close = draw([whole], _spots(index, language, node_id, pin), [line for _, line in below], *SIZE)
    if close is None or not below or close.frame.m_a_px <= FINE_M:
        return Plan(node, (), close) if close else None
    grounds = [Ground(each.name.of(language), line) for each, line in below]
    far = draw(grounds, [Spot(pin)] if pin else [], (), *SIZE)
    return Plan(node, tuple(each for each, _ in below), far) if far else None


def _spots(index: Index, language: Language, node: str, pin: Point | None) -> list[Spot]:
    """The pin, and the named places that stand clear of it and of each other."""
    places = places_in(index, language, node)
    known = [Spot(place.point, place.name.of(language), dot=True) for place in places if place.point]
    return [*([Spot(pin)] if pin else []), *known]


def places_in(index: Index, language: Language, node: str) -> list[Place]:
    """The named places of an area, in the order of their names; facilities are too many, and known by code."""
    named = (each for each in index.places if each.id not in index.facilities and index.within(each.jurisdiction, node))
    return sorted(named, key=lambda each: each.name.of(language))[:PLACES]


def pointed_at(index: Index, shown: Plan, x: float, y: float) -> tuple[Point, Jurisdiction | None]:
    """The point under a pixel, and the area to look at more closely: one of those inside, or the one beside.

    None: the point lies outside the city.
    """
    point = shown.drawing.frame.point(x, y)
    found = index.at(point)
    return point, None if found is None else _towards(index, shown.node.id, found.id)


def _towards(index: Index, node: str, found: str) -> Jurisdiction:
    """The next area on the way from ``node`` to ``found``; where that lies elsewhere, the one beside ``node``."""
    way, here = index.path(found).rstrip("/").split("/"), index.path(node).rstrip("/").split("/")
    depth = len(here) if way[: len(here)] == here else max(_shared(way, here), 1)
    return index.node(way[min(depth, len(way) - 1)])


def _shared(way: list[str], here: list[str]) -> int:
    """How many areas the two ways have in common."""
    return next((at for at, (one, other) in enumerate(zip(way, here, strict=False)) if one != other), len(here))


def wider(index: Index, node: str) -> Iterator[Jurisdiction]:
    """The areas around, the widest first, from where one begins."""
    first = len(index.path(start(index)))
    return (each for each in reversed(index.tree.above(node)) if len(index.path(each.id)) >= first and each.id != node)
