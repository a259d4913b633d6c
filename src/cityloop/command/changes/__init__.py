"""How each fact changes a case: one small function a fact, found by its type."""

from cityloop.command.changes import binding, dispatching, intake, judging, mirroring, translating, waiting, work
from cityloop.command.changes.registry import changed

CHANGES = (binding, dispatching, intake, judging, mirroring, translating, waiting, work)
"""Every file of changes: each registers its own when it is read."""
__all__ = ["CHANGES", "changed"]
