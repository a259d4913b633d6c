"""The port through which coordinates come in: a reference system, named per file and never guessed."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from cityloop.city.area import Point
from cityloop.city.errors import CityloopError


class UnknownCrs(CityloopError):
    """The name of a coordinate reference system that nobody knows."""

    code = "unknown-crs"


class Projection(Protocol):
    """One coordinate reference system; its points are (x, y): longitude and latitude, or easting and northing."""

    @property
    def name(self) -> str:
        """What files call it: ``EPSG:4490``, ``GCJ-02``."""

    def inward(self, points: Sequence[Point], /) -> list[Point]:
        """To WGS-84 longitude and latitude, degrees; not a number where the system does not reach."""

    def outward(self, points: Sequence[Point], /) -> list[Point]:
        """From WGS-84 to this system."""

    def covers(self, point: Point, /) -> bool:
        """Whether a point of WGS-84 lies in the area that the system is meant for."""


FindProjection: TypeAlias = Callable[[str], Projection]
"""The projection of that name. Raises ``UnknownCrs``."""
