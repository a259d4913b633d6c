"""Whoever is to be forgotten is, wherever a crash cuts in: the fact first, then copies, then the key."""

import pytest

from cityloop.checks.ground import append_of, erasure, payload_of, rows, words_of
from cityloop.journal.entry import Append
from cityloop.journal.erasing import erased_among, finish, unfinished
from cityloop.journal.errors import StoreGone
from cityloop.journal.journal import Journal
from tests.unit.journal.records import Record
from tests.unit.journal.stores import GONE, Failing


class Copies:
    """Somebody who keeps copies, and cannot be reached a few times."""

    def __init__(self, deaf: int) -> None:
        self.deaf = deaf
        self.forgotten: list[str] = []

    def forget(self, subject: str) -> None:
        if self.deaf:
            self.deaf -= 1
            raise StoreGone("the copies cannot be reached")
        self.forgotten.append(subject)


def again(record: Record, copies: Copies) -> Journal:
    return Journal(record.store, record.keys, record.clock, forget=[copies.forget])


def test_nobody_is_forgotten_at_first(record: Record) -> None:
    assert unfinished(record.store, record.journal.tables) == []
    with record.store.read() as reader:
        assert erased_among(reader, record.journal.tables, []) == frozenset()
        assert erased_among(reader, record.journal.tables, ["ann"]) == frozenset()


def test_who_is_forgotten_is_among_those_asked_for(record: Record) -> None:
    record.journal.append(erasure("ann"))
    with record.store.read() as reader:
        assert erased_among(reader, record.journal.tables, ["bob", "ann"]) == {"ann"}
    assert unfinished(record.store, record.journal.tables) == []


def test_where_copies_cannot_be_reached_the_next_start_goes_on(record: Record) -> None:
    copies = Copies(deaf=2)
    journal = again(record, copies)
    journal.append(words_of(journal, "ann", b"lamp"))
    with pytest.raises(StoreGone):
        journal.append(erasure("ann"))
    assert rows(journal, journal.tables.payloads) == 0
    assert record.keys.find("ann") is not None
    with pytest.raises(StoreGone):
        again(record, copies)
    again(record, copies)
    assert (copies.forgotten, record.keys.find("ann")) == (["ann"], None)


def test_where_the_end_was_not_noted_it_is_done_once_more(record: Record) -> None:
    """A key that is gone already is no error."""
    copies, failing = Copies(deaf=0), Failing(record.store)
    journal = Journal(failing, record.keys, record.clock, forget=[lambda _: setattr(failing, "before", GONE)])
    with pytest.raises(StoreGone):
        journal.append(erasure("ann"))
    assert unfinished(record.store, journal.tables) == ["ann"]
    assert record.keys.find("ann") is None
    again(record, copies)
    assert unfinished(record.store, journal.tables) == []
    assert copies.forgotten == ["ann"]


def test_where_the_answer_to_the_fact_was_lost_the_erasure_goes_on(record: Record) -> None:
    failing = Failing(record.store)
    journal = Journal(failing, record.keys, record.clock)
    journal.append(words_of(journal, "ann", b"lamp"))
    failing.after = GONE
    with pytest.raises(StoreGone):
        journal.append(erasure("ann"))
    assert (record.keys.find("ann"), unfinished(record.store, journal.tables)) == (None, [])


def test_the_next_erasure_finishes_those_before(record: Record) -> None:
    copies = Copies(deaf=1)
    journal = again(record, copies)
    with pytest.raises(StoreGone):
        journal.append(erasure("ann"))
    journal.append(erasure("bob"))
    assert sorted(copies.forgotten) == ["ann", "bob"]


def test_a_subject_asked_for_twice_is_done_again(record: Record) -> None:
    """Words that came back by an old copy of the payloads are deleted by a second erasure."""
    journal = record.journal
    words = words_of(journal, "ann", b"lamp")
    journal.append(words)
    journal.append(erasure("ann"))
    seal = words.sealings[0]
    with record.store.write() as writer:
        row = {"commitment": seal.commitment, "subject": "ann", "ciphertext": seal.ciphertext}
        writer.execute(journal.tables.payloads.insert().values(**row))
    assert record.audit().faults
    journal.append(erasure("ann"))
    assert record.audit().faults == ()


def test_of_two_in_one_append_both_are_forgotten(record: Record) -> None:
    journal = record.journal
    words = [words_of(journal, name, name.encode()) for name in ("ann", "bob")]
    for each in words:
        journal.append(each)
    journal.append(Append(drafts=erasure("ann").drafts + erasure("bob").drafts))
    assert [payload_of(journal, each.sealings[0]) for each in words] == [None, None]
    assert [record.keys.find(name) for name in ("ann", "bob")] == [None, None]


def test_noting_the_end_of_nothing_changes_nothing(record: Record) -> None:
    record.journal.append(append_of("a"))
    finish(record.store, record.journal.tables, "nobody")
    assert rows(record.journal, record.journal.tables.erasures) == 0
