"""Places that people name: roads, gates, estates, stops, asset and lamp-post codes."""

import msgspec

from cityloop.city.area import Point
from cityloop.city.words import Name


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the gazetteer, and the lowest jurisdiction that it lies in."""

    id: str
    kind: str
    name: Name
    jurisdiction: str
    point: Point | None = None
    aliases: tuple[str, ...] = ()
