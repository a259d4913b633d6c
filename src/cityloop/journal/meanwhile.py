"""Beginning again where somebody else acted meanwhile: who read a version that is no more reads and judges anew."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from cityloop.journal.errors import Conflict

T = TypeVar("T")
TRIES = 4
"""Times that it is begun."""


def begun_again(do: Callable[[], T]) -> T:
    """What ``do`` gives, which reads and appends; the last ``Conflict`` is raised."""
    for _ in range(TRIES - 1):
        with suppress(Conflict):
            return do()
    return do()
