"""Places for live subscriptions: so many in all, so many for each source."""

from asyncio import Event
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from cityloop.edge.limits import LIVE_EACH, LIVE_TOTAL
from cityloop.edge.problem import TooMany


class Seats:
    """Counts who listens. Used from the one thread that answers requests."""

    def __init__(self, total: int = LIVE_TOTAL, each: int = LIVE_EACH) -> None:
        self._total, self._each = total, each
        self._taken: Counter[str] = Counter()
        self.stopping = Event()
        """Set when the program stops: every subscription ends by itself then."""

    @contextmanager
    def one(self, source: str) -> Iterator[None]:
        """A place while the block runs. Raises ``TooMany``."""
        if self._taken.total() >= self._total or self._taken[source] >= self._each:
            raise TooMany("Too many pages are live at once. Close some of them.", retry_s=30)
        self._taken[source] += 1
        try:
            yield
        finally:
            self._taken[source] -= 1
            self._taken += Counter()
