"""What a journal promises of proofs: each entry is in it, each earlier state its beginning, an audit is content."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from cityloop.checks.checking import expect, raised, same
from cityloop.checks.ground import Ground, append_of, hashes, whole
from cityloop.journal.audit import audit
from cityloop.journal.errors import NotInRecord
from cityloop.journal.journal import Journal
from cityloop.journal.merkle import consistent, included

SMALL = 11
"""Up to here every size and every pair of sizes is tried."""
STEPS = (1, 254, 255, 256, 257, 511, 513)
"""Sizes around those at which a tile is full."""


def roots_are_those_of_the_definition(ground: Ground) -> None:
    """The root of every size is the one that RFC 9162 defines over the entries' own bytes."""
    journal = _grown(ground, range(1, SMALL + 1))
    leaves = hashes(whole(journal))
    same([journal.root(size) for size in range(SMALL + 1)], [_root(leaves[:n]) for n in range(SMALL + 1)], "roots")


def every_entry_is_proven_in_every_tree(ground: Ground) -> None:
    """The proof holds for its entry, in every tree since, and for no other entry."""
    journal = _grown(ground, range(1, SMALL + 1))
    leaves = hashes(whole(journal))
    for size in range(1, SMALL + 1):
        for seq in range(size):
            path, root = journal.inclusion(seq, size), _root(leaves[:size])
            expect(included(leaves[seq], seq, size, path, root), f"entry {seq} is proven to be among {size}")
            others = [i for i in range(size) if i != seq and included(leaves[i], seq, size, path, root)]
            same(others, [], f"no other is proven to be entry {seq}")


def every_state_is_proven_to_be_the_beginning(ground: Ground) -> None:
    """The tree of each size is proven to be the beginning of each larger one, and of itself."""
    journal = _grown(ground, range(1, SMALL + 1))
    roots = [journal.root(size) for size in range(SMALL + 1)]
    for second in range(SMALL + 1):
        for first in range(second + 1):
            path = journal.consistency(first, second)
            expect(consistent(first, second, roots[first], roots[second], path), f"{first} begins {second}")


def proofs_hold_across_tiles(ground: Ground) -> None:
    """Also where the tree passes from one tile to the next, in whatever steps it grew, and after a restart."""
    journal = _grown(ground, STEPS)
    leaves = hashes(whole(journal))
    for each in (journal, ground.open()):
        same(b"".join(leaves), each.leaves(0, STEPS[-1]), "the leaves are the entries' own hashes")
        for start, stop in ((250, 262), (257, 300), (512, 513), (7, 7)):
            same(each.leaves(start, stop), b"".join(leaves[start:stop]), f"the leaves from {start} to {stop}")
        for size in STEPS:
            same(each.root(size), _root(leaves[:size]), f"the root of {size}")
            seq = size // 2
            expect(included(leaves[seq], seq, size, each.inclusion(seq, size), each.root(size)), f"{seq} in {size}")
            path = each.consistency(size, STEPS[-1])
            expect(consistent(size, STEPS[-1], each.root(size), each.root(STEPS[-1]), path), f"{size} is the beginning")


def what_is_not_there_is_not_proven(ground: Ground) -> None:
    """A size or place that the journal does not reach: ``NotInRecord``."""
    journal = _grown(ground, (3,))
    asked: tuple[Callable[[], object], ...] = (
        lambda: journal.root(4),
        lambda: journal.root(-1),
        lambda: journal.inclusion(3, 3),
        lambda: journal.inclusion(0, 4),
        lambda: journal.inclusion(-1, 3),
        lambda: journal.consistency(2, 4),
        lambda: journal.consistency(3, 2),
        lambda: journal.consistency(-1, 2),
    )
    for ask in asked:
        raised(NotInRecord, ask, "a proof of what is not there")


def an_audit_finds_nothing_wrong(ground: Ground) -> None:
    """At any size, also when the journal was opened again in between."""
    for size in (0, 1, 255, 257):
        journal = ground.open()
        if size:
            journal.append(append_of(*["a"] * (size - journal.size())))
        with journal.store.read() as reader:
            report = audit(reader, journal.tables, keys=journal.keys)
        same((report.size, report.root, report.faults), (size, journal.root(size), ()), "an audit finds what is there")


PROVING: tuple[Callable[[Ground], None], ...] = (
    roots_are_those_of_the_definition,
    every_entry_is_proven_in_every_tree,
    every_state_is_proven_to_be_the_beginning,
    proofs_hold_across_tiles,
    what_is_not_there_is_not_proven,
    an_audit_finds_nothing_wrong,
)
"""Every check of proofs."""


def _grown(ground: Ground, sizes: Sequence[int]) -> Journal:
    """A journal that grew to each of ``sizes`` by one append."""
    journal = ground.open()
    for before, size in zip((0, *sizes), sizes, strict=False):
        journal.append(append_of(*(f"thing{seq % 3}" for seq in range(before, size))))
    return journal


def _root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, as it stands there."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()
