"""Runs an import: rows in batches, each batch one commit; what was imported before is passed over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from cityloop.adapters.importing.map_file import Map
from cityloop.adapters.importing.record import Reader, Record
from cityloop.adapters.importing.refused import Keep, forget
from cityloop.adapters.importing.row import Row
from cityloop.adapters.importing.steps import Steps, case_of
from cityloop.adapters.importing.summary import Refusal, Refused, Summary
from cityloop.city.crs import Projection
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index
from cityloop.command.adopting import Adoption
from cityloop.command.desk import Desk
from cityloop.journal.errors import Conflict, StoreError

T = TypeVar("T")
BATCH = 400
"""Records of one commit."""
BATCH_CHARS = 8 * 1024 * 1024
"""Characters of one commit, where records are long."""
Progress = Callable[[Summary], None]


class Ready(NamedTuple):
    """A record and what the desk is asked for it."""

    row: Row
    record: Record
    adoption: Adoption


class Import:
    """One import by one map into one city. Broken off at any moment, it is run again and goes on where it was."""

    def __init__(
        self,
        map: Map,
        index: Index,
        desk: Desk,
        batch: int = BATCH,
        *,
        now: datetime,
        projection: Projection | None = None,
    ) -> None:
        """``now``: what a record says of later than this cannot have been."""
        self.summary = Summary()
        self._map = map
        self._desk = desk
        self._batch = batch
        self._reader = Reader(map, index, now, projection)
        self._steps = Steps(map, index)
        self._seen: set[int] = set()
        """Digests of the cases that this file named so far: for the count alone, the record knows which are there."""
        self._keep: Keep = forget

    def run(
        self,
        rows: Iterable[Row | Refusal],
        *,
        dry: bool = False,
        progress: Progress | None = None,
        keep: Keep = forget,
    ) -> Summary:
        """Import every row that can be; ``dry``: judge all, write nothing. Raises a ``StoreError``."""
        self._keep = keep
        for some in batches(rows, self._batch):
            ready = list(self._new(some, dry=dry))
            for each, error, facts in self._judged(ready) if dry else self._adopted(ready):
                self._note(each, error, facts)
            if progress:
                progress(self.summary)
        return self.summary

    def _new(self, rows: Sequence[Row | Refusal], *, dry: bool) -> Iterator[Ready]:
        """The records of some rows that are not there yet."""
        read = [(row, record) for row in rows if (record := self._read(row)) is not None]
        there = set(self._desk.list_known([case_of(self._map.system, record.number) for _, record in read]))
        for row, record in read:
            adoption = self._steps.adoption(record)
            twice = hash(adoption.case) in self._seen
            self._seen.add(hash(adoption.case))
            if isinstance(row, Row) and adoption.case not in there and not (dry and twice):
                there.add(adoption.case)
                yield Ready(row, record, adoption)
            else:
                self.summary.known += 1
                self.summary.twice += twice

    def _read(self, row: Row | Refusal) -> Record | None:
        self.summary.read += 1
        try:
            if isinstance(row, Refusal):
                raise Refused(row)
            return self._reader.record(row)
        except Refused as refused:
            self._refuse(row, refused.refusals)
            return None

    def _refuse(self, row: Row | Refusal, refusals: Sequence[Refusal]) -> None:
        self.summary.refuse(*refusals)
        self._keep(row if isinstance(row, Row) else None, refusals)

    def _adopted(self, ready: Sequence[Ready]) -> Iterator[tuple[Ready, CityloopError | None, int]]:
        receipts = self._desk.adopt_each([each.adoption for each in ready])
        for each, receipt in zip(ready, receipts, strict=True):
            if isinstance(receipt, CityloopError):
                yield each, receipt, 0
            else:
                yield each, None, len(receipt.entries)

    def _judged(self, ready: Sequence[Ready]) -> Iterator[tuple[Ready, CityloopError | None, int]]:
        errors = self._desk.judge_each([each.adoption for each in ready])
        for each, error in zip(ready, errors, strict=True):
            yield each, error, len(each.adoption.steps) + 1

    def _note(self, ready: Ready, error: CityloopError | None, facts: int) -> None:
        if isinstance(error, StoreError):
            raise error
        if isinstance(error, Conflict):
            self.summary.known += 1
        elif error is not None:
            remedy = "The rest of the file is not touched by it."
            refusal = Refusal(line=ready.record.line, code=error.code, what=error.what, remedy=remedy)
            self._refuse(ready.row, (refusal,))
        else:
            self._count(ready.record, facts)

    def _count(self, record: Record, facts: int) -> None:
        reach = self._steps.reach(record)
        self.summary.imported += 1
        self.summary.facts += facts
        self.summary.until[reach] = self.summary.until.get(reach, 0) + 1
        self.summary.unowned += self._steps.waits(record)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """``rows``, so many at a time, fewer where they are long."""
    some: list[T] = []
    weight = 0
    for row in rows:
        some.append(row)
        weight += sum(map(len, row.cells.values())) if isinstance(row, Row) else 0
        if len(some) >= size or weight >= BATCH_CHARS:
            yield some
            some, weight = [], 0
    if some:
        yield some
