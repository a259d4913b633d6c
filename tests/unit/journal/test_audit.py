"""Whatever is done to a record, an audit finds it and names the first entry; what it cannot find is said as well."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from cityloop.checks.ground import append_of, draft, erasure, words_of
from cityloop.journal.audit import Report
from cityloop.journal.canonical import encode
from cityloop.journal.entry import Append
from cityloop.journal.faults import Kind
from tests.unit.journal.attacks import Attacker, altered
from tests.unit.journal.records import ORIGIN, SIGNER, THIEF, MemoryWitness, Record

SIZE, SIGNED = 300, 290
"""How long the record under attack is, and how much of it is signed; a tile ends at 256."""
WORDS, ERASED = 9, 11
"""The entries that seal somebody's words, and that forget somebody."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """A record that nobody has touched; each attack upon it is undone."""
    record = Record(tmp_path_factory.mktemp("whole"))
    fill(record)
    yield record
    record.store.close()


def fill(record: Record) -> None:
    journal, notary = record.journal, record.notary()
    for stop in (WORDS, WORDS + 1, WORDS + 2, ERASED + 1, 100, 256, SIGNED, SIZE):
        record.clock.later(seconds=1)
        start = journal.size()
        if start == WORDS:
            journal.append(words_of(journal, "ann", b"lamp"))
        elif start == WORDS + 1:
            journal.append(words_of(journal, "bob", b"noise"))
        elif start == ERASED:
            journal.append(erasure("bob"))
        else:
            journal.append(
                Append(drafts=tuple(draft(f"t{seq % 5}", cause=seq - 1 if seq else None) for seq in range(start, stop)))
            )
        if stop <= SIGNED:
            notary.write()


Act = Callable[[Attacker], None]


class Attack(NamedTuple):
    """What is done, and what an audit has to say of it first."""

    name: str
    act: Act
    kind: Kind
    seq: int | None


def forge(seq: int, **changes: object) -> Act:
    """Change an entry, then everything behind it so that it fits."""

    def act(hand: Attacker) -> None:
        entries = hand.entries()
        entries[seq] = altered(entries[seq], **changes)
        hand.rewrite(entries)

    return act


def edit(seq: int, rehash: bool) -> Act:
    """Change one row alone."""
    return lambda hand: hand.replace(seq, altered(hand.entries()[seq], author="mallory"), rehash)


def edit_with_its_leaf(seq: int) -> Act:
    """Change one row and the tree, but not the entries that follow."""

    def act(hand: Attacker) -> None:
        edit(seq, rehash=True)(hand)
        hand.plant(hand.leaves())

    return act


def swap(one: int, two: int) -> Act:
    """Each in the place of the other, as they were written."""

    def act(hand: Attacker) -> None:
        entries = hand.entries()
        hand.set(two, version=-1)
        hand.replace(one, altered(entries[two], version=-2))
        for place, entry in ((two, entries[one]), (one, entries[two])):
            hand.replace(place, entry)

    return act


def reorder(one: int, two: int) -> Act:
    """Each in the place of the other, and everything behind made to fit."""

    def act(hand: Attacker) -> None:
        entries = hand.entries()
        entries[one], entries[two] = entries[two], entries[one]
        hand.rewrite(entries)

    return act


def cut_out(seq: int) -> Act:
    """Take out one entry and close the gap."""
    return lambda hand: hand.rewrite([entry for entry in hand.entries() if entry.seq != seq])


def truncate(size: int) -> Act:
    """Cut off the end cleanly: rows, tree, positions."""
    return lambda hand: hand.rewrite(hand.entries()[:size])


def branch(size: int) -> Act:
    """Go on from an earlier point as if nothing had followed."""

    def act(hand: Attacker) -> None:
        entries = hand.entries()
        hand.rewrite([*entries[:size], *(altered(each, author="mallory") for each in entries[size:])])

    return act


