"""People or facilities of another system come into a file of the city: what is new, changed, gone, refused."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Protocol, TypeAlias

from cityloop.adapters.importing.own_file import CITY, FIRST, OwnFile
from cityloop.adapters.importing.refused import Keep, forget
from cityloop.adapters.importing.row import Row, WrongTable
from cityloop.adapters.importing.summary import Refusal, Refused, Summary
from cityloop.adapters.importing.things import Reader, Thing

MOST = 200_000
"""Things of one file: a city's files are read as a whole."""
SHOWN = 8
"""Of each sort; the rest is counted."""


class Gone(StrEnum):
    """What becomes of those whom the source no longer names."""

    KEEP = "keep"
    DROP = "drop"


class Mistake(Protocol):
    """What the city's own rules find wrong."""

    @property
    def file(self) -> str:
        """Of the city's folder."""

    @property
    def line(self) -> int:
        """From 1; 0: the file as a whole."""

    @property
    def code(self) -> str:
        """What sort it is."""

    @property
    def what(self) -> str:
        """What is wrong."""

    @property
    def remedy(self) -> str:
        """How to mend it."""

    @property
    def grave(self) -> bool:
        """Whether the city cannot be applied with it."""


Judge: TypeAlias = Callable[[dict[str, bytes]], Sequence[Mistake]]
"""Every mistake that the city's files would have with these among them."""


class Difference:
    """What an import changes."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.new: list[str] = []
        self.changed: list[tuple[str, str]] = []
        """With what changes."""
        self.same = self.over = 0
        self.gone: list[str] = []
        self.warnings: list[str] = []
        """What the city's rules find odd in the file, and would have nevertheless."""

    def lines(self, file: str, gone: Gone) -> Iterator[str]:
        """It as text."""
        read, refused = self.summary.read, self.summary.refused
        changes = f"{len(self.new):,} new, {len(self.changed):,} changed, {self.same:,} the same"
        yield f"{read:,} read: {changes}, {self.over:,} no longer valid, {refused:,} refused"
        yield from _some("new", self.new)
        yield from _some("changed", [f"{id} ({what})" for id, what in self.changed])
        becomes = "taken out" if gone is Gone.DROP else "kept, though the source no longer names them"
        yield from _some(becomes, self.gone)
        yield from self.warnings[:SHOWN]
        yield from self.summary.groups_said(file)


def _some(what: str, ids: Sequence[str]) -> Iterator[str]:
    if ids:
        more = f" and {len(ids) - SHOWN:,} more" if len(ids) > SHOWN else ""
        yield f"{what}: {', '.join(ids[:SHOWN])}{more}"


