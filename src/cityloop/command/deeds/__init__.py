"""What each order does: one small function an order, from (order, scene) to the facts that tell of it."""

from cityloop.command.deeds import binding, dispatching, intake, judging, sending, translating, waiting, work
from cityloop.command.deeds.registry import facts_of, registered

__all__ = [
    "binding",
    "dispatching",
    "facts_of",
    "intake",
    "judging",
    "registered",
    "sending",
    "translating",
    "waiting",
    "work",
]
