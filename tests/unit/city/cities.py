"""Small cities to test look-ups against."""

from datetime import UTC, datetime

from cityloop.city.area import Area, Geometry, Jurisdiction, Point, Tier
from cityloop.city.catalogue import Category, Ground, Life, Limit, ListedDuty, ListKind, Responsibility, TimeKind
from cityloop.city.city import City
from cityloop.city.organisation import Hours, Person, Post, Shift, StandIn, Unit
from cityloop.city.principal import Duty
from cityloop.city.words import Name


def name(word: str) -> Name:
    """A name that is the same in both languages."""
    return Name(zh=word, en=word)


def at(hour: int, day: int = 1) -> datetime:
    """An hour of a day of May 2026, UTC."""
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def node(node_id: str, tier: Tier, parent: str | None = None, *areas: str) -> Jurisdiction:
    """A node of the tree."""
    return Jurisdiction(id=node_id, tier=tier, name=name(node_id), parent=parent, areas=areas)


def box(area: str, west: float, south: float, east: float, north: float) -> Area:
    """A rectangle."""
    ring: tuple[Point, ...] = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Area(id=area, name=name(area), geometry=Geometry(polygons=((ring,),)))


CITY = City(
    id="c",
    name=name("c"),
    zone="Asia/Shanghai",
    country="CN",
    hours=Hours(spans=()),
    jurisdictions=(
        node("c", Tier.CITY),
        node("d", Tier.DISTRICT, "c"),
        node("s1", Tier.STREET, "d", "west"),
        node("s2", Tier.STREET, "d", "east"),
        node("g1", Tier.GRID, "s1", "south-west"),
    ),
    areas=(box("west", 0, 0, 1, 2), box("east", 1, 0, 2, 2), box("south-west", 0, 0, 1, 1)),
    units=(
        Unit(id="water", name=Name(zh="水务局", en="Water"), jurisdiction="c", aliases=("自来水", "供水")),
        Unit(id="power", name=Name(zh="供电局", en="Power"), jurisdiction="c", aliases=("供水",)),
    ),
    posts=(
        Post(id="city-duty", name=name("city-duty"), duties=frozenset({Duty.DISPATCH}), jurisdiction="c"),
        Post(id="s1-duty", name=name("s1-duty"), duties=frozenset({Duty.DISPATCH}), jurisdiction="s1"),
        Post(id="desk", name=name("desk"), duties=frozenset({Duty.HANDLE}), jurisdiction="c", unit="water", named=True),
    ),
    persons=(
        Person(id="an", name=name("an"), posts=("city-duty",)),
        Person(id="bo", name=name("bo"), posts=("s1-duty", "desk")),
        Person(id="cy", name=name("cy"), posts=()),
    ),
    shifts=(Shift(post="city-duty", person="cy", start=at(8), end=at(16)),),
    stand_ins=(StandIn(post="city-duty", person="bo", start=at(12), end=at(20)),),
    categories=(
        Category(
            id="grid",
            name=name("grid"),
            life=Life.GRID,
            limits=(
                Limit(stage="handle", kind=TimeKind.WORKDAY, amount=2),
                Limit(stage="check", kind=TimeKind.HOUR, amount=4),
            ),
        ),
        Category(id="grid.event", name=name("grid.event"), life=Life.GRID),
        Category(
            id="grid.event.pipe",
            name=name("grid.event.pipe"),
            life=Life.GRID,
            limits=(Limit(stage="handle", kind=TimeKind.URGENT, amount=4),),
        ),
    ),
    responsibilities=(Responsibility(category="grid", jurisdiction="c", unit="water"),),
    lists=(ListedDuty(street="s1", category="grid.event", kind=ListKind.TAKEN_BACK, unit="water"),),
    grounds=(Ground(id="r1", step="return", name=name("r1")), Ground(id="p1", step="pause", name=name("p1"))),
)
"""One district, two streets, one grid, a few people."""
