"""The city of one street with areas apart from the tree: two that overlap, and one that is drawn nowhere."""

from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.area import Area, Geometry, Point
from cityloop.city.city import City
from cityloop.city.words import Name
from tests.street import STREET

IN_WEST: Point = (119.402, 30.202)
IN_BOTH: Point = (119.406, 30.203)
IN_EAST: Point = (119.409, 30.207)


def quarter(id: str, west: float, east: float) -> Area:
    """An area from one longitude to another."""
    ring = ((west, 30.2), (east, 30.2), (east, 30.21), (west, 30.21), (west, 30.2))
    geometry = Geometry(polygons=((ring,),) if west < east else ())
    return Area(id=id, name=Name(zh=f"{id}片区", en=f"{id.title()} quarter"), geometry=geometry, kind="quarter")


QUARTERS = (quarter("west", 119.4, 119.407), quarter("east", 119.405, 119.412), quarter("nowhere", 1, 0))


def city() -> City:
    """The city with its quarters."""
    made = load(STREET, crs.find)
    return replace(made, areas=(*made.areas, *QUARTERS))
