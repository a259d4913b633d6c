"""Which function says what a fact changes."""

from collections.abc import Callable
from typing import Any, TypeVar

from cityloop.city.facts.fact import CaseFact
from cityloop.command.case import Case
from cityloop.journal.entry import Entry

F = TypeVar("F", bound=CaseFact)
Change = dict[str, Any]
"""Fields of a case with their new values."""
_CHANGES: dict[type[CaseFact], Callable[[Any, Case, Entry], Change]] = {}


def changes(fact: type[F]) -> Callable[[Callable[[F, Case, Entry], Change]], Callable[[F, Case, Entry], Change]]:
    """Register what ``fact`` changes beside stage, clock and version."""

    def register(change: Callable[[F, Case, Entry], Change]) -> Callable[[F, Case, Entry], Change]:
        _CHANGES[fact] = change
        return change

    return register


def changed(fact: CaseFact, case: Case, entry: Entry) -> Change:
    """What ``fact`` changes beside stage, clock and version; of many a fact, nothing."""
    change = _CHANGES.get(type(fact))
    return change(fact, case, entry) if change else {}
