"""What the app hands to the desk beside the journal: the city in force, its clocks, and chance."""

from collections.abc import Callable
from dataclasses import dataclass

from cityloop.city.index import Index
from cityloop.command.timing import Timing


@dataclass(frozen=True, slots=True)
class InForce:
    """The city and its clocks, as of now."""

    index: Index
    timing: Timing


@dataclass(frozen=True, slots=True)
class Chance:
    """Where new ids, secrets and salts come from; seeded in tests and in the demo."""

    new_id: Callable[[str], str]
    """For ``case``, ``subject`` or ``secret``."""
    salt: Callable[[], bytes]
    """16 bytes, never the same twice."""
