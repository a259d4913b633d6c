"""What can be reported by name: the categories open to anybody, as services of other systems' making (Open311)."""

from datetime import datetime

import msgspec

from cityloop.city.catalogue import Category
from cityloop.city.facts.access import Form
from cityloop.city.label import OPEN, Label
from cityloop.city.law import lineage
from cityloop.city.principal import NOBODY
from cityloop.city.words import Name
from cityloop.command import configuration
from cityloop.command.given import InForce
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading

FIELDS: dict[str, Label] = {"services": OPEN}


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A category with what it stands in."""

    category: Category
    group: Name | None
    """The name of the category right above."""


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A category that no new report can have."""

    code: str
    instead: Category | None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose services they are, and since when they are as they are."""

    city: Name
    hotline: str
    changed: datetime
    """On the city's own clocks."""


class Earlier:
    """The categories of every version of the city that ever was in force; each version is read once."""

    def __init__(self) -> None:
        self._codes: dict[int, frozenset[str]] = {}

    def knows(self, reading: Reading, code: str) -> bool:
        """Whether there ever was such a category."""
        for entry in configuration.list_applied(reading.journal):
            if entry.seq not in self._codes:
                city = configuration.city_of(reading.journal, entry)
                self._codes[entry.seq] = frozenset(each.id for each in city.categories)
        return any(code in codes for codes in self._codes.values())


def offer(reading: Reading) -> Offer:
    """Whose services they are."""
    granted = reading.grant(NOBODY, "read", Dataset.CITY, FIELDS)
    given, applied = reading.in_force(), configuration.find_applied(reading.journal)
    changed = applied.time if applied else reading.clock()
    city = given.index.city
    reading.note(granted, 1, Form.BODY)
    return Offer(city=city.name, hotline=city.hotline, changed=changed.astimezone(given.timing.calendar.zone))


def services(reading: Reading) -> tuple[Service, ...]:
    """Every service, in the order of the catalogue."""
    granted = reading.grant(NOBODY, "list", Dataset.CITY, FIELDS)
    given = reading.in_force()
    found = tuple(_service(each, given) for each in given.index.law.services)
    reading.note(granted, len(found), Form.BODY)
    return found


def find_service(reading: Reading, earlier: Earlier, code: str) -> Service | Gone | None:
    """The service with exactly this code; what became of it; None where it never was one."""
    granted = reading.grant(NOBODY, "read", Dataset.CITY, FIELDS)
    reading.note(granted, 1, Form.BODY)
    given = reading.in_force()
    law = given.index.law
    known = law.categories.get(code) if code in law.categories else None
    if known in law.services:
        return _service(known, given)
    if known is not None:
        return _retired(known, given) if known.retired else None
    return Gone(code=code, instead=None) if earlier.knows(reading, code) else None


def _service(category: Category, given: InForce) -> Service:
    above = lineage(category.id)[1]
    return Service(category=category, group=given.index.law.categories.find_name(above) if above else None)


def _retired(category: Category, given: InForce) -> Gone:
    instead, law = category.replaced_by, given.index.law
    found = law.categories.get(instead) if instead is not None and instead in law.categories else None
    return Gone(code=category.id, instead=found if found in law.services else None)
