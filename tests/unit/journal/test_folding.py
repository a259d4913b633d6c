"""Tables for reading: how they are told apart from those of another time, and how they catch up."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, update

from cityloop.checks.ground import Choosy, Tally, append_of, draft
from cityloop.city.label import INTERNAL
from cityloop.journal import folding
from cityloop.journal.columns import column
from cityloop.journal.entry import Append, Entry
from cityloop.journal.errors import Conflict, FoldFailed
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from tests.unit.journal.records import Record


class Counted(Tally):
    """Notes the stretches that it was folded over."""

    def __init__(self) -> None:
        super().__init__()
        self.stretches: list[tuple[int, int]] = []

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        self.stretches.append((entries[0].seq, entries[-1].seq))


class Refusing(Tally):
    """Refuses by an error of the house."""

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        raise Conflict("not now")


def again(record: Record, *projections: Tally) -> Journal:
    """The record, opened by a program that knows these tables."""
    return Journal(record.store, record.keys, record.clock, projections)


@pytest.fixture
def full(record: Record) -> Record:
    """A record with three entries."""
    record.journal.append(append_of("a", "b", "a"))
    return record


def test_another_column_is_another_shape() -> None:
    assert folding.shape(Tally()) == folding.shape(Tally())
    assert len({folding.shape(each) for each in (Tally(), Tally("other"), Tally(extra="more"))}) == 3


def test_another_edition_of_the_fold_is_another_shape() -> None:
    later = Tally()
    later.tables.info["edition"] = 2
    assert folding.shape(later) != folding.shape(Tally())


def test_another_type_or_constraint_is_another_shape() -> None:
    strict = Tally()
    strict.table.append_column(
        column("last", strict.table.c.last.type, INTERNAL, nullable=False), replace_existing=True
    )
    assert folding.shape(strict) != folding.shape(Tally())


def test_what_is_new_is_caught_up_in_strides(record: Record) -> None:
    size = folding.STRIDE + 5
    record.journal.append(append_of(*["a"] * size))
    counted = Counted()
    again(record, counted)
    assert counted.stretches == [(0, folding.STRIDE - 1), (folding.STRIDE, size - 1)]


def test_what_stands_where_the_record_ends_is_not_folded_again(full: Record) -> None:
    again(full, Tally())
    counted = Counted()
    again(full, counted)
    assert counted.stretches == []


def test_each_append_is_folded_once(full: Record) -> None:
    counted = Counted()
    journal = again(full, counted)
    journal.append(append_of("a", "b"))
    journal.append_each([append_of("a"), append_of("b")])
    assert counted.stretches == [(0, 2), (3, 4), (5, 6)]


def test_tables_that_know_more_than_the_record_are_made_anew(full: Record) -> None:
    """As when an older copy of the entries was put back beside newer tables."""
    tally = Tally()
    positions = again(full, tally).tables.positions
    with full.store.write() as writer:
        writer.execute(update(positions).where(positions.c.name == tally.name).values(position=99))
        writer.execute(update(tally.table).values(entries=99))
    tally.check(again(full, tally))


def test_tables_of_another_shape_have_their_columns_and_indexes_now(full: Record) -> None:
    again(full, Tally())
    again(full, Tally(extra="more"))
    with full.store.write() as writer:
        found = inspect(writer)
        assert {each["name"] for each in found.get_columns("checked_tally")} == {"thing", "entries", "last", "more"}
        assert [each["column_names"] for each in found.get_indexes("checked_tally")] == [["last"]]


def test_a_table_that_breaks_at_the_start_says_where(full: Record) -> None:
    full.journal.append(Append(drafts=(draft("a", stage="bad"),)))
    with pytest.raises(FoldFailed, match="entries 0 to 3: ValueError: too bad") as failed:
        again(full, Choosy())
    assert isinstance(failed.value.__cause__, ValueError)


def test_an_error_of_the_house_comes_out_as_it_is(full: Record) -> None:
    with pytest.raises(Conflict, match="not now"):
        again(full, Refusing())


def test_cursors_and_tables_of_one_name_do_not_meet(full: Record) -> None:
    tally = Tally()
    journal = again(full, tally)
    journal.append(Append(drafts=(draft("a"),), cursors={tally.name: 1}))
    with full.store.read() as reader:
        found = reader.execute(select(journal.tables.positions.c.kind, journal.tables.positions.c.position))
        assert {row.kind: row.position for row in found} == {folding.CURSOR: 1, folding.PROJECTION: 4}


def test_a_refold_that_breaks_leaves_the_tables_as_they_were(full: Record, tmp_path: Path) -> None:
    choosy = Choosy()
    journal = again(full, choosy)
    again(full).append(Append(drafts=(draft("a", stage="bad"),)))
    before = choosy.rows(journal)
    with pytest.raises(FoldFailed):
        journal.refold()
    assert choosy.rows(journal) == before
