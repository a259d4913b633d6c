"""Refusals counted by source, route and reason; one record a minute, however often somebody guesses."""

from datetime import datetime
from threading import Lock
from typing import TypeAlias

from cityloop.city.facts.access import Refusal, RefusalsCounted

MOST_LINES = 200
"""Sources, routes and reasons kept exactly in one minute; the rest are counted together."""
MOST_MINUTES = 1_440
"""Minutes that wait to be written at most, while the journal cannot be written (a full disk)."""

Line: TypeAlias = tuple[str, str, str]


class Tally:
    """Counts refusals. Its memory and its record are bounded, whoever guesses, from wherever. Safe for many threads."""

    def __init__(self, most_lines: int = MOST_LINES) -> None:
        self._most_lines = most_lines
        self._minute: datetime | None = None
        self._lines: dict[Line, int] = {}
        self._others = 0
        self._closed: list[RefusalsCounted] = []
        self._lock = Lock()

    def count(self, now: datetime, source: str, route: str, reason: str) -> None:
        """One refusal."""
        with self._lock:
            self._turn(minute_of(now))
            line = (source, route, reason)
            if line in self._lines or len(self._lines) < self._most_lines:
                self._lines[line] = self._lines.get(line, 0) + 1
            else:
                self._others += 1

    def take(self, now: datetime) -> list[RefusalsCounted]:
        """The records of minutes that are over, oldest first; each is handed out once."""
        with self._lock:
            if self._minute is not None and minute_of(now) > self._minute:
                self._close()
            closed, self._closed = self._closed, []
        return closed

    def put_back(self, facts: list[RefusalsCounted]) -> None:
        """Take back what could not be written."""
        with self._lock:
            self._closed[:0] = facts
            del self._closed[:-MOST_MINUTES]

    def _turn(self, minute: datetime) -> None:
        if self._minute is not None and minute > self._minute:
            self._close()
        self._minute = self._minute or minute

    def _close(self) -> None:
        if self._minute is not None:
            self._closed.append(record(self._minute, self._lines, self._others))
            del self._closed[:-MOST_MINUTES]
        self._minute, self._lines, self._others = None, {}, 0


def minute_of(moment: datetime) -> datetime:
    """The minute in which ``moment`` lies, by its beginning."""
    return moment.replace(second=0, microsecond=0)


def record(minute: datetime, lines: dict[Line, int], others: int) -> RefusalsCounted:
    """What is written of one minute, the busiest first."""
    busiest = sorted(lines.items(), key=lambda item: (-item[1], item[0]))
    refusals = tuple(Refusal(source=s, route=r, reason=why, count=count) for (s, r, why), count in busiest)
    return RefusalsCounted(minute=minute, refusals=refusals, others=others, total=sum(lines.values()) + others)
