"""What each order does: one small function an order, from (order, scene) to the facts that tell of it."""

from cityloop.command.deeds import (
    binding,
    dispatching,
    intake,
    judging,
    mirroring,
    sending,
    translating,
    waiting,
    work,
)
from cityloop.command.deeds.registry import facts_of, registered

DEEDS = (binding, dispatching, intake, judging, mirroring, sending, translating, waiting, work)
"""Every file of deeds: each registers its own when it is read."""
__all__ = ["DEEDS", "facts_of", "registered"]
