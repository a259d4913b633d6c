"""A whole city as one value: what ``cityloop apply`` puts on the record, by its digest."""

from collections.abc import Mapping
from datetime import date

import msgspec

from cityloop.city.area import Area, Jurisdiction
from cityloop.city.catalogue import ApprovedAnswer, Category, Ground, ListedDuty, Responsibility, Retention, Signal
from cityloop.city.channel import Address, Channel, NoticeRule
from cityloop.city.facility import Datastream, Facility, Feed
from cityloop.city.organisation import Hours, Person, Post, Shift, StandIn, Team, Unit
from cityloop.city.place import Place
from cityloop.city.system import System
from cityloop.city.words import Language, Name


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
    site: str = ""
    """Where citizens find the pages (``https://…``); said in messages."""
    languages: tuple[str, ...] = (Language.ZH, Language.EN)
    """BCP 47 tags of the languages in which citizens are answered; the city works in the first."""
    reopen_days: int | None = None
    """So long after it was closed a citizen may open a case again; None: always."""
    holidays: Mapping[date, bool] = {}
    """The city's own word on a day: True a workday, False a day off. Overrides the table."""
    key_copies_days: int = 30
    """For how long a copy of the keys is good: until then somebody who was forgotten could be read again with it."""
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
    retention: tuple[Retention, ...] = ()
    answers: tuple[ApprovedAnswer, ...] = ()
    signals: tuple[Signal, ...] = ()
    places: tuple[Place, ...] = ()
    systems: tuple[System, ...] = ()
    channels: tuple[Channel, ...] = ()
    addresses: tuple[Address, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
