"""What came of an import: how many of what, and everything that was refused with its line and remedy."""

from collections.abc import Iterator

import msgspec

from cityloop.city.errors import CityloopError

LINES = 8
"""Lines named for one and the same mistake; the rest is counted."""
GROUPS = 12
"""Of one sort that are told by themselves."""
CHARS = 40
"""Of a cell that is quoted: a column named wrongly may hold what nobody should read here."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one record; the other records are not touched by it."""

    line: int
    """Of the file, from 1."""
    code: str
    what: str
    remedy: str
    cells: tuple[str, ...] = ()
    """Of a row that has more or fewer than the header: as they stood."""


class Refused(CityloopError):
    """A record that cannot be taken over; ``refusals`` says why."""

    code = "refused-record"

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(each.what for each in refusals))
        self.refusals = refusals


class Group(msgspec.Struct, kw_only=True):
    """One mistake with all the lines that make it."""

    code: str
    what: str
    remedy: str
    count: int = 0
    lines: list[int] = []


class Summary(msgspec.Struct, kw_only=True):
    """The count of an import as it goes on. ``read`` is the sum of imported, known and refused."""

    read: int = 0
    imported: int = 0
    known: int = 0
    """Imported before, or twice in the file."""
    twice: int = 0
    """Of those known: records whose number stands in this very file more than once."""
    refused: int = 0
    facts: int = 0
    until: dict[str, int] = {}
    """Of those imported: how far each came."""
    unowned: int = 0
    """Of those imported: left to the dispatchers, since the record names no place or nobody owns it."""
    groups: dict[tuple[str, str], Group] = {}

    def refuse(self, *refusals: Refusal) -> None:
        """Count one record as refused, for each of these reasons."""
        self.refused += 1
        for each in refusals:
            group = self._group(each)
            group.count += 1
            if len(group.lines) < LINES:
                group.lines.append(each.line)

    def _group(self, refusal: Refusal) -> Group:
        """The group that it is one of: so many of a sort by themselves, the rest together."""
        key = (refusal.code, refusal.what)
        if key not in self.groups and sum(code == refusal.code for code, _ in self.groups) >= GROUPS:
            key, refusal = (refusal.code, ""), msgspec.structs.replace(refusal, what="Others of the same sort.")
        fresh = Group(code=refusal.code, what=refusal.what, remedy=refusal.remedy)
        return self.groups.setdefault(key, fresh)

    def lines(self, file: str) -> Iterator[str]:
        """The summary as text, a line each."""
        before = self.known - self.twice
        yield f"{self.read:,} read: {self.imported:,} imported, {before:,} known already, {self.refused:,} refused"
        if self.imported:
            reached = ", ".join(f"{count:,} {until}" for until, count in self.until.items())
            yield f"imported: {reached} ({self.facts:,} facts)"
        if self.unowned:
            yield f"{self.unowned:,} without place or owner: in the unowned queue"
        if self.twice:
            yield f"{self.twice:,} more with a number that the file has before: the first of each counts"
        yield from self.groups_said(file)

    def groups_said(self, file: str) -> Iterator[str]:
        """What was refused, the most frequent first."""
        for group in sorted(self.groups.values(), key=lambda each: -each.count):
            yield f"{file}:{_said(group)}: {group.what} {group.remedy} [{group.code}]"


def _said(group: Group) -> str:
    lines = ",".join(map(str, group.lines))
    return lines if group.count <= len(group.lines) else f"{lines},… ({group.count:,} lines)"


def quoted(cell: str) -> str:
    """A cell as it may be quoted: not all of a long one."""
    return f"“{cell}”" if len(cell) <= CHARS else f"“{cell[:CHARS]}…”"
