"""A day of a synthetic city, minute by minute: people report, crews work, the loop runs beside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.crews import Crews
from cityloop.app.demo.public import Public

MINUTE = timedelta(minutes=1)
DAY = timedelta(hours=24)


class Day:
    """One day from ``start`` on. With ``crews`` None people report and nobody comes."""

    def __init__(self, clock: DemoClock, public: Public, crews: Crews | None, settle: Callable[[], object]) -> None:
        self._clock = clock
        self._public = public
        self._crews = crews
        self._settle = settle
        """Lets the loop do what follows, where it does not run by itself."""

    def play(self, start: datetime, end: datetime, stop: Event) -> bool:
        """Play until ``end``; False when ``stop`` was set before."""
        now = start
        while now < end:
            if not self._clock.wait(now, stop):
                return False
            self._minute(now)
            now = max(now + MINUTE, _minute_of(self._clock())) if self._clock.speed else now + MINUTE
        return True

    def _minute(self, now: datetime) -> None:
        if self._public.tell(now):
            self._settle()
        if self._crews and any([*self._crews.looks(now)]):
            self._settle()
        if now.minute % 5 == 0:
            self._settle()


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
