"""A case as the guard sees it."""

import msgspec

from cityloop.city.catalogue import Life

TEAM = "team:"
"""Stands before a team's id among those who were sent."""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known of a case to say who may see or move it; nothing of what it says."""

    id: str
    path: str
    """Of its jurisdiction: ids from the root down, each ended by a slash."""
    life: Life
    lead: str | None = None
    """The unit that leads (主办)."""
    assisting: frozenset[str] = frozenset()
    """Units that assist (协办)."""
    sent: frozenset[str] = frozenset()
    """Who was sent to do it: principals by id, teams as ``team:`` and their id."""
    handled: frozenset[str] = frozenset()
    """Principals who had a hand in it, by id: they may neither check nor close it."""
    withheld: bool = False
    """举报: the reporter is withheld from the handling unit."""
    sensitive: bool = False
    """Discipline or public order."""
    linked: bool = False
    """Whether the asker came with this case's own link."""

    @property
    def units(self) -> frozenset[str]:
        """Every unit that handles it."""
        return self.assisting if self.lead is None else self.assisting | {self.lead}
