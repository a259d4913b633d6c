"""Tries at what a few digits protect: so many wrong ones within a time, then none is looked at for the rest of it."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from cityloop.guard.throttle import MOST_KEPT


class Tries:
    """Remembers tries by key: a case, or a source. Safe for many threads.

    What few digits protect is guessed by patience, not by speed: the time between tries does not matter here, as it
    does for passwords (``guard.throttle``), but their number. A try counts as wrong from the moment it is made, so that
    many at once are no way around it; the one that was right is taken out again.
    """

    def __init__(self, most: int, within: timedelta, most_kept: int = MOST_KEPT) -> None:
        self._most = most
        self._within = within
        self._most_kept = most_kept
        self._made: OrderedDict[str, tuple[datetime, ...]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, now: datetime) -> timedelta:
        """Make a try: zero where it may be made; else how long to wait, and nothing is counted."""
        with self._lock:
            recent = tuple(at for at in self._made.pop(key, ()) if now - at < self._within)
            wait = recent[0] + self._within - now if len(recent) >= self._most else timedelta()
            self._made[key] = recent if wait else (*recent, now)
            while len(self._made) > self._most_kept:
                self._made.popitem(last=False)
        return wait

    def forgive(self, key: str, made: datetime) -> None:
        """The try that was made then was right, or was not looked at."""
        with self._lock:
            times = list(self._made.get(key, ()))
            if made in times:
                times.remove(made)
                self._made[key] = tuple(times)
