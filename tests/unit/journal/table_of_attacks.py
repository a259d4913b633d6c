"""The table of attacks: what is done to a record of three hundred entries, and what an audit says of it first."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert, update

from cityloop.checks.ground import draft, erasure, words_of
from cityloop.journal.entry import Append
from cityloop.journal.faults import Kind
from tests.unit.journal.attacks import Attacker, altered
from tests.unit.journal.records import ORIGIN, SIGNER, THIEF, Record

SIZE, SIGNED = 300, 290
"""How long the record under attack is, and how much of it is signed; a tile ends at 256."""
WORDS, ERASED = 9, 11
"""The entries that seal somebody's words, and that forget somebody."""


def fill(record: Record) -> None:
    """Three hundred entries, with words of two people, of whom one is forgotten, and checkpoints on the way."""
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
