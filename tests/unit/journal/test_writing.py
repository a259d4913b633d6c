"""Groups of appends in one transaction: what a writer remembers, and what stands when a store fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.ground import Tally, append_of, hashes, rows, whole
from cityloop.journal.entry import Append
from cityloop.journal.errors import StoreBusy, StoreFull, StoreGone, StoreRefused
from cityloop.journal.journal import Journal
from cityloop.journal.pen import Head
from cityloop.journal.tiles import HASH, count, edge_places
from cityloop.journal.writing import edge, head, tile_reader
from tests.unit.journal.records import MemoryKeys, Record, SetClock
from tests.unit.journal.stores import GONE, Failing


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    made = Failing(SqliteStore(tmp_path / "main.db", durable=False))
    yield made
    made.store.close()


def opened(store: Failing, *projections: Tally) -> Journal:
    return Journal(store, MemoryKeys(), SetClock(), projections)


def test_the_head_of_nothing_is_nothing(record: Record) -> None:
    with record.store.read() as reader:
        assert head(reader, record.journal.tables) == Head()
        assert edge(reader, record.journal.tables, 0) == (b"",)


def test_the_head_is_the_last_entry(record: Record) -> None:
    record.journal.append(append_of("a", "b"))
    last = record.journal.get(1)
    with record.store.read() as reader:
        assert head(reader, record.journal.tables) == Head(2, last.time, hashes([last])[0])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 600])
def test_tiles_stand_as_the_tree_needs_them_and_no_more(record: Record, size: int) -> None:
    for batch in (size // 2, size - size // 2):
        record.journal.append(append_of(*["a"] * batch))
    tables = record.journal.tables
    assert rows(record.journal, tables.tiles) == count(size)
    leaves = hashes(whole(record.journal))
    with record.store.read() as reader:
        tile = tile_reader(reader, tables)
        assert tile(0, 0) == b"".join(leaves[:256])
        assert tile(7, 7) == b""
        rims = edge(reader, tables, size)
        assert [len(rim) // HASH for rim in rims] == [width for _, width in edge_places(size)]


def test_a_thing_has_each_version_once_in_the_store_itself(record: Record) -> None:
    """The last wall, should two writers ever meet: the rule stands in the store."""
    record.journal.append(append_of("a"))
    entries = record.journal.tables.entries
    with record.store.read() as reader:
        row = dict(reader.execute(select(entries)).one()._mapping)
    with pytest.raises(StoreRefused), record.store.write() as writer:
        writer.execute(entries.insert().values(**row | {"seq": 1}))


@pytest.mark.parametrize("error", [StoreFull("full"), GONE, StoreBusy("busy")])
def test_where_the_store_fails_nobody_of_the_group_stands_and_all_are_told(failing: Failing, error: StoreFull) -> None:
    tally = Tally()
    journal = opened(failing, tally)
    journal.append(append_of("a"))
    failing.before = error
    assert journal.append_each([append_of("a"), append_of("b")]) == [error, error]
    assert len(whole(journal)) == 1
    tally.check(journal)
    journal.append(append_of("a", "b", a=1, b=0))
    assert len(whole(journal)) == 3
    tally.check(journal)


def test_a_store_that_has_failed_for_all_is_not_asked_again_for_each(failing: Failing) -> None:
    journal = opened(failing)
    before, failing.before = failing.writes, GONE
    journal.append_each([append_of("a") for _ in range(9)])
    assert failing.writes == before + 1


def test_what_stands_though_its_author_was_told_otherwise_is_found_by_the_next(failing: Failing) -> None:
    """The answer to a commit may be lost on its way; the record is asked, not the memory."""
    journal = opened(failing)
    failing.after = GONE
    with pytest.raises(StoreGone):
        journal.append(append_of("a", a=0))
    assert journal.version("a") == 1
    (entry,) = journal.append(append_of("a", a=1))
    assert (entry.seq, entry.version) == (1, 2)
    assert len(whole(journal)) == 2


def test_a_cursor_alone_moves_without_an_entry(record: Record) -> None:
    journal = record.journal
    journal.append(Append(drafts=(), cursors={"stage": 4}))
    assert (journal.size(), journal.cursor("stage")) == (0, 4)
    with record.store.read() as reader:
        assert head(reader, journal.tables) == Head()
