"""Wrong passwords: each makes the next attempt wait longer; nobody is ever shut out for good."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

import msgspec

FREE = 5
"""Wrong attempts that cost no waiting: people mistype."""
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_KEPT = 20_000
"""Accounts and sources remembered; the ones longest untouched are forgotten first."""


class Failures(msgspec.Struct, frozen=True):
    """Wrong attempts in a row, and when the last one was."""

    count: int
    last: datetime


class Throttle:
    """Remembers wrong attempts by key: an account as seen from a known device, an account from elsewhere, a source.

    The wait doubles from one second up to ``longest``. Attempts made while waiting are refused unlooked-at and change
    nothing, so nobody can prolong another's wait. Safe for many threads.
    """

    def __init__(self, longest: timedelta, most_kept: int = MOST_KEPT) -> None:
        self._longest = longest
        self._most_kept = most_kept
        self._failures: OrderedDict[str, Failures] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long ``key`` has still to wait; zero: an attempt may be made."""
        failures = self._failures.get(key)
        if failures is None:
            return timedelta()
        return max(failures.last + delay(failures.count, self._longest) - now, timedelta())

    def fail(self, key: str, now: datetime) -> None:
        """One wrong attempt."""
        with self._lock:
            before = self._failures.pop(key, None)
            count = before.count if before is not None and now - before.last < FORGOTTEN_AFTER else 0
            self._failures[key] = Failures(count + 1, now)
            while len(self._failures) > self._most_kept:
                self._failures.popitem(last=False)

    def succeed(self, key: str) -> None:
        """The right password: what was wrong before is forgotten."""
        with self._lock:
            self._failures.pop(key, None)


def delay(count: int, longest: timedelta) -> timedelta:
    """The wait after so many wrong attempts in a row: none, then 1 s, 2 s, 4 s … up to ``longest``."""
    doublings = min(count - FREE, 30)
    return min(timedelta(seconds=1 << doublings), longest) if doublings >= 0 else timedelta()
