"""Writes what was planned with one commit: each plan as a whole or not at all, the grants on the access journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cityloop.city.errors import CityloopError
from cityloop.command.drafting import Plan
from cityloop.command.receipt import Receipt
from cityloop.command.repeating import is_drawn_twice
from cityloop.guard.accesses import Accesses
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal

T = TypeVar("T")
Outcome = Receipt | CityloopError
"""What came of a plan."""
DRAWS = 16
"""How often a number is drawn anew that is taken: with a tenth of them taken, once in 10^17 that is not enough."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes plans on one journal."""

    journal: Journal
    accesses: Accesses

    def write(self, several: Sequence[Plan | Outcome], *, summed: bool = False) -> list[Outcome]:
        """Write what can be; what is written stands on the access journal too: who took the step, as what, what for."""
        plans = [each for each in several if isinstance(each, Plan)]
        self.accesses.make_room()
        outcomes = self.journal.append_each([plan.append for plan in plans])
        pairs = zip(plans, outcomes, strict=True)
        taken = [granted for plan, outcome in pairs if isinstance(outcome, tuple) for granted in plan.grants]
        self.accesses.note_steps(taken, summed=summed)
        written = iter(outcomes)
        return [_receipt(next(written)) if isinstance(each, Plan) else each for each in several]

    def write_fresh(self, plans: Sequence[Callable[[], Plan | Receipt]]) -> list[Outcome]:
        """Plan and write each; one whose new case drew a number that is taken is planned anew, with another number."""
        found, left, draws = dict[int, Outcome](), list(range(len(plans))), 0
        while left and draws <= DRAWS:
            several, draws = [planned(plans[at]) for at in left], draws + 1
            found |= dict(zip(left, self.write(several), strict=True))
            left = [at for at, plan in zip(left, several, strict=True) if _is_drawn_twice(plan, found[at])]
        return [found[at] for at in range(len(plans))]


def _is_drawn_twice(plan: Plan | Outcome, outcome: Outcome) -> bool:
    return isinstance(plan, Plan) and is_drawn_twice(plan.append, outcome)


def planned(plan: Callable[[], T]) -> T | CityloopError:
    """What ``plan`` makes, or the error for which it makes nothing."""
    try:
        return plan()
    except CityloopError as error:
        return error


def _receipt(written: tuple[Entry, ...] | CityloopError) -> Outcome:
    if isinstance(written, CityloopError):
        return written
    return Receipt(case=written[0].about, version=written[0].version, entries=written)
