"""The pulse of a node: what it does again and again, when that last went well, and what is wrong with it."""

from collections.abc import Callable
from time import monotonic
from traceback import extract_tb
from typing import TypeVar

import structlog

T = TypeVar("T")
LOG = structlog.get_logger("cityloop.pulse")
SAY_S = 60.0
"""How often a failure that lasts is said in the log."""


class Chore:
    """Something that is done again and again, each time apart from the others."""

    def __init__(self, name: str, ticks: Callable[[], float] = monotonic) -> None:
        self.name = name
        self.wrong: str | None = None
        """The code of what is wrong since it last went well; None while it goes well."""
        self._ticks = ticks
        self._well = ticks()
        self._said: tuple[str, float] | None = None

    def do(self, work: Callable[[], T]) -> T | None:
        """What ``work`` gives; None where it fails: that is kept and said, and it is tried again next time."""
        try:
            done = work()
        except Exception as error:  # noqa: BLE001 - whatever one turn meets, the next one comes
            self._failed(error)
            return None
        self._well, self.wrong, self._said = self._ticks(), None, None
        return done

    @property
    def age_s(self) -> float:
        """Seconds since it last went well, or since it was begun."""
        return self._ticks() - self._well

    def _failed(self, error: Exception) -> None:
        """Say it once, then now and again: a place in the code and a code, never the text, which may quote anybody."""
        self.wrong = str(getattr(error, "code", type(error).__name__))
        now = self._ticks()
        if self._said is None or self._said[0] != self.wrong or now - self._said[1] >= SAY_S:
            self._said = self.wrong, now
            LOG.error("failed", name=self.name, code=self.wrong, where=_place(error))


def _place(error: Exception) -> str:
    """File and line at which it was raised."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
