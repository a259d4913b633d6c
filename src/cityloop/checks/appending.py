"""What a journal promises of appends: whole or not at all, chained, versioned, each for itself in a shared commit."""

from collections.abc import Callable
from datetime import timedelta

import msgspec

from cityloop.checks.checking import expect, raised, same, together
from cityloop.checks.ground import START, Ground, append_of, draft, ticking, whole, words_of
from cityloop.city.errors import CityloopError
from cityloop.city.facts.waiting import CameDue
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.errors import BadDraft, Conflict, StoreRefused
from cityloop.journal.journal import Journal, Outcome

THREADS = 6
TIMES = 8


def what_was_appended_is_what_is_read(ground: Ground) -> None:
    """An append gives its entries as they then stand in the record, also after a restart."""
    journal = ground.open()
    written = journal.append(append_of("a", "b", "a", ""))
    same([(e.seq, e.about, e.version) for e in written], [(0, "a", 1), (1, "b", 1), (2, "a", 2), (3, "", 0)], "places")
    same(whole(journal), list(written), "entries are read as they were given")
    same(whole(ground.open()), list(written), "entries outlive the program")


def an_entry_says_who_when_and_why(ground: Ground) -> None:
    """Author, label, jurisdiction, cause and fact come from the draft, the time from the clock."""
    journal = ground.open()
    first, second = journal.append(Append(drafts=(draft("a", "ann"), draft("b", "bob", cause=-1, stage="路"))))
    asked = draft("b", "bob", stage="路")
    same((second.author, second.label, second.jurisdiction), ("bob", asked.label, asked.jurisdiction), "who")
    same((second.cause, second.fact), (first.seq, asked.fact), "why and what")
    same((first.time, second.time), (START, START), "one append has one time")


def time_never_goes_back(ground: Ground) -> None:
    """A clock that is put back does not make an entry older than the one before it."""
    journal = ground.open(clock=ticking(step_s=-3600))
    for _ in range(3):
        journal.append(append_of("a"))
    same({entry.time for entry in whole(journal)}, {START}, "the time of the latest entry is kept")
    journal = ground.open(clock=ticking(START + timedelta(days=1)))
    (entry,) = journal.append(append_of("a"))
    same(entry.time, START + timedelta(days=1), "and goes on with the clock")


def an_append_of_nothing_writes_nothing(ground: Ground) -> None:
    """No draft, no entry; and a list of no appends is no error."""
    journal = ground.open()
    same(journal.append(Append(drafts=())), (), "no entry for no draft")
    same(journal.append_each([]), [], "no outcome for no append")
    same(journal.size(), 0, "nothing was written")


def causes_count_back_within_an_append(ground: Ground) -> None:
    """-1 is the draft before, -2 the one before that; from 0 on it is an entry by its place."""
    journal = ground.open()
    journal.append(append_of("a", "b"))
    drafts = [draft("a", cause=each) for each in (None, -1, -2, 0, 1, 5)]
    causes = [entry.cause for entry in journal.append(Append(drafts=tuple(drafts)))]
    same(causes, [None, 2, 2, 0, 1, 5], "causes are places in the record")
    whole(journal)


def an_answer_to_what_is_not_before_it_is_refused(ground: Ground) -> None:
    """Itself, a later entry, or one before its own append counted from behind: ``BadDraft``, nothing written."""
    journal = ground.open()
    journal.append(append_of("a", "b"))
    for causes in ((2,), (3,), (-1,), (None, -2), (None, 3), (2**70,), (-(2**70),)):
        bad = Append(drafts=tuple(draft("a", cause=cause) for cause in causes))
        raised(BadDraft, lambda bad=bad: journal.append(bad), f"an answer to {causes}")  # type: ignore[misc]
    same(len(whole(journal)), 2, "nothing was written")


def what_could_not_be_read_again_is_refused(ground: Ground) -> None:
    """A fact or an author of the wrong type, or a text that is no Unicode: ``BadDraft``, and the next append stands."""
    journal = ground.open()
    for bad in _unreadable():
        raised(BadDraft, lambda bad=bad: journal.append(Append(drafts=(draft("a"), bad))), f"{bad!a}")  # type: ignore[misc]
    same(journal.append(append_of("a"))[0].seq, 0, "nothing was written before")


