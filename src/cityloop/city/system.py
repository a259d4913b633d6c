"""Outside systems (外部系统) that hold the same matters as this one: an older hotline, a department's software."""

from collections.abc import Mapping

import msgspec

from cityloop.city.words import Name

EVERY_S = 60


class System(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One outside system, and what it may do here. Its secret stands in no file of the city."""

    id: str
    name: Name
    door: str
    """Which door leads to it: ``json``, or one of the city's own."""
    address: str
    """Where it is reached (``https://…/``); what it is for the door to say."""
    jurisdiction: str
    """The node in which it reports matters, and beyond which it sees nothing."""
    unit: str | None = None
    """The unit that works with it: what this unit leads is handed over, and its word counts as the unit's."""
    ground: str | None = None
    """The ground on which the unit gives back what the system says is not its own."""
    categories: Mapping[str, str] = {}
    """Its codes, and the categories here that they mean; what is not named means itself."""
    every_s: int = EVERY_S
    """How often it is asked what is new."""

    @property
    def author(self) -> str:
        """As whom it stands on the record."""
        return f"machine:system-{self.id}"

    @property
    def lane(self) -> str:
        """What it is called among those who are told of cases, and by which way: ``system:ID``."""
        return f"system:{self.id}"
