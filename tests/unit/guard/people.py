"""People and cases for the tests of the guard: two districts, a few posts, a case with a lamp company."""

from typing import Any

import msgspec

from cityloop.city.catalogue import Life
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.guard.matter import Matter

CITY, D1, D2, S1 = "city/", "city/d1/", "city/d2/", "city/d1/s1/"
LAMPS, WATER = "lamps", "water"


def claim(duty: Duty, path: str = S1, unit: str | None = None, **more: Any) -> Claim:
    """One post with one duty."""
    node = path.rstrip("/").rpartition("/")[2]
    return Claim(post=f"{duty}@{node}", duties=frozenset({duty}), jurisdiction=node, unit=unit, path=path, **more)


def person(name: str, *claims: Claim) -> Principal:
    """One who holds these posts."""
    return Principal(id=f"person:{name}", kind=Kind.PERSON, claims=claims)


def holder(duty: Duty, path: str = S1, unit: str | None = None, **more: Any) -> Principal:
    """One who holds one post with one duty."""
    return person(str(duty), claim(duty, path, unit, **more))


MATTER = Matter(id="c1", path=f"{S1}g1/", life=Life.GRID, lead=LAMPS, assisting=frozenset({"sweepers"}))


def matter(**other: Any) -> Matter:
    """A case of the lamp company in street s1, with what is different."""
    return msgspec.structs.replace(MATTER, **other)
