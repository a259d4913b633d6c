"""Tries at what a few digits protect: so many wrong ones within a time, then none is looked at for the rest of it."""

from datetime import datetime, timedelta
from typing import Protocol


class Tries(Protocol):
    """Remembers tries by key: a case, or a source. Safe for many threads; durable on return, also over a restart.

    What few digits protect is guessed by patience, not by speed: the time between tries does not matter here, as it
    does for passwords (``guard.throttle``), but their number. A try counts as wrong from the moment it is made, so that
    many at once are no way around it; the one that was right is taken out again.
    """

    def take(self, key: str, now: datetime, /) -> timedelta:
        """Make a try: zero where it may be made; else how long to wait, and nothing is counted."""

    def forgive(self, key: str, made: datetime, /) -> None:
        """The try that was made then was right, or was not looked at."""