def who_comes_second_is_told_by_whom(ground: Ground) -> None:
    """Another version than the one seen: ``Conflict`` with the thing, both versions, and who was first."""
    journal = ground.open()
    journal.append(append_of("a", author="ann", a=0))
    journal.append(append_of("a", author="bob", a=1))
    for seen in (0, 1, 3):
        error = raised(Conflict, lambda seen=seen: journal.append(append_of("a", author="eve", a=seen)), f"{seen} seen")  # type: ignore[misc]
        promised = {"thing": "a", "seen": seen, "now": 2, "author": "bob"}
        same(error.values, promised, "the conflict says who was first")
    error = raised(Conflict, lambda: journal.append(append_of("b", b=1)), "a thing that is not there")
    same(error.values, {"thing": "b", "seen": 1, "now": 0, "author": ""}, "nobody was first")
    same(len(whole(journal)), 2, "nothing was written by who came second")


def an_append_stands_or_falls_as_one(ground: Ground) -> None:
    """One version of several that is not as seen: nothing of the append is written, its cursors stay."""
    journal = ground.open()
    journal.append(append_of("a"))
    falls = Append(drafts=(draft("b"), draft("a")), expect={"b": 0, "a": 0}, cursors={"stage": 7})
    raised(Conflict, lambda: journal.append(falls), "one version of two is another")
    same((len(whole(journal)), journal.version("b"), journal.cursor("stage")), (1, 0, 0), "nothing stands of it")


def of_many_each_stands_alone(ground: Ground) -> None:
    """Of appends handed over together each has its outcome, in order; who follows sees what those before did."""
    journal = ground.open()
    bad = Append(drafts=(draft("a", cause=99),))
    appends = [append_of("a", author="ann", a=0), append_of("a", author="bob", a=0), bad, append_of("a", "b", a=1)]
    first, second, third, fourth = journal.append_each(appends)
    same([entry.seq for entry in _entries(first)], [0], "the first stands")
    expect(isinstance(second, Conflict) and second.values["author"] == "ann", "the second learns by whom, though new")
    expect(isinstance(third, BadDraft), "the third is refused for what it is")
    same([(e.seq, e.version) for e in _entries(fourth)], [(1, 2), (2, 1)], "the fourth follows the first")
    whole(journal)


def what_the_store_refuses_falls_alone(ground: Ground) -> None:
    """The same sealed payload twice breaks a rule of the store: that append falls, those beside it stand."""
    journal = ground.open()
    words = words_of(journal, "ann", b"lamp", about="c")
    journal.append(words)
    outcomes = journal.append_each([append_of("a"), words, append_of("b")])
    same([type(each) for each in outcomes], [tuple, StoreRefused, tuple], "one is refused, two stand")
    same([entry.about for entry in whole(journal)], ["c", "a", "b"], "those beside it are written once")


def a_name_no_column_can_hold_harms_nobody_else(ground: Ground) -> None:
    """A thing with a zero in its name, or a half of a character, is kept whole or refused; those beside it stand."""
    journal = ground.open()
    names = ["a", "b\0b", "\ud800", "c"]
    outcomes = journal.append_each([append_of(name) for name in names])
    kept = [name for name, outcome in zip(names, outcomes, strict=True) if isinstance(outcome, tuple)]
    expect({"a", "c"} <= set(kept), "those beside it stand")
    same([entry.about for entry in whole(journal)], kept, "what stands is what its author was told of")


def nothing_is_lost_or_doubled_among_threads(ground: Ground) -> None:
    """Many threads append pairs: each pair stands once, together, in the order of its thread."""
    journal = ground.open()
    given = together(THREADS, lambda number: [_pair(journal, number, turn) for turn in range(TIMES)])
    entries = whole(journal)
    same(len(entries), 2 * THREADS * TIMES, "every draft stands once")
    for number, pairs in enumerate(given):
        mine = [entry for entry in entries if entry.author == f"t{number}"]
        same(mine, [entry for pair in pairs for entry in pair], "each thread's entries stand in its order")
        same([two.seq - one.seq for one, two in pairs], [1] * TIMES, "a pair stands together")


