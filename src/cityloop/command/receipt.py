"""What the desk answers to an order."""

from typing import NamedTuple

from cityloop.journal.entry import Entry


class Receipt(NamedTuple):
    """What came of an order."""

    case: str
    version: int
    entries: tuple[Entry, ...]
    """Empty where a report or an order was repeated: nothing was written again."""
    secret: str | None = None
    """Of a report: what the follow-up link ends in. Told once, kept nowhere; not when a report is repeated."""
