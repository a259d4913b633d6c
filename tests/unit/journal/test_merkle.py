"""The tree against published vectors, and against the definition of RFC 9162 written out naively."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.journal import merkle
from cityloop.journal.canonical import leaf_hash
from cityloop.journal.merkle import node_hash, split

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The eight leaves of the test tree published with RFC 6962's first implementation."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Its roots over none, one, … eight leaves."""


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def nodes_of(leaves: Sequence[bytes]) -> merkle.Node:
    """Nodes computed from the leaves each time."""
    return lambda level, index: naive_root(leaves[index << level : (index + 1) << level])


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_published(size: int) -> None:
    node = nodes_of([leaf_hash(leaf) for leaf in LEAVES])
    assert merkle.root(node, size).hex() == ROOTS[size]


def test_a_published_inclusion_path() -> None:
    path = merkle.inclusion(nodes_of([leaf_hash(leaf) for leaf in LEAVES]), 5, 8)
    assert [step.hex() for step in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        ROOTS[4],
    ]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_proof_of_small_trees_is_the_naive_one_and_holds(size: int) -> None:
    leaves = hashes(size)
    node, root = nodes_of(leaves), naive_root(leaves)
    for m in range(size):
        path = merkle.inclusion(node, m, size)
        assert path == naive_path(m, leaves)
        assert merkle.included(leaves[m], m, size, path, root)
    for m in range(1, size + 1):
        path = merkle.consistency(node, m, size)
        assert path == naive_subproof(m, leaves, True)
        assert merkle.consistent(m, size, naive_root(leaves[:m]), root, path)


@given(st.integers(1, 200), st.data())
def test_a_false_inclusion_is_refused(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = naive_path(index, leaves), naive_root(leaves)
    other = sha256(b"other").digest()
    assert not merkle.included(other, index, size, path, root)
    assert not merkle.included(leaves[index], index, size, path, other)
    assert not merkle.included(leaves[index], index, size, [*path, other], root)
    assert not merkle.included(leaves[index], size, size, path, root)
    for place in range(len(path)):
        assert not merkle.included(leaves[index], index, size, [*path[:place], other, *path[place + 1 :]], root)
        assert not merkle.included(leaves[index], index, size, [*path[:place], *path[place + 1 :]], root)


@given(st.integers(2, 200), st.data())
def test_a_false_consistency_is_refused(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    first = data.draw(st.integers(1, size - 1))
    path = naive_subproof(first, leaves, True)
    roots = naive_root(leaves[:first]), naive_root(leaves)
    other = sha256(b"other").digest()
    assert not merkle.consistent(first, size, other, roots[1], path)
    assert not merkle.consistent(first, size, roots[0], other, path)
    assert not merkle.consistent(first, size, *roots, [*path, other])
    assert not merkle.consistent(first, size, *roots, [])
    assert not merkle.consistent(size, first, roots[1], roots[0], path)
    for place in range(len(path)):
        assert not merkle.consistent(first, size, *roots, [*path[:place], other, *path[place + 1 :]])


def test_a_tree_is_consistent_with_itself_and_with_the_empty_one() -> None:
    root = naive_root(hashes(3))
    assert merkle.consistent(3, 3, root, root, [])
    assert merkle.consistent(0, 3, merkle.EMPTY, root, [])
    assert not merkle.consistent(0, 3, root, root, [])
    assert not merkle.consistent(3, 3, root, merkle.EMPTY, [])
