"""The time of a demonstration: as fast as one likes, or step by step."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

DAY_IN_FIVE_MINUTES = 288.0
"""Seconds that pass in the city for each one that passes here."""


class DemoClock:
    """A clock that begins at ``start`` and runs ``speed`` times as fast; with 0 it stands until it is stepped.

    Call it for the time. Safe for many threads: what is read is written in one piece.
    """

    def __init__(self, start: datetime, speed: float = 0.0, ticks: Callable[[], float] = monotonic) -> None:
        self.start = start
        self.speed = speed
        self._ticks = ticks
        self._began = ticks()
        self._stepped = start

    def __call__(self) -> datetime:
        """Now."""
        if self.speed == 0:
            return self._stepped
        return self.start + timedelta(seconds=(self._ticks() - self._began) * self.speed)

    def skip(self, moment: datetime) -> None:
        """Go on from ``moment``, where that lies ahead."""
        ahead = max(moment - self(), timedelta())
        self.start += ahead
        self._stepped += ahead

    def wait(self, moment: datetime, stop: Event) -> bool:
        """Let time pass until ``moment``: at once on a stepped clock. False when ``stop`` was set meanwhile."""
        if self.speed == 0:
            self._stepped = max(self._stepped, moment)
            return not stop.is_set()
        left_s = (moment - self()).total_seconds() / self.speed
        return not stop.wait(max(0.0, left_s))
