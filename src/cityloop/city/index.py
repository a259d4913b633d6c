"""Everything that can be looked up in a ``City`` value, derived from it once."""

from datetime import datetime
from functools import cached_property

from cityloop.city.area import Area, Jurisdiction, Point
from cityloop.city.city import City
from cityloop.city.directory import Directory
from cityloop.city.facility import Datastream, Facility
from cityloop.city.gazetteer import Gazetteer
from cityloop.city.law import Law
from cityloop.city.lookup import Lookup
from cityloop.city.organisation import Person, Post, Shift, StandIn, Team, Unit
from cityloop.city.place import Place
from cityloop.city.principal import Claim
from cityloop.city.roster import Roster
from cityloop.city.suggesting import Suggester
from cityloop.city.system import System
from cityloop.city.terrain import Terrain
from cityloop.city.tree import Tree


class Index:
    """The look-ups of one version of a city. Immutable; made again when a configuration is applied.

    The most used ones stand here; the rest are asked of ``tree``, ``terrain``, ``roster``, ``law``, ``gazetteer`` and
    the look-ups by kind (``units.find(word)``, ``places.get(id)``).
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self.tree = Tree(city.jurisdictions)
        self.terrain = Terrain(self.tree, city.areas)
        self.areas: Lookup[Area] = Lookup("area", city.areas)
        self.units: Lookup[Unit] = Lookup("unit", city.units)
        self.posts: Lookup[Post] = Lookup("post", city.posts)
        self.persons: Lookup[Person] = Lookup("person", city.persons)
        self.teams: Lookup[Team] = Lookup("team", city.teams)
        self.places: Lookup[Place] = Lookup("place", city.places)
        self.facilities: Lookup[Facility] = Lookup("facility", city.facilities)
        self.systems: Lookup[System] = Lookup("system", city.systems)
        self.datastreams = {each.id: each for each in city.datastreams}
        spans: tuple[Shift | StandIn, ...] = (*city.shifts, *city.stand_ins)
        self.roster = Roster(self.tree, self.posts, self.persons, spans, self.teams)

    @cached_property
    def law(self) -> Law:
        """The catalogue: categories, limits, owners, lists, grounds."""
        return Law(self.city)

    @cached_property
    def directory(self) -> Directory:
        """Channels, addresses, and what is told to whom."""
        return Directory(self.city)

    @cached_property
    def suggester(self) -> Suggester:
        """Categories by the words that people use."""
        return Suggester(self.law.leaves)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places by the words that people use."""
        return Gazetteer(self.city.places)

    def node(self, node_id: str) -> Jurisdiction:
        """The node of the jurisdiction tree. Raises ``UnknownId``."""
        return self.tree.get(node_id)

    def path(self, node_id: str) -> str:
        """Ids from the root down to the node, each ended by a slash: ``linjiang/d1/s01/``."""
        return self.tree.path(node_id)

    def children(self, node_id: str) -> tuple[Jurisdiction, ...]:
        """The nodes right below."""
        return self.tree.children(node_id)

    def within(self, inner: str, outer: str) -> bool:
        """Whether the node ``inner`` is ``outer`` or lies below it."""
        return self.tree.within(inner, outer)

    def at(self, point: Point) -> Jurisdiction | None:
        """The lowest jurisdiction that the point lies in; None outside the city."""
        return self.terrain.at(point)

    def unit(self, unit_id: str) -> Unit:
        """The unit. Raises ``UnknownId``."""
        return self.units.get(unit_id)

    def post(self, post_id: str) -> Post:
        """The post. Raises ``UnknownId``."""
        return self.posts.get(post_id)

    def person(self, person_id: str) -> Person:
        """The person. Raises ``UnknownId``."""
        return self.persons.get(person_id)

    def facility(self, facility_id: str) -> Facility:
        """The facility. Raises ``UnknownId``."""
        return self.facilities.get(facility_id)

    def find_datastream(self, datastream_id: str) -> Datastream | None:
        """The datastream, or None."""
        return self.datastreams.get(datastream_id)

    def claims(self, person_id: str, moment: datetime) -> tuple[Claim, ...]:
        """The posts that the person holds at ``moment``: own, by rota, and as a stand-in."""
        return self.roster.claims(person_id, moment)