def back_date(seq: int, by: timedelta) -> Act:
    """Let an entry claim an earlier time, everything behind made to fit."""

    def act(hand: Attacker) -> None:
        forge(seq, time=hand.entries()[seq].time - by)(hand)

    return act


def all_anew(hand: Attacker) -> None:
    """Rewrite the whole record, and sign it with the stolen key."""
    hand.rewrite([altered(entry, author="mallory") for entry in hand.entries()])
    hand.sign(SIGNER, ORIGIN)


def touch_tile(level: int, number: int, byte: int = 0) -> Act:
    """One hash of the stored tree is another one."""

    def act(hand: Attacker) -> None:
        tiles = hand.tables.tiles
        place = (tiles.c.level == level, tiles.c.number == number)
        data = bytearray(hand.transaction.execute(tiles.select().where(*place)).one().hashes)
        data[byte] ^= 1
        hand.transaction.execute(update(tiles).where(*place).values(hashes=bytes(data)))

    return act


def without_tile(level: int, number: int) -> Act:
    """A tile of the stored tree is gone."""
    tiles = ("level", level), ("number", number)
    return lambda hand: _execute(
        hand, delete(hand.tables.tiles).where(*(hand.tables.tiles.c[name] == value for name, value in tiles))
    )


def spare_tile(hand: Attacker) -> None:
    _execute(hand, insert(hand.tables.tiles).values(level=5, number=0, hashes=bytes(32)))


def lose_payload(hand: Attacker) -> None:
    _execute(hand, delete(hand.tables.payloads).where(hand.tables.payloads.c.subject == "ann"))


def change_payload(hand: Attacker) -> None:
    _execute(hand, update(hand.tables.payloads).values(ciphertext=bytes(40)))


def keep_payload(hand: Attacker) -> None:
    row = {"commitment": "0" * 64, "subject": "bob", "ciphertext": b"kept"}
    _execute(hand, insert(hand.tables.payloads).values(**row))


def _execute(hand: Attacker, statement: object) -> None:
    hand.transaction.execute(statement)  # type: ignore[arg-type]


def append_by_hand(hand: Attacker) -> None:
    """One more row, well made, that the tree knows nothing of."""
    entries = hand.entries()
    last = altered(entries[-1], seq=SIZE, version=entries[-1].version + 5, previous=hand.leaves()[-1].hex())
    table = hand.tables.entries
    row = dict(hand.transaction.execute(table.select().where(table.c.seq == SIZE - 1)).one()._mapping)
    _execute(hand, insert(table).values(**row | {"seq": SIZE, "version": last.version}))
    hand.replace(SIZE, last)


def stray(seq: int) -> Act:
    """A row where none can be."""

    def act(hand: Attacker) -> None:
        table = hand.tables.entries
        row = dict(hand.transaction.execute(table.select().where(table.c.seq == 1)).one()._mapping)
        _execute(hand, insert(table).values(**row | {"seq": seq, "about": None}))

    return act


