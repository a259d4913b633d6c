"""What a journal promises of tables for reading: they commit with the entries, catch up, and can be made anew."""

from collections.abc import Callable

from cityloop.checks.checking import expect, raised, same, together
from cityloop.checks.ground import Choosy, Ground, Tally, append_of, draft, whole
from cityloop.journal.entry import Append
from cityloop.journal.errors import FoldFailed
from cityloop.journal.folding import PROJECTION, positions
from cityloop.journal.journal import Journal


def tables_follow_each_append(ground: Ground) -> None:
    """What was appended is in the tables once the append returns."""
    tally = Tally()
    journal = ground.open(tally)
    for abouts in (("a",), ("a", "b", "a"), ("b",)):
        journal.append(append_of(*abouts))
        tally.check(journal)
    same(_position(journal, tally), 5, "a table knows the position that it stands at")


def tables_follow_many_threads(ground: Ground) -> None:
    """Groups that share a commit are folded once each."""
    tally = Tally()
    journal = ground.open(tally)
    together(4, lambda number: [journal.append(append_of("a", f"own{number}")) for _ in range(5)])
    tally.check(journal)


def a_new_table_catches_up(ground: Ground) -> None:
    """A table that was not there yet has all entries once the journal is open."""
    journal = ground.open()
    journal.append(append_of("a", "b"))
    journal.append(append_of("a"))
    tally, other = Tally(), Tally("checked_other")
    tally.check(ground.open(tally))
    both = ground.open(tally, other)
    both.append(append_of("c"))
    tally.check(both)
    other.check(both)


def a_table_left_behind_catches_up(ground: Ground) -> None:
    """What was written by a program that does not know the table is folded by the next one that does."""
    tally = Tally()
    knowing, other = ground.open(tally), ground.open()
    knowing.append(append_of("a"))
    other.append(append_of("a", "b"))
    knowing.append(append_of("a"))
    tally.check(knowing)
    other.append(append_of("b"))
    tally.check(ground.open(tally))


def a_table_of_another_shape_is_made_anew(ground: Ground) -> None:
    """Its columns are those declared now, its rows those of all entries."""
    ground.open(Tally()).append(append_of("a", "b"))
    wider = Tally(extra="more")
    journal = ground.open(wider)
    wider.check(journal)
    journal.append(append_of("b"))
    wider.check(journal)


def refolding_gives_the_same_tables(ground: Ground) -> None:
    """From the first entry, in one transaction; what did not come from entries is gone."""
    tally, other = Tally(), Tally("checked_other")
    journal = ground.open(tally, other)
    journal.append(append_of("a", "b", "a", ""))
    before = (tally.rows(journal), other.rows(journal))
    with journal.store.write() as writer:
        tally.clear(writer)
    expect(tally.rows(journal) != before[0], "a table can be spoilt")
    journal.refold()
    same((tally.rows(journal), other.rows(journal)), before, "a refold gives the tables that folding gave")
    journal.append(append_of("b"))
    tally.check(journal)


def what_cannot_be_folded_is_not_written(ground: Ground) -> None:
    """A table that breaks refuses the append: ``FoldFailed`` with the span, nothing written, nothing folded."""
    choosy, tally = Choosy("checked_choosy"), Tally()
    journal = ground.open(tally, choosy)
    journal.append(append_of("a"))
    bad = Append(drafts=(draft("a"), draft("b", stage="bad")), cursors={"stage": 3})
    error = raised(FoldFailed, lambda: journal.append(bad), "an entry that no table can take")
    same(error.values, {"projection": "checked_choosy", "first": 1, "last": 2}, "the error says what and where")
    same((len(whole(journal)), journal.cursor("stage")), (1, 0), "nothing was written")
    for table in (tally, choosy):
        table.check(journal)
        same(_position(journal, table), 1, "no table moved")


def of_many_what_cannot_be_folded_falls_alone(ground: Ground) -> None:
    """Those that shared its commit stand, each once."""
    choosy = Choosy("checked_choosy")
    journal = ground.open(choosy)
    outcomes = journal.append_each([append_of("a"), Append(drafts=(draft("b", stage="bad"),)), append_of("a")])
    same([type(each) for each in outcomes], [tuple, FoldFailed, tuple], "one is refused, two stand")
    same([entry.version for entry in whole(journal)], [1, 2], "those beside it are written once")
    choosy.check(journal)


FOLDING: tuple[Callable[[Ground], None], ...] = (
    tables_follow_each_append,
    tables_follow_many_threads,
    a_new_table_catches_up,
    a_table_left_behind_catches_up,
    a_table_of_another_shape_is_made_anew,
    refolding_gives_the_same_tables,
    what_cannot_be_folded_is_not_written,
    of_many_what_cannot_be_folded_falls_alone,
)
"""Every check of tables for reading."""


def _position(journal: Journal, table: Tally) -> int:
    with journal.store.read() as reader:
        return positions(reader, journal.tables, PROJECTION)[table.name][0]
