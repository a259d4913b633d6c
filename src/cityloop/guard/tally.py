"""What is counted instead of noted one by one: refusals, and looks at what is public.

Neither guessing nor looking grows the log without bound.
"""

from collections.abc import Mapping
from datetime import datetime

from cityloop.city.facts.access import PublicLooks, PublicLooksCounted, Refusal, RefusalsCounted
from cityloop.guard.minutes import MOST_LINES, Line, Minutes, busiest


class Tally(Minutes[RefusalsCounted]):
    """Counts refusals by source, route and reason, whoever guesses, from wherever."""

    def __init__(self, most_lines: int = MOST_LINES) -> None:
        super().__init__(refusals_of, most_lines)

    def count(self, now: datetime, source: str, route: str, reason: str) -> None:
        """One refusal."""
        self.add(now, source, route, reason)


class PublicTally(Minutes[PublicLooksCounted]):
    """Counts looks of anybody at what is public, by what was done with which data."""

    def __init__(self) -> None:
        super().__init__(public_looks_of)

    def count(self, now: datetime, action: str, dataset: str) -> None:
        """One look."""
        self.add(now, action, dataset)


def refusals_of(minute: datetime, lines: Mapping[Line, int], others: int) -> RefusalsCounted:
    """What is written of one minute, the busiest first."""
    told = tuple(Refusal(source=s, route=r, reason=why, count=count) for (s, r, why), count in busiest(lines))
    return RefusalsCounted(minute=minute, refusals=told, others=others, total=sum(lines.values()) + others)


def public_looks_of(minute: datetime, lines: Mapping[Line, int], _others: int) -> PublicLooksCounted:
    """What is written of one minute; the table of rights says how many lines there can be."""
    told = (PublicLooks(action=action, dataset=dataset, count=count) for (action, dataset), count in busiest(lines))
    return PublicLooksCounted(minute=minute, looks=tuple(told))
