"""How far a right reaches: the same value judges one case and narrows a list."""

import msgspec

from cityloop.guard.matter import Matter


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that fulfil every condition that is given; one without conditions reaches everything."""

    path: str | None = None
    """The row lies at or beneath this path."""
    unit: str | None = None
    """This unit leads or assists."""
    sent: frozenset[str] | None = None
    """One of these was sent to do it: the principal, or a team in which it works."""
    linked: bool = False
    """Its own link was shown; fulfilled by no list."""
    sensitive: bool = False
    """Sensitive matters are among the rows; otherwise they are not."""

    def covers(self, matter: Matter) -> bool:
        """Whether the case is among the rows, its sensitivity left aside."""
        return (
            (self.path is None or matter.path.startswith(self.path))
            and (self.unit is None or self.unit in matter.units)
            and (self.sent is None or not self.sent.isdisjoint(matter.sent))
            and (matter.linked or not self.linked)
        )

    def said(self) -> str:
        """The conditions in words, for the access journal: ``path=linjiang/d1/``; nothing of any content."""
        sent = None if self.sent is None else "|".join(sorted(self.sent))
        parts = {"path": self.path, "unit": self.unit, "sent": sent}
        said = [f"{name}={value}" for name, value in parts.items() if value is not None]
        flags = [name for name, is_set in (("linked", self.linked), ("sensitive", self.sensitive)) if is_set]
        return "&".join(said + flags) or "everything"


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that a grant discloses: those of any reach, within the area asked for."""

    reaches: tuple[Reach, ...]
    within: str = ""
    """Path of the area asked for; empty: the whole city."""
    withheld_from: frozenset[str] = frozenset()
    """Rows whose reporter is withheld are left out where one of these units leads or assists."""

    def admits(self, matter: Matter) -> bool:
        """Whether the case is one of the rows."""
        return (
            matter.path.startswith(self.within)
            and not (matter.withheld and matter.units & self.withheld_from)
            and any(each.covers(matter) and each.sensitive >= matter.sensitive for each in self.reaches)
        )

    def said(self) -> str:
        """In words, for the access journal."""
        rows = " or ".join(dict.fromkeys(each.said() for each in self.reaches))
        return f"{rows} within {self.within}" if self.within else rows
