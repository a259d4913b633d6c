"""The journal against a model of it: random appends by several authors, one by one, in groups, by several programs."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.checks.checking import together
from cityloop.checks.ground import Tally, append_of, draft, whole
from cityloop.journal.entry import Append, Entry
from cityloop.journal.errors import BadDraft, Conflict
from cityloop.journal.faults import Fault
from cityloop.journal.journal import Journal, Outcome
from tests.unit.journal.records import Record

THINGS = ("a", "b", "c", "")
drafts = st.builds(
    draft,
    st.sampled_from(THINGS),
    st.sampled_from(["ann", "bob", "eve"]),
    st.none() | st.integers(-3, 12),
    st.sampled_from(["handling", "checking"]),
)
appends = st.builds(
    Append,
    drafts=st.lists(drafts, max_size=3).map(tuple),
    expect=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), max_size=2),
    cursors=st.dictionaries(st.sampled_from(["one", "two"]), st.integers(0, 9), max_size=1),
)
groups = st.lists(st.lists(appends, min_size=1, max_size=4), max_size=6)


class Model:
    """What a journal has to hold, in the simplest words."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, int, int | None]] = []
        self.cursors: dict[str, int] = {}

    def version(self, thing: str) -> int:
        return sum(1 for about, *_ in self.entries if about == thing) if thing else 0

    def append(self, append: Append) -> type | None:
        """What refuses the append, or None where it stands."""
        if any(self.version(thing) != seen for thing, seen in append.expect.items()):
            return Conflict
        first = len(self.entries)
        causes = [self._cause(each.cause, first, place) for place, each in enumerate(append.drafts)]
        if any(cause is not None and not low <= cause < high for cause, low, high in causes):
            return BadDraft
        for each, (cause, _, _) in zip(append.drafts, causes, strict=True):
            version = self.version(each.about) + 1 if each.about else 0
            self.entries.append((each.about, each.author, version, cause))
        self.cursors |= append.cursors
        return None

    def _cause(self, cause: int | None, first: int, place: int) -> tuple[int | None, int, int]:
        """The place that is answered, and from where to where it may lie."""
        seq = first + place
        return (seq + cause, first, seq) if cause is not None and cause < 0 else (cause, 0, seq)


def kind_of(outcome: Outcome) -> type | None:
    return None if isinstance(outcome, tuple) else type(outcome)


def shown(entry: Entry) -> tuple[str, str, int, int | None]:
    return entry.about, entry.author, entry.version, entry.cause


@settings(max_examples=30)
@given(groups, st.booleans())
def test_a_journal_does_what_its_model_does(given_groups: list[list[Append]], reopen: bool) -> None:
    with TemporaryDirectory() as folder:
        tally = Tally()
        record, model = Record(Path(folder), tally), Model()
        journal = record.journal
        for group in given_groups:
            promised = [model.append(append) for append in group]
            assert [kind_of(each) for each in journal.append_each(group)] == promised
            if reopen:
                journal = Journal(record.store, record.keys, record.clock, [tally])
        agree(journal, model)
        tally.check(journal)
        assert faults(record) == []
        record.store.close()


def faults(record: Record) -> list[Fault]:
    """What an audit finds, but for stages that claim to be further than the record: here they are told any number."""
    return [fault for fault in record.audit().faults if not fault.what.startswith("cursor ")]


def agree(journal: Journal, model: Model) -> None:
    """Whether the journal tells of itself what the model says."""
    assert [shown(entry) for entry in whole(journal)] == model.entries
    assert [journal.version(thing) for thing in THINGS[:3]] == [model.version(thing) for thing in THINGS[:3]]
    assert {name: journal.cursor(name) for name in ("one", "two")} == {"one": 0, "two": 0} | model.cursors
    for seq in range(len(model.entries)):
        answers = [place for place, entry in enumerate(model.entries) if entry[3] == seq]
        assert [entry.seq for entry in journal.answers(seq)] == answers


@settings(max_examples=10)
@given(st.lists(st.lists(appends, max_size=4), min_size=2, max_size=5))
def test_whatever_threads_do_at_once_the_record_is_whole_and_each_is_told_the_truth(work: list[list[Append]]) -> None:
    """In what order they come is open; what each was told must be what stands."""
    with TemporaryDirectory() as folder:
        tally = Tally()
        record = Record(Path(folder), tally)
        journals = [record.journal, Journal(record.store, record.keys, record.clock, [tally])]
        told = together(len(work), lambda number: [journals[number % 2].append_each([each]) for each in work[number]])
        standing = [
            entry for outcomes in told for (outcome,) in outcomes if isinstance(outcome, tuple) for entry in outcome
        ]
        entries = whole(record.journal)
        assert sorted(standing, key=lambda entry: entry.seq) == entries
        tally.check(record.journal)
        assert faults(record) == []
        record.store.close()


def test_two_journals_in_one_store_do_not_meet(record: Record) -> None:
    other = Journal(record.store, record.keys, record.clock, name="other")
    record.journal.append(append_of("a"))
    other.append(append_of("a", "b"))
    other.append(Append(drafts=(), cursors={"stage": 2}))
    assert (record.journal.size(), other.size()) == (1, 2)
    assert (record.journal.version("a"), record.journal.version("b")) == (1, 0)
    assert (record.journal.cursor("stage"), other.cursor("stage")) == (0, 2)
    assert (record.journal.get(0).seq, other.get(1).about) == (0, "b")


def test_an_entry_cannot_be_changed_in_the_hands_of_a_reader(record: Record) -> None:
    (entry,) = record.journal.append(append_of("a"))
    with pytest.raises(AttributeError):
        entry.author = "mallory"  # type: ignore[misc]
    assert record.journal.get(0) == entry