HOUR = timedelta(hours=1)
ATTACKS = (
    Attack("bytes", edit(7, rehash=False), Kind.CHANGED, 7),
    Attack("bytes-and-hash", edit(7, rehash=True), Kind.CHANGED, 7),
    Attack("bytes-and-hash-of-the-last", edit(SIZE - 1, rehash=True), Kind.CHANGED, SIZE - 1),
    Attack("bytes-hash-and-leaf", edit_with_its_leaf(7), Kind.FORKED, 7),
    Attack("bytes-hash-and-leaf-of-an-unsigned", edit_with_its_leaf(295), Kind.CHANGED, 295),
    Attack("no-entry", lambda hand: hand.set(7, bytes=b"{}"), Kind.CHANGED, 7),
    Attack("no-bytes", lambda hand: hand.set(7, bytes=b""), Kind.CHANGED, 7),
    Attack("no-text", lambda hand: hand.set(7, bytes=b'\xff{"'), Kind.CHANGED, 7),
    Attack("hash", lambda hand: hand.set(7, hash=bytes(32)), Kind.CHANGED, 7),
    Attack("about", lambda hand: hand.set(7, about="other"), Kind.CHANGED, 7),
    Attack("no-about", lambda hand: hand.set(7, about=None), Kind.CHANGED, 7),
    Attack("version", lambda hand: hand.set(7, version=77), Kind.CHANGED, 7),
    Attack("tag", lambda hand: hand.set(7, tag="case.closed"), Kind.CHANGED, 7),
    Attack("cause", lambda hand: hand.set(7, cause=1), Kind.CHANGED, 7),
    Attack("time", lambda hand: hand.set(7, time=1), Kind.CHANGED, 7),
    Attack("delete", lambda hand: hand.remove(7), Kind.CUT, 7),
    Attack("delete-the-first", lambda hand: hand.remove(0), Kind.CUT, 0),
    Attack("delete-the-last", lambda hand: hand.remove(SIZE - 1), Kind.CUT, SIZE - 1),
    Attack("delete-several", lambda hand: hand.remove(*range(40, 60), 280), Kind.CUT, 40),
    Attack("delete-all", lambda hand: hand.remove(*range(SIZE)), Kind.CUT, 0),
    Attack("delete-and-close-the-gap", cut_out(7), Kind.FORKED, 7),
    Attack("truncate", lambda hand: hand.remove(*range(200, SIZE)), Kind.CUT, 200),
    Attack("truncate-cleanly", truncate(200), Kind.CUT, 200),
    Attack("truncate-by-one-signed", truncate(SIGNED - 1), Kind.CUT, SIGNED - 1),
    Attack("truncate-all-but-one", truncate(1), Kind.CUT, 1),
    Attack("swap", swap(7, 8), Kind.REORDERED, 7),
    Attack("swap-far", swap(30, 270), Kind.REORDERED, 30),
    Attack("reorder", reorder(7, 8), Kind.FORKED, 7),
    Attack("back-date", back_date(110, HOUR), Kind.BACK_DATED, 110),
    Attack("back-date-within-its-neighbours", back_date(100, timedelta(microseconds=1)), Kind.FORKED, 100),
    Attack("back-date-an-unsigned", back_date(295, HOUR), Kind.BACK_DATED, 295),
    Attack("fork", branch(150), Kind.FORKED, 150),
    Attack("rewrite-one", forge(7, author="mallory"), Kind.FORKED, 7),
    Attack("rewrite-the-first", forge(0, author="mallory"), Kind.FORKED, 0),
    Attack("rewrite-the-last-signed", forge(SIGNED - 1, author="mallory"), Kind.FORKED, SIGNED - 1),
    Attack("rewrite-and-rehash-everything", all_anew, Kind.FORKED, 0),
    Attack("leaf-of-the-tree", touch_tile(0, 0, 32 * 7), Kind.TREE, 7),
    Attack("node-of-the-tree", touch_tile(1, 0), Kind.TREE, None),
    Attack("tile-gone", without_tile(0, 0), Kind.TREE, 0),
    Attack("last-tile-gone", without_tile(0, 1), Kind.TREE, 256),
    Attack("upper-tile-gone", without_tile(1, 0), Kind.TREE, None),
    Attack("tile-too-many", spare_tile, Kind.TREE, None),
    Attack("append-by-hand", append_by_hand, Kind.TREE, SIZE),
    Attack("row-before-the-first", stray(-5), Kind.CHANGED, -5),
    Attack("row-after-a-gap", stray(SIZE + 50), Kind.CUT, SIZE),
    Attack("row-far-away", stray(1 << 40), Kind.CHANGED, 1 << 40),
    Attack("signed-by-another", lambda hand: hand.sign(THIEF, ORIGIN), Kind.UNSIGNED, None),
    Attack("payload-lost", lose_payload, Kind.LOST, WORDS),
    Attack("payload-changed", change_payload, Kind.CHANGED, WORDS),
    Attack("payload-kept", keep_payload, Kind.KEPT, ERASED),
)


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
