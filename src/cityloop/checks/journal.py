"""What every place for a journal must pass: a store and keys on which the whole journal keeps its promises.

Hand over a ``Ground`` that opens the place under test (``for check in JOURNAL: check(ground)``), each in a new one.
"""

from collections.abc import Callable

from cityloop.checks.appending import APPENDING
from cityloop.checks.folding import FOLDING
from cityloop.checks.forgetting import FORGETTING
from cityloop.checks.ground import Ground
from cityloop.checks.proving import PROVING
from cityloop.checks.reading import READING

JOURNAL: tuple[Callable[[Ground], None], ...] = (*APPENDING, *READING, *FOLDING, *PROVING, *FORGETTING)
"""Every check of a journal."""
