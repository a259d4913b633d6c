"""Work that lets others go first: it rests as long as it worked, so that it takes half of a core and disk at most."""

import time
from collections.abc import Callable
from typing import TypeAlias

Told: TypeAlias = Callable[[str, int, int], None]
"""Is told what is copied, how many bytes (or rows) so far, and of how many."""


class Pace:
    """Tells how far it is, and rests, each time that a stretch is done."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._began = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """A stretch is done."""
        self._told(what, done, of)
        time.sleep(time.monotonic() - self._began)
        self._began = time.monotonic()