class Listing:
    """One import into one file of a city. Nothing is written before all is judged; done again, it changes nothing."""

    def __init__(self, reader: Reader, own: OwnFile, system: str, judge: Judge, keep: Keep = forget) -> None:
        self.difference = Difference()
        self._reader, self._own, self._system, self._judge, self._keep = reader, own, system, judge, keep
        self._before = own.read(reader.columns)
        self._rows: dict[str, Row] = {}
        self._held: set[str] = set()
        """Whom the file names, but says wrongly: they stay as they are."""

    def run(self, rows: Iterable[Row | Refusal], gone: Gone = Gone.KEEP, *, dry: bool = False) -> Difference:
        """Read, judge, and write unless ``dry``. Raises ``WrongTable``."""
        after = self._read(rows)
        if gone is Gone.DROP:
            self._refuse_blind(after)
        while wrong := self._wrong(self._whole(after, gone)):
            for id, refusals in wrong.items():
                del after[id]
                self._refuse(self._rows.pop(id), id, *refusals)
        self._compare(after, gone)
        if not dry:
            self._own.write(self._content(self._whole(after, gone)), self._own.settings())
        return self.difference

    # Reading

    def _read(self, rows: Iterable[Row | Refusal]) -> dict[str, Thing]:
        found: dict[str, Thing] = {}
        for row in rows:
            self.difference.summary.read += 1
            if isinstance(row, Refusal):
                self._refuse(None, "", row)
            elif thing := self._thing(row, found):
                found[thing.id] = thing
                self._rows[thing.id] = row
                self._refuse_many(found)
        return found

    def _thing(self, row: Row, found: dict[str, Thing]) -> Thing | None:
        try:
            thing = self._reader.thing(row)
        except Refused as refused:
            self._refuse(row, self._reader.id_of(row), *refused.refusals)
            return None
        if thing.over and thing.id not in self._before:
            self.difference.over += 1
            return None
        if found.get(thing.id, thing) != thing:
            what = f"“{thing.id}” stands in the file more than once, and not the same."
            self._refuse(row, thing.id, Refusal(line=row.line, code="twice", what=what, remedy="Keep one of them."))
        return None if thing.id in found else thing

    def _refuse_blind(self, found: dict[str, Thing]) -> None:
        """Raise ``WrongTable`` where nobody can tell who is gone: a row has no id, the file breaks off or is empty."""
        named = {*found, *self._held}
        if "" in named or not named:
            what = "Some rows could not be read" if named else "The file names nobody"
            raise WrongTable(f"{what}, so that nobody can tell who is gone. Mend it, or leave --gone out.")

    def _refuse_many(self, found: dict[str, Thing]) -> None:
        if len(found) > MOST:
            raise WrongTable(
                f"These are more than {MOST:,}: divide the file, with a “system” of its own for each part."
            )

    def _refuse(self, row: Row | None, id: str, *refusals: Refusal) -> None:
        self._held.add(id)
        self.difference.summary.refuse(*refusals)
        self._keep(row, refusals)

    # Judging

    def _whole(self, after: dict[str, Thing], gone: Gone) -> list[Thing]:
        """Everybody who will stand in the file, in the order of ids."""
        stay = (
            self._before if gone is Gone.KEEP else {id: each for id, each in self._before.items() if id in self._held}
        )
        whole = {**stay, **after}
        return [whole[id] for id in sorted(whole)]

    def _content(self, whole: Sequence[Thing]) -> bytes:
        return self._own.text(whole, self._reader.columns, self._system)

    def _wrong(self, whole: Sequence[Thing]) -> dict[str, list[Refusal]]:
        """Those of the rows just read that the city's own rules would not have. Raises ``WrongTable`` for any other."""
        found: dict[str, list[Refusal]] = {}
        mistakes = self._judge({self._own.name: self._content(whole), CITY: self._own.settings()})
        for mistake in mistakes:
            if mistake.grave:
                id = self._whose(mistake, whole)
                line, code = self._rows[id].line, mistake.code
                refusal = Refusal(line=line, code=code, what=mistake.what, remedy=mistake.remedy)
                found.setdefault(id, []).append(refusal)
        own = [mistake for mistake in mistakes if mistake.file == self._own.name]
        self.difference.warnings = [str(mistake) for mistake in own if not mistake.grave]
        return found

    def _whose(self, mistake: Mistake, whole: Sequence[Thing]) -> str:
        """Whose row it is. Raises ``WrongTable`` where it is none of those just read."""
        own = mistake.file == self._own.name and mistake.line >= FIRST
        id = whole[mistake.line - FIRST].id if own else ""
        if id not in self._rows:
            raise WrongTable(f"Nothing was written, since the city would then be wrong: {mistake}")
        return id

    def _compare(self, after: dict[str, Thing], gone: Gone) -> None:
        told = self.difference
        for id, thing in after.items():
            before = self._before.get(id)
            if before is None:
                told.new.append(id)
            elif before.cells != thing.cells:
                told.changed.append((id, changes(before, thing)))
            else:
                told.same += 1
        told.gone = [id for id in self._before if id not in after and id not in self._held]


def changes(before: Thing, after: Thing) -> str:
    """What differs, cell by cell."""
    pairs = ((name, before.cells[name], cell) for name, cell in after.cells.items())
    return ", ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in pairs if old != new)
