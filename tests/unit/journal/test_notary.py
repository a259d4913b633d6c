"""The notary signs when it is time, keeps a copy elsewhere, and refuses to sign another past."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cityloop.checks.ground import append_of
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import Forked, StoreGone
from cityloop.journal.notary import PERIOD
from tests.unit.journal.attacks import Attacker, altered
from tests.unit.journal.records import ORIGIN, SIGNER, MemoryWitness, Record


class Unreachable(MemoryWitness):
    """A second place that cannot be reached for a while."""

    reachable = False

    def write(self, note: str, leaves: bytes, /) -> None:
        if not self.reachable:
            raise StoreGone("no way there")
        super().write(note, leaves)


def sizes(record: Record) -> tuple[list[int], list[int]]:
    """The sizes that were signed: in the store, and in the second place."""
    table = record.journal.tables.checkpoints
    with record.store.read() as reader:
        here = list(reader.execute(select(table.c.note).order_by(table.c.size)).scalars())
    assert all(SIGNER.verifier.has_signed(note) for note in (*here, *record.witness.kept))
    return [Checkpoint.parse(note).size for note in here], [Checkpoint.parse(note).size for note in record.witness.kept]


def test_a_checkpoint_says_what_the_journal_holds(record: Record) -> None:
    record.journal.append(append_of("a", "b", "c"))
    note = record.notary().write()
    assert Checkpoint.parse(note) == Checkpoint(ORIGIN, 3, record.journal.root(3))
    assert record.witness.hashes == record.journal.leaves(0, 3)


def test_the_first_tick_signs_even_nothing(record: Record) -> None:
    notary = record.notary()
    assert notary.tick() is not None
    assert notary.tick() is None
    assert sizes(record) == ([0], [0])


def test_it_is_time_after_so_many_entries(record: Record) -> None:
    notary = record.notary(every=3)
    notary.tick()
    signed = []
    for _ in range(7):
        record.journal.append(append_of("a"))
        signed.append(notary.tick() is not None)
    assert signed == [False, False, True, False, False, True, False]
    assert sizes(record) == ([0, 3, 6], [0, 3, 6])


def test_it_is_time_after_a_while_if_anything_was_written(record: Record) -> None:
    notary = record.notary()
    notary.tick()
    record.clock.now += PERIOD
    assert notary.tick() is None
    record.journal.append(append_of("a"))
    assert notary.tick() is not None
    record.journal.append(append_of("a"))
    record.clock.now += PERIOD - timedelta(microseconds=1)
    assert notary.tick() is None
    record.clock.now += timedelta(microseconds=1)
    assert notary.tick() is not None


def test_the_second_place_grows_by_what_is_new(record: Record) -> None:
    notary = record.notary()
    for batch in (2, 300, 1):
        record.journal.append(append_of(*["a"] * batch))
        notary.write()
    assert sizes(record) == ([2, 302, 303], [2, 302, 303])
    assert record.witness.hashes == record.journal.leaves(0, 303)


def test_a_size_is_signed_once(record: Record) -> None:
    record.journal.append(append_of("a"))
    for _ in range(3):
        record.notary().write()
    assert sizes(record) == ([1], [1])


def test_a_notary_that_starts_anew_goes_on(record: Record) -> None:
    record.journal.append(append_of("a"))
    record.notary().write()
    record.journal.append(append_of("a"))
    record.notary().tick()
    assert sizes(record) == ([1, 2], [1, 2])


def test_what_a_crash_left_out_of_the_store_is_made_up_for(record: Record) -> None:
    record.journal.append(append_of("a"))
    record.notary().write()
    with record.store.write() as writer:
        Attacker(writer, record.journal.tables).unsign()
    record.notary().write()
    assert sizes(record) == ([1], [1])


def test_what_the_second_place_could_not_take_is_not_kept_here_either(record: Record) -> None:
    record.witness = Unreachable()
    notary = record.notary()
    record.journal.append(append_of("a"))
    with pytest.raises(StoreGone):
        notary.tick()
    assert sizes(record) == ([], [])
    record.witness.reachable = True
    assert notary.tick() is not None
    assert sizes(record) == ([1], [1])


def test_the_place_of_another_journal_is_refused(record: Record) -> None:
    record.notary().write()
    with pytest.raises(Forked, match="elsewhere"):
        record.notary(origin="cityloop/elsewhere/main").write()


def test_a_journal_that_was_cut_is_not_signed(record: Record) -> None:
    record.journal.append(append_of("a", "b", "c"))
    record.notary().write()
    with record.store.write() as writer:
        hand = Attacker(writer, record.journal.tables)
        hand.rewrite(hand.entries()[:2])
    with pytest.raises(Forked, match="has seen 3 entries") as refused:
        record.notary().write()
    assert refused.value.values == {"size": 2}
    assert sizes(record)[1] == [3]


def test_a_rewritten_past_is_not_signed(record: Record) -> None:
    record.journal.append(append_of("a", "b", "c"))
    record.notary().write()
    with record.store.write() as writer:
        hand = Attacker(writer, record.journal.tables)
        hand.rewrite([altered(entry, author="mallory") for entry in hand.entries()])
    record.journal.append(append_of("d"))
    with pytest.raises(Forked, match="The first 3 entries") as refused:
        record.notary().write()
    assert refused.value.values == {"size": 3}
    assert sizes(record) == ([3], [3])
