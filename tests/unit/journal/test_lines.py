"""Lines of a record after restores: what each shares with it, and how far the second place had seen it go."""

from datetime import UTC, datetime

import pytest

from cityloop.city.facts.record import Restored, Seen
from cityloop.city.label import Grade
from cityloop.journal.entry import Append, Draft
from cityloop.journal.lines import Left, current, left, line_of, place_name, restores
from tests.unit.journal.records import Record

MADE = datetime(2026, 11, 25, tzinfo=UTC)


def restored(line: int, access: int, *seen: tuple[str, int, int]) -> Restored:
    """A restore into a line."""
    known = tuple(Seen(journal=journal, line=each, size=size) for journal, each, size in seen)
    return Restored(backup="b", made=MADE, line=line, access=access, seen=known, erasures="list", again=0)


def test_a_record_that_was_never_restored_is_in_its_first_line() -> None:
    assert (current([]), list(left([], "main"))) == (1, [])


def test_a_line_shares_what_is_older_than_the_restore_that_left_it() -> None:
    known = [(80, restored(2, 40, ("main", 1, 100), ("access", 1, 44)))]
    assert current(known) == 2
    assert list(left(known, "main")) == [Left(1, 80, 100)]
    assert list(left(known, "access")) == [Left(1, 40, 44)]


def test_of_two_restores_in_a_row_each_line_shares_its_own_part() -> None:
    known = [
        (80, restored(2, 40, ("main", 1, 100))),
        (110, restored(3, 60, ("main", 1, 100), ("main", 2, 120))),
    ]
    assert current(known) == 3
    assert list(left(known, "main")) == [Left(1, 80, 100), Left(2, 110, 120)]


def test_an_older_backup_shares_less_with_both() -> None:
    known = [(50, restored(3, 20, ("main", 1, 100), ("main", 2, 120)))]
    assert list(left(known, "main")) == [Left(1, 50, 100), Left(2, 50, 120)]


@pytest.mark.parametrize("line", [1, 2, 17])
def test_the_name_of_a_second_place_tells_its_line(line: int) -> None:
    assert line_of("main", place_name("main", line)) == line
    assert line_of("access", place_name("main", line)) is None


@pytest.mark.parametrize("name", ["main.1", "main.x", "main.", ".2", "mainly", "main.2.3", ""])
def test_other_names_are_of_no_line(name: str) -> None:
    assert line_of("main", name) is None


def test_restores_are_read_from_the_record(record: Record) -> None:
    for line in (2, 3):
        draft = Draft(author="a", label=Grade.INTERNAL, jurisdiction="", fact=restored(line, 0))
        record.journal.append(Append(drafts=(draft,)))
    with record.store.read() as reader:
        found = restores(reader, record.journal.tables)
    assert [(seq, fact.line) for seq, fact in found] == [(0, 2), (1, 3)]
