"""A whole city as one value: what ``cityloop apply`` puts on the record, by its digest."""

from collections.abc import Mapping
from datetime import date

import msgspec

from cityloop.city.area import Area, Jurisdiction
from cityloop.city.catalogue import ApprovedAnswer, Category, Ground, ListedDuty, Responsibility, Signal
from cityloop.city.facility import Datastream, Facility, Feed
from cityloop.city.organisation import Hours, Person, Post, Shift, StandIn, Team, Unit
from cityloop.city.place import Place
from cityloop.city.words import Name


class City(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a city's files say, checked. ``id`` is also the root of the jurisdiction tree."""

    id: str
    name: Name
    zone: str
    """IANA time zone."""
    country: str
    """ISO 3166-1 alpha-2: chooses the holiday table (CN has make-up workdays)."""
    hours: Hours
    hotline: str = "12345"
    holidays: Mapping[date, bool] = {}
    """The city's own word on a day: True a workday, False a day off. Overrides the table."""
    jurisdictions: tuple[Jurisdiction, ...]
    areas: tuple[Area, ...] = ()
    units: tuple[Unit, ...] = ()
    posts: tuple[Post, ...] = ()
    persons: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    shifts: tuple[Shift, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    facilities: tuple[Facility, ...] = ()
    feeds: tuple[Feed, ...] = ()
    datastreams: tuple[Datastream, ...] = ()
    categories: tuple[Category, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    lists: tuple[ListedDuty, ...] = ()
    grounds: tuple[Ground, ...] = ()
    answers: tuple[ApprovedAnswer, ...] = ()
    signals: tuple[Signal, ...] = ()
    places: tuple[Place, ...] = ()
