"""The Merkle tree of RFC 9162: root, proofs, and how anyone checks them. Pure functions over hashes."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

Node: TypeAlias = Callable[[int, int], bytes]
"""``node(level, index)``: hash of the complete subtree over the ``2**level`` leaves from ``index * 2**level`` on."""

EMPTY = sha256(b"").digest()
"""Root of the tree without a leaf (section 2.1.1)."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 over 0x01 and its two children (section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def halve(hashes: Sequence[bytes]) -> list[bytes]:
    """The level above an even number of nodes."""
    return [sha256(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes), 2)]


def split(size: int) -> int:
    """The largest power of two below ``size`` (> 1): where a tree divides (``k`` in section 2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _peaks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees (level, index), largest first, that make up leaves ``start`` to ``stop``."""
    while start < stop:
        level = (stop - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def subtree(node: Node, start: int, stop: int) -> bytes:
    """Root over leaves ``start`` to ``stop``, where ``start`` is a place at which a tree divides."""
    hashes = [node(level, index) for level, index in _peaks(start, stop)]
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def root(node: Node, size: int) -> bytes:
    """Root of the tree over the first ``size`` leaves (MTH of section 2.1.1)."""
    return subtree(node, 0, size) if size else EMPTY


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The path that proves leaf ``index`` to be in the tree of ``size``, from the leaf upwards (section 2.1.3.1)."""
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + split(stop - start)
        if index < middle:
            path.append((middle, stop))
            stop = middle
        else:
            path.append((start, middle))
            start = middle
    return [subtree(node, first, last) for first, last in reversed(path)]


def consistency(node: Node, first: int, second: int) -> list[bytes]:
    """The proof that the tree of ``first`` leaves is the beginning of the tree of ``second`` (section 2.1.4.1)."""
    if first in (0, second):
        return []
    path, start, stop, whole = [], 0, second, True
    while first != stop:
        middle = start + split(stop - start)
        if first <= middle:
            path.append((middle, stop))
            stop = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    path += [] if whole else [(start, stop)]
    return [subtree(node, begin, end) for begin, end in reversed(path)]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether ``path`` proves the leaf's hash to stand at ``index`` in the tree with this root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root_hash


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` proves the first tree to be the beginning of the second (section 2.1.4.2)."""
    if first in (0, second):
        return not path and first_root == (second_root if first == second else EMPTY)
    if not 0 < first < second or not path:
        return False
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    return _climb(first - 1, second - 1, steps) == (first_root, second_root)


def _climb(place: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as the steps of a consistency proof build them, or None where there are too few or too many."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None
