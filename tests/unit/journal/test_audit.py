"""Whatever is done to a record, an audit finds it and names the first entry; what it cannot find is said as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from cityloop.checks.ground import append_of, erasure, words_of
from cityloop.journal.audit import Report
from cityloop.journal.canonical import encode
from cityloop.journal.faults import Kind
from tests.unit.journal.attacks import Attacker
from tests.unit.journal.records import ORIGIN, SIGNER, MemoryWitness, Record
from tests.unit.journal.table_of_attacks import (
    ATTACKS,
    SIGNED,
    SIZE,
    Act,
    Attack,
    all_anew,
    branch,
    change_payload,
    edit,
    edit_with_its_leaf,
    fill,
    forge,
    reorder,
    truncate,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """A record that nobody has touched; each attack upon it is undone."""
    record = Record(tmp_path_factory.mktemp("whole"))
    fill(record)
    yield record
    record.store.close()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_found_and_the_first_entry_named(whole: Record, attack: Attack) -> None:
    with whole.undone() as transaction:
        attack.act(Attacker(transaction, whole.journal.tables))
        report = whole.audit_in(transaction, whole.witness)
    assert report.first
    assert (report.first.kind, report.first.seq) == (attack.kind, attack.seq), str(report.first)


def test_a_whole_record_is_found_whole(whole: Record) -> None:
    report = whole.audit()
    assert (report.faults, report.total, report.first) == ((), 0, None)
    assert (report.size, report.root) == (SIZE, whole.journal.root(SIZE))
    assert report.checkpoints == 2 * len(whole.witness.kept)


def test_each_checkpoint_is_counted_once_also_at_the_very_end(record: Record) -> None:
    for _ in range(3):
        record.journal.append(append_of("a"))
        record.notary().write()
    assert record.audit().checkpoints == 2 * 3


def test_undoing_an_attack_leaves_the_record_whole(whole: Record) -> None:
    with whole.undone() as transaction:
        all_anew(Attacker(transaction, whole.journal.tables))
    assert whole.audit().faults == ()


DEPTHS = ("row", "hash", "leaf", "all", "signed")
"""How far an attacker goes to cover an edit: the deeper, the later he is seen."""


def edit_to_depth(hand: Attacker, seq: int, depth: str) -> None:
    if depth in {"row", "hash"}:
        edit(seq, rehash=depth == "hash")(hand)
    elif depth == "leaf":
        edit_with_its_leaf(seq)(hand)
    else:
        forge(seq, author="mallory")(hand)
    if depth == "signed":
        hand.sign(SIGNER, ORIGIN)


@settings(max_examples=40)
@given(seq=st.integers(0, SIGNED - 1), depth=st.sampled_from(DEPTHS))
def test_no_edit_of_what_was_signed_is_missed(whole: Record, seq: int, depth: str) -> None:
    with whole.undone() as transaction:
        edit_to_depth(Attacker(transaction, whole.journal.tables), seq, depth)
        report = whole.audit_in(transaction, whole.witness)
    assert report.first
    assert report.first.seq == seq


@settings(max_examples=30)
@given(data=st.data(), seq=st.integers(0, SIZE - 1))
def test_without_a_second_place_an_edit_is_seen_by_tree_and_chain(whole: Record, data: st.DataObject, seq: int) -> None:
    depth = data.draw(st.sampled_from(DEPTHS[:3] if seq < SIZE - 1 else DEPTHS[:2]))
    with whole.undone() as transaction:
        hand = Attacker(transaction, whole.journal.tables)
        edit_to_depth(hand, seq, depth)
        hand.unsign()
        report = whole.audit_in(transaction, None)
    assert report.first
    assert report.first.seq == seq


def first_deed(report: Report) -> tuple[Kind, int | None]:
    """The first fault that is no consequence: where an erasure was cut out, the payload that it took seems lost."""
    return next((fault.kind, fault.seq) for fault in report.faults if fault.kind is not Kind.LOST)


@settings(max_examples=30)
@given(places=st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=6))
def test_no_gap_is_missed(whole: Record, places: set[int]) -> None:
    with whole.undone() as transaction:
        Attacker(transaction, whole.journal.tables).remove(*places)
        report = whole.audit_in(transaction, whole.witness)
    assert first_deed(report) == (Kind.CUT, min(places))


@settings(max_examples=30)
@given(places=st.lists(st.integers(0, SIGNED - 1), min_size=2, max_size=2, unique=True))
def test_no_reordering_is_missed(whole: Record, places: list[int]) -> None:
    with whole.undone() as transaction:
        reorder(*places)(Attacker(transaction, whole.journal.tables))
        report = whole.audit_in(transaction, whole.witness)
    assert report.first
    assert report.first.seq == min(places)


@settings(max_examples=20)
@given(size=st.integers(0, SIGNED - 1))
def test_no_cut_of_what_was_signed_is_missed(whole: Record, size: int) -> None:
    with whole.undone() as transaction:
        hand = Attacker(transaction, whole.journal.tables)
        hand.remove(*range(size, SIZE))
        hand.plant(hand.leaves()) if size else hand.transaction.execute(delete(hand.tables.tiles))
        report = whole.audit_in(transaction, whole.witness)
    assert first_deed(report) == (Kind.CUT, size)


@pytest.mark.parametrize("act", [forge(295, author="mallory"), truncate(SIGNED), branch(SIGNED)])
def test_what_follows_the_last_checkpoint_can_be_rewritten_without_a_trace(whole: Record, act: Act) -> None:
    """The price of signing now and then (ADR 17)."""
    with whole.undone() as transaction:
        act(Attacker(transaction, whole.journal.tables))
        assert whole.audit_in(transaction, whole.witness).faults == ()


def test_without_a_second_place_a_record_rewritten_and_signed_with_the_stolen_key_looks_whole(whole: Record) -> None:
    """Why there is a second place."""
    with whole.undone() as transaction:
        all_anew(Attacker(transaction, whole.journal.tables))
        assert whole.audit_in(transaction, None).faults == ()
        report = whole.audit_in(transaction, whole.witness)
        assert report.first
        assert (report.first.kind, report.first.seq) == (Kind.FORKED, 0)


def test_of_checkpoints_without_hashes_a_span_is_named(whole: Record) -> None:
    witness = MemoryWitness()
    witness.kept = list(whole.witness.kept)
    with whole.undone() as transaction:
        hand = Attacker(transaction, whole.journal.tables)
        forge(150, author="mallory")(hand)
        hand.unsign()
        report = whole.audit_in(transaction, witness)
    assert report.first
    assert (report.first.kind, report.first.seq) == (Kind.FORKED, 100)
    assert "one of the entries 100 to 255" in report.first.what


def test_a_key_that_was_lost_is_found(record: Record) -> None:
    record.journal.append(words_of(record.journal, "ann", b"lamp"))
    del record.keys.keys["ann"]
    first = record.audit().first
    assert first
    assert (first.kind, first.seq) == (Kind.LOST, 0)


def test_a_key_that_was_kept_is_found(record: Record) -> None:
    record.journal.append(erasure("ann"))
    record.keys.keys["ann"] = bytes(32)
    first = record.audit().first
    assert first
    assert (first.kind, first.seq) == (Kind.KEPT, 0)


def test_without_keys_payloads_are_counted_but_not_opened(whole: Record) -> None:
    with whole.undone() as transaction:
        change_payload(Attacker(transaction, whole.journal.tables))
        assert whole.audit_in(transaction, whole.witness).faults
        whole_keys, whole.keys = whole.keys, None  # type: ignore[assignment]
        try:
            assert whole.audit_in(transaction, whole.witness).faults == ()
        finally:
            whole.keys = whole_keys


def test_a_note_that_is_torn_or_foreign_in_the_second_place_is_found(record: Record) -> None:
    record.journal.append(append_of("a"))
    record.notary().write()
    witness = MemoryWitness()
    witness.hashes = record.witness.hashes
    witness.kept = [*record.witness.kept, "no note\n", record.witness.kept[0].replace("linjiang ", "elsewhere ")]
    found = [(fault.kind, fault.seq) for fault in record.audit(witness).faults]
    assert found == [(Kind.UNSIGNED, None)] * 2


def test_a_fault_says_which_entry_and_what(whole: Record) -> None:
    with whole.undone() as transaction:
        edit(7, rehash=False)(Attacker(transaction, whole.journal.tables))
        report = whole.audit_in(transaction, whole.witness)
    assert str(report.first) == "entry 7 changed: its bytes do not give the hash that stands beside them"


def test_an_entry_that_answers_a_later_one_is_found(record: Record) -> None:
    record.journal.append(append_of("a", "a"))
    with record.undone() as transaction:
        forge(0, cause=1)(Attacker(transaction, record.journal.tables))
        first = record.audit_in(transaction, None).first
    assert first
    assert (first.kind, first.seq) == (Kind.CHANGED, 0)


def test_a_record_longer_than_a_stride_is_audited(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.journal.append(append_of(*["a"] * 4_100))
    record.notary().write()
    assert record.audit().faults == ()
    with record.undone() as transaction:
        forge(4_097, author="mallory")(Attacker(transaction, record.journal.tables))
        first = record.audit_in(transaction, record.witness).first
    assert first
    assert first.seq == 4_097
    record.store.close()


def test_the_words_of_nobody_stand_in_the_bytes(whole: Record) -> None:
    assert not [entry for entry in whole.journal.read(0, SIZE) if b"lamp" in encode(entry)]