def among_threads_each_version_is_won_once(ground: Ground) -> None:
    """Many threads race for the next version of one thing: each version has one winner, each loser learns by whom."""
    journal = ground.open()
    outcomes = [each for found in together(THREADS, lambda number: _race(journal, number)) for each in found]
    won = sorted(each[0].version for each in outcomes if isinstance(each, tuple))
    same(won, list(range(1, len(won) + 1)), "each version was won once")
    same(len(whole(journal)), len(won), "who lost has written nothing")
    lost = [each for each in outcomes if isinstance(each, Conflict)]
    same({str(each.values["author"])[:1] for each in lost} - {"t"}, set(), "who lost is told by whom")
    same(len(lost) + len(won), len(outcomes), "who did not win was told so")


def among_threads_each_falls_for_itself(ground: Ground) -> None:
    """Good and bad appends from many threads share commits; the bad ones alone are refused."""
    journal = ground.open()
    together(THREADS, lambda number: _good_or_bad(journal, number))
    same(len(whole(journal)), THREADS // 2 * TIMES, "the good ones stand, each once")


def two_programs_write_one_record(ground: Ground) -> None:
    """Two journals opened on one place take turns; neither works from what it remembers of a past state."""
    journals = [ground.open(), ground.open()]
    for turn in range(6):
        (entry,) = journals[turn % 2].append(append_of("a", author=f"p{turn % 2}", a=turn))
        same((entry.seq, entry.version), (turn, turn + 1), "each goes on where the other ended")
    together(2, lambda number: [_pair(journals[number], number, turn) for turn in range(TIMES)])
    same(len(whole(journals[0])), 6 + 4 * TIMES, "every draft stands once")


APPENDING: tuple[Callable[[Ground], None], ...] = (
    what_was_appended_is_what_is_read,
    an_entry_says_who_when_and_why,
    time_never_goes_back,
    an_append_of_nothing_writes_nothing,
    causes_count_back_within_an_append,
    an_answer_to_what_is_not_before_it_is_refused,
    what_could_not_be_read_again_is_refused,
    who_comes_second_is_told_by_whom,
    an_append_stands_or_falls_as_one,
    of_many_each_stands_alone,
    what_the_store_refuses_falls_alone,
    a_name_no_column_can_hold_harms_nobody_else,
    nothing_is_lost_or_doubled_among_threads,
    among_threads_each_version_is_won_once,
    among_threads_each_falls_for_itself,
    two_programs_write_one_record,
)
"""Every check of appends."""


def _entries(outcome: Outcome) -> tuple[Entry, ...]:
    """The entries of an append that has to stand."""
    if isinstance(outcome, CityloopError):
        raise outcome
    return outcome


def _unreadable() -> list[Draft]:
    """Drafts that a type checker would not let pass."""
    good = draft("a")
    fact = CameDue(case=7, stage="handling")  # type: ignore[arg-type]
    changes: tuple[dict[str, object], ...] = ({"fact": fact}, {"author": 7}, {"author": "\ud800"}, {"label": 9})
    return [msgspec.structs.replace(good, **change) for change in changes]


def _pair(journal: Journal, number: int, turn: int) -> tuple[Entry, ...]:
    """Two entries of one append: about a thing of the thread's own, and about one that all share."""
    return journal.append(append_of(f"own{number}", "shared", author=f"t{number}", **{f"own{number}": turn}))


def _race(journal: Journal, number: int) -> list[Outcome]:
    """Some tries at the next version, each from the one seen just before."""
    outcomes: list[Outcome] = []
    for _ in range(TIMES):
        seen = journal.version("a")
        outcomes += journal.append_each([append_of("a", author=f"t{number}", a=seen)])
    return outcomes


def _good_or_bad(journal: Journal, number: int) -> None:
    """Every other thread answers an entry that will never be there."""
    for _ in range(TIMES):
        if number % 2:
            raised(BadDraft, lambda: journal.append(Append(drafts=(draft("b", cause=10**9),))), "a bad append")
        else:
            journal.append(append_of("a"))
