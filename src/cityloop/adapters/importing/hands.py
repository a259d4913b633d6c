"""Who an import acts as: machines of its own, each with the duties and scopes of its part and no others.

Handling, and checking and closing, are different hands, since who handles may neither check nor close.
"""

from collections.abc import Iterable
from functools import cached_property

from cityloop.city.index import Index
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.command.case import Case
from cityloop.guard.terms import Dataset

INTAKE = "machine:import-intake"
HANDLING = "machine:import-handling"
CHECKING = "machine:import-checking"


class Hands:
    """The principals of one city's imports; whoever runs commands on the machine itself may act through them."""

    def __init__(self, index: Index) -> None:
        self._root = index.city.id
        self._path = index.path(self._root)
        self._by_unit: dict[str, Principal] = {}

    @cached_property
    def intake(self) -> Principal:
        """Takes in, establishes, sends on, sets the outcome down."""
        duties = frozenset({Duty.ACCEPT, Duty.DISPATCH})
        return self._hand(INTAKE, duties, "report verify establish accept dispatch revisit record".split())

    @cached_property
    def checking(self) -> Principal:
        """Checks and closes; has handled nothing."""
        return self._hand(CHECKING, frozenset({Duty.CHECK, Duty.CLOSE}), "check review close".split())

    def handling(self, case: Case) -> Principal:
        """Handles for the unit that leads the case."""
        unit = case.lead or ""
        if unit not in self._by_unit:
            steps = "sign contact handle report-back answer".split()
            self._by_unit[unit] = self._hand(HANDLING, frozenset({Duty.HANDLE}), steps, unit)
        return self._by_unit[unit]

    def _hand(self, id: str, duties: frozenset[Duty], steps: Iterable[str], unit: str | None = None) -> Principal:
        """Named for sensitive matters: they are in the files too, and each step stands on the record."""
        claim = Claim(
            post=id.removeprefix("machine:"),
            duties=duties,
            jurisdiction=self._root,
            unit=unit,
            path=self._path,
            named=True,
            scopes=frozenset(f"{step}:{Dataset.CASE}" for step in steps),
        )
        return Principal(id=id, kind=Kind.MACHINE, claims=(claim,))
