"""Who: departments, posts, persons, teams, their rota and their stand-ins."""

from datetime import datetime, time
from typing import Annotated

import msgspec

from cityloop.city.label import OPEN
from cityloop.city.principal import Duty
from cityloop.city.words import Language, Name


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Working hours of a workday: spans within one day, in the city's zone, in order, not touching."""

    spans: Annotated[tuple[tuple[time, time], ...], OPEN]


class Unit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """责任单位: a department, company or street office that a case can be dispatched to."""

    id: str
    name: Name
    jurisdiction: str
    """The node that it works for; its work may reach no further."""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    hours: Hours | None = None
    """None: the city's own hours."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags of the languages that its people read; none said: the one in which the city works."""


class Post(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """岗位: duties within a jurisdiction, for a unit; held by persons."""

    id: str
    name: Name
    duties: frozenset[Duty]
    jurisdiction: str
    unit: str | None = None
    hours: Hours | None = None
    """None: those of its unit, or of the city."""
    named: bool = False
    """Named for matters of discipline and public order (敏感事项专岗): nobody else sees those."""


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who works for the city, and the posts held."""

    id: str
    name: Name
    posts: tuple[str, ...]
    language: Language = Language.ZH


class StandIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """代班: ``person`` holds ``post`` from ``start`` until ``end``, beside its own holders. There is always an end."""

    post: str
    person: str
    start: datetime
    end: datetime


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crew that a unit can send, and what it can do."""

    id: str
    name: Name
    unit: str
    members: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()


class Shift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """值班: who holds a post on duty, from and until."""

    post: str
    person: str
    start: datetime
    end: datetime
