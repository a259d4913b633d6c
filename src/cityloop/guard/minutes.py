"""What happens often and says little, counted by lines: one record a minute, however often it happens."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import Generic, TypeAlias, TypeVar

MOST_LINES = 200
"""Lines kept exactly in one minute; the rest are counted together."""
MOST_MINUTES = 1_440
"""Minutes that wait to be written at most, while the journal cannot be written (a full disk)."""

F = TypeVar("F")
Line: TypeAlias = tuple[str, ...]
Record: TypeAlias = Callable[[datetime, Mapping[Line, int], int], F]
"""From a minute, its lines with how often each, and how many others there were, to what is written of it."""


class Minutes(Generic[F]):
    """Counts lines by the minute. Its memory and its record are bounded, whatever comes. Safe for many threads."""

    def __init__(self, record: Record[F], most_lines: int = MOST_LINES) -> None:
        self._record = record
        self._most_lines = most_lines
        self._minute: datetime | None = None
        self._lines: dict[Line, int] = {}
        self._others = 0
        self._closed: list[F] = []
        self._lock = Lock()

    def add(self, now: datetime, *line: str) -> None:
        """One more of this line."""
        with self._lock:
            self._turn(minute_of(now))
            if line in self._lines or len(self._lines) < self._most_lines:
                self._lines[line] = self._lines.get(line, 0) + 1
            else:
                self._others += 1

    def take(self, now: datetime) -> list[F]:
        """The records of minutes that are over, oldest first; each is handed out once."""
        with self._lock:
            if self._minute is not None and minute_of(now) > self._minute:
                self._close()
            closed, self._closed = self._closed, []
        return closed

    def put_back(self, records: list[F]) -> None:
        """Take back what could not be written."""
        with self._lock:
            self._closed[:0] = records
            del self._closed[:-MOST_MINUTES]

    def _turn(self, minute: datetime) -> None:
        if self._minute is not None and minute > self._minute:
            self._close()
        self._minute = self._minute or minute

    def _close(self) -> None:
        if self._minute is not None:
            self._closed.append(self._record(self._minute, self._lines, self._others))
            del self._closed[:-MOST_MINUTES]
        self._minute, self._lines, self._others = None, {}, 0


def minute_of(moment: datetime) -> datetime:
    """The minute in which ``moment`` lies, by its beginning."""
    return moment.replace(second=0, microsecond=0)


def busiest(lines: Mapping[Line, int]) -> list[tuple[Line, int]]:
    """The lines with how often each, the most frequent first."""
    return sorted(lines.items(), key=lambda item: (-item[1], item[0]))
