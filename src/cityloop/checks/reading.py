"""What a journal promises to its readers: entries by place, thing, tag and cause; cursors; and to wake who waits."""

from collections.abc import Callable

from cityloop.checks.checking import raised, same, together
from cityloop.checks.ground import Ground, append_of, draft, erasure, whole
from cityloop.journal.entry import Append
from cityloop.journal.errors import NotInRecord
from cityloop.journal.journal import Journal

PATIENCE_S = 60.0


def an_empty_journal_is_read_without_error(ground: Ground) -> None:
    """No entry, no history, no version, no step of a stage."""
    journal = ground.open()
    same((journal.size(), journal.read(0, 9), journal.about("a"), journal.tagged("x.y")), (0, [], [], []), "nothing")
    same((journal.version("a"), journal.cursor("stage"), journal.answers(0)), (0, 0, []), "nothing to tell")
    raised(NotInRecord, lambda: journal.get(0), "the first entry of none")


def entries_are_read_from_a_place_on(ground: Ground) -> None:
    """At most as many as asked for, in order; nothing after the end."""
    journal = _filled(ground)
    entries = whole(journal)
    for start, limit in ((0, 3), (2, 2), (5, 9), (6, 9), (99, 1), (0, 0)):
        same(journal.read(start, limit), entries[start : start + limit], f"{limit} from {start} on")
    same([journal.get(seq) for seq in range(6)], entries, "each by its place")
    for seq in (-1, 6, 10**12):
        raised(NotInRecord, lambda seq=seq: journal.get(seq), f"entry {seq}")  # type: ignore[misc]


def a_thing_has_its_history(ground: Ground) -> None:
    """All entries about it, oldest first, and its version: how many they are."""
    journal = _filled(ground)
    entries = whole(journal)
    for thing, places in (("a", [0, 2]), ("b", [1, 3]), ("c", [])):
        same(journal.about(thing), [entries[place] for place in places], f"the history of {thing}")
        same(journal.version(thing), len(places), f"the version of {thing}")


def entries_are_found_by_tag_and_cause(ground: Ground) -> None:
    """By the tag of their fact, from a place on and no more than asked for; and by the entry that they answer."""
    journal = _filled(ground)
    entries = whole(journal)
    same(journal.tagged("record.subject-erased"), [entries[5]], "by its tag")
    same(journal.tagged("case.came-due", 2, 2), entries[2:4], "by its tag, from a place on")
    same(journal.answers(1), [entries[3], entries[4]], "by what they answer")
    same(journal.answers(5), [], "nobody answered the last")


def a_cursor_moves_with_what_its_stage_wrote(ground: Ground) -> None:
    """Also where it wrote nothing; it is there after a restart, and each has its own."""
    journal = ground.open()
    journal.append(Append(drafts=(draft("a"),), cursors={"one": 1, "two": 5}))
    journal.append(Append(drafts=(), cursors={"one": 2}))
    same((journal.cursor("one"), journal.cursor("two"), journal.size()), (2, 5, 1), "cursors moved")
    again = ground.open()
    same((again.cursor("one"), again.cursor("two"), again.cursor("three")), (2, 5, 0), "cursors outlive the program")


def who_waits_is_woken(ground: Ground) -> None:
    """Whoever waits for a longer journal goes on when somebody appends, or when the journal is longer already."""
    journal = ground.open()
    sizes = together(2, lambda number: journal.wait(0, PATIENCE_S) if number else _append(journal))
    same(sizes[1], 1, "who waits is told the size that he waited for")
    same(journal.wait(0, PATIENCE_S), 1, "who need not wait does not")


def who_waits_in_vain_is_told_so(ground: Ground) -> None:
    """When the time is over the size is what it was."""
    journal = ground.open()
    _append(journal)
    same((journal.wait(1, 0.01), journal.wait(9, 0.0)), (1, 1), "the size when the time is over")


def what_another_program_wrote_is_read(ground: Ground) -> None:
    """A reader has no memory of his own that could lag behind."""
    journal, other = ground.open(), ground.open()
    _append(other)
    same((journal.size(), journal.version("a"), journal.get(0).author), (1, 1, "ann"), "what another wrote is read")


READING: tuple[Callable[[Ground], None], ...] = (
    an_empty_journal_is_read_without_error,
    entries_are_read_from_a_place_on,
    a_thing_has_its_history,
    entries_are_found_by_tag_and_cause,
    a_cursor_moves_with_what_its_stage_wrote,
    who_waits_is_woken,
    who_waits_in_vain_is_told_so,
    what_another_program_wrote_is_read,
)
"""Every check of reading."""


def _append(journal: Journal) -> int:
    return journal.append(append_of("a"))[0].seq


def _filled(ground: Ground) -> Journal:
    """Six entries: about two things, two of them answers, the last of another kind."""
    journal = ground.open()
    journal.append(append_of("a", "b"))
    journal.append(Append(drafts=(draft("a"), draft("b", cause=1), draft("", cause=1))))
    journal.append(erasure("nobody"))
    return journal
