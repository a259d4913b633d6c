"""Faults are sorted by entry, counted without end, and kept in words up to a limit."""

from cityloop.journal.faults import Fault, Faults, Kind


def test_the_earliest_entry_comes_first_and_what_is_of_none_last() -> None:
    faults = Faults()
    for seq in (9, None, 2, 9):
        faults.add(Kind.CHANGED, seq, f"{seq}")
    assert [fault.seq for fault in faults.sorted()] == [2, 9, 9, None]


def test_of_many_a_part_is_kept_and_all_are_counted() -> None:
    faults = Faults(limit=3)
    for seq in range(10):
        faults.add(Kind.CUT, seq, "gone")
    assert (faults.count, len(faults.sorted())) == (10, 3)


def test_whether_something_before_is_wrong() -> None:
    faults = Faults()
    faults.add(Kind.TREE, None, "a tile")
    assert not faults.before(100)
    faults.add(Kind.CHANGED, 5, "bytes")
    assert [faults.before(size) for size in (5, 6)] == [False, True]


def test_a_fault_reads_as_a_sentence() -> None:
    assert str(Fault(Kind.BACK_DATED, 3, "it is older")) == "entry 3 back-dated: it is older"
    assert str(Fault(Kind.FORKED, None, "another past")) == "record forked: another past"
