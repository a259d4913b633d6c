"""What stands in the city, what feeds what, and what measures it."""

from datetime import date

import msgspec

from cityloop.city.area import Point
from cityloop.city.words import Name


class Facility(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """部件: a lamp post, manhole, pump, substation, with its code and its maintainer."""

    id: str
    name: Name
    kind: str
    maintainer: str
    point: Point | None = None
    code: str | None = None
    since: date | None = None
    """The first day on which it stands; None: not said."""
    until: date | None = None
    """The last one."""


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``source`` feeds ``target`` with ``carries`` (water, power, gas, data)."""

    source: str
    target: str
    carries: str


class Datastream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One property of one facility as one sensor tells it (OGC SensorThings), with its unit (UCUM) and maintainer."""

    id: str
    facility: str
    property: str
    unit: str
    maintainer: str
