"""The tree grown again gives the same roots in whatever strides, and reads the stored one with its holes."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from cityloop.checks.ground import append_of
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.faults import Faults, Kind
from cityloop.journal.ports import Transaction
from cityloop.journal.regrown import Regrown
from cityloop.journal.signed import Signed
from tests.unit.journal.records import ORIGIN, SIGNER, Record

SIZE = 520
"""Three tiles of leaves, the last of them partial."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    made = Record(tmp_path_factory.mktemp("regrown"))
    made.journal.append(append_of(*["a"] * SIZE))
    yield made
    made.store.close()


def regrown(record: Record, transaction: Transaction, *sizes: int) -> tuple[Regrown, Signed, Faults]:
    """The tree to be grown, with checkpoints at ``sizes``."""
    faults = Faults()
    signed = Signed(faults)
    notes = [Checkpoint(ORIGIN, size, record.journal.root(size)).signed(SIGNER) for size in sizes]
    signed.add(notes, "the test", SIGNER.verifier)
    return Regrown(transaction, record.journal.tables, signed, faults), signed, faults


def leaves(record: Record, start: int = 0, stop: int = SIZE) -> list[bytes]:
    data = record.journal.leaves(start, stop)
    return [data[i : i + 32] for i in range(0, len(data), 32)]


@settings(max_examples=15)
@given(cuts=st.sets(st.integers(1, SIZE - 1), max_size=4), sizes=st.sets(st.integers(0, SIZE), max_size=5))
def test_strides_and_checkpoints_do_not_matter(record: Record, cuts: set[int], sizes: set[int]) -> None:
    stops = [0, *sorted(cuts), SIZE]
    with record.store.read() as reader:
        tree, signed, faults = regrown(record, reader, *sizes)
        for start, stop in pairwise(stops):
            tree.add(leaves(record, start, stop))
        assert tree.end() == record.journal.root(SIZE)
    assert (tree.size, signed.held, faults.count) == (SIZE, len(sizes), 0)


def test_recorded_leaves_are_those_of_the_stored_tree(record: Record) -> None:
    with record.store.read() as reader:
        tree, _, _ = regrown(record, reader)
        for start, stop in ((0, SIZE), (3, 4), (255, 257), (512, SIZE), (0, SIZE + 100), (SIZE, SIZE + 1)):
            assert tree.recorded(start, stop) == record.journal.leaves(start, stop)


def test_a_tile_that_is_gone_or_short_reads_as_zeros(record: Record) -> None:
    tiles = record.journal.tables.tiles
    with record.undone() as transaction:
        transaction.execute(delete(tiles).where(tiles.c.level == 0, tiles.c.number == 0))
        short = record.journal.leaves(256, 300)
        transaction.execute(update(tiles).where(tiles.c.level == 0, tiles.c.number == 1).values(hashes=short))
        tree, _, _ = regrown(record, transaction)
        assert tree.recorded(0, 256) == bytes(256 * 32)
        assert tree.recorded(256, 512) == short + bytes((512 - 300) * 32)
        assert tree.recorded(512, SIZE) == record.journal.leaves(512, SIZE)


def test_a_root_that_was_signed_and_is_another_names_the_span(record: Record) -> None:
    with record.store.read() as reader:
        tree, signed, faults = regrown(record, reader, 100, 400)
        wrong = Checkpoint(ORIGIN, 300, bytes(32)).signed(SIGNER)
        signed.add([wrong], "elsewhere", SIGNER.verifier)
        tree.add(leaves(record))
        tree.end()
    (fault,) = faults.sorted()
    assert (fault.kind, fault.seq) == (Kind.FORKED, 100)
    assert "one of the entries 100 to 299" in fault.what
    assert "elsewhere" in fault.what


def test_what_was_signed_beyond_the_end_was_cut(record: Record) -> None:
    with record.store.read() as reader:
        tree, signed, faults = regrown(record, reader)
        notes = [Checkpoint(ORIGIN, size, bytes(32)).signed(SIGNER) for size in (SIZE + 1, SIZE + 9)]
        signed.add(notes, "elsewhere", SIGNER.verifier)
        tree.add(leaves(record))
        tree.end()
    (fault,) = faults.sorted()
    assert (fault.kind, fault.seq) == (Kind.CUT, SIZE)
    assert f"of {SIZE + 9} entries" in fault.what


def test_a_position_beyond_the_end_shows_a_cut(record: Record) -> None:
    positions = record.journal.tables.positions
    with record.undone() as transaction:
        row = {"kind": "cursor", "name": "stage", "position": SIZE + 1, "shape": ""}
        transaction.execute(positions.insert().values(**row))
        tree, _, faults = regrown(record, transaction)
        tree.add(leaves(record))
        tree.end()
    assert [(fault.kind, fault.seq) for fault in faults.sorted()] == [(Kind.CUT, SIZE)]


def test_a_first_entry_that_was_signed_alone_is_named(record: Record) -> None:
    with record.store.read() as reader:
        tree, signed, faults = regrown(record, reader, 6)
        signed.add([Checkpoint(ORIGIN, 7, bytes(32)).signed(SIGNER)], "elsewhere", SIGNER.verifier)
        tree.add(leaves(record))
    assert [fault.what.partition(" is not")[0] for fault in faults.sorted()] == ["entry 6"]
