"""All that a stage of the loop may know, read-only."""

from collections.abc import Callable
from dataclasses import dataclass

from cityloop.city.facts.fact import CaseFact
from cityloop.city.index import Index
from cityloop.command.case import Case
from cityloop.command.timing import Timing
from cityloop.journal.entry import Entry

__all__ = ["Entry", "World"]


@dataclass(frozen=True, slots=True)
class World:
    """The city in force, its clocks, and each case as it stands."""

    index: Index
    timing: Timing
    find_case: Callable[[str], Case | None]

    def case_of(self, entry: Entry) -> Case | None:
        """The case that the entry is about, or None where it is about something else."""
        return self.find_case(entry.fact.case) if isinstance(entry.fact, CaseFact) else None
