"""Tiles grow as the tree does, whatever the batches, and every node can be read from them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.journal import merkle, tiles
from tests.unit.journal.test_merkle import hashes, naive_root, nodes_of


class Shelf:
    """Tiles as a store would keep them."""

    def __init__(self) -> None:
        self.tiles: dict[tiles.Place, bytes] = {}
        self.edge: tuple[bytes, ...] = ()
        self.size = 0

    def add(self, leaves: list[bytes]) -> None:
        grown = tiles.grow(self.size, self.edge, leaves)
        self.tiles |= grown.changed
        self.edge = grown.edge
        self.size += len(leaves)

    def read(self, level: int, number: int) -> bytes:
        return self.tiles[level, number]


def shelf_of(*batches: int) -> Shelf:
    shelf, leaves = Shelf(), hashes(sum(batches))
    for batch in batches:
        shelf.add(leaves[shelf.size : shelf.size + batch])
    return shelf


@settings(max_examples=30)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_the_batches_do_not_matter(batches: list[int]) -> None:
    shelf, whole = shelf_of(*batches), shelf_of(sum(batches))
    assert shelf.tiles == whole.tiles
    assert [rim for rim in shelf.edge if rim] == [rim for rim in whole.edge if rim]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700, 66_000])
def test_the_root_read_from_tiles_is_the_naive_one(size: int) -> None:
    node = tiles.nodes(shelf_of(size).read)
    assert merkle.root(node, size) == naive_root(hashes(size))


@settings(max_examples=30)
@given(st.integers(1, 1_000), st.data())
def test_proofs_read_from_tiles_hold_for_every_earlier_tree(size: int, data: st.DataObject) -> None:
    shelf, leaves = shelf_of(1_000), hashes(1_000)
    index = data.draw(st.integers(0, size - 1))
    reference = nodes_of(leaves)
    assert merkle.inclusion(tiles.nodes(shelf.read), index, size) == merkle.inclusion(reference, index, size)
    assert merkle.consistency(tiles.nodes(shelf.read), index + 1, size) == merkle.consistency(
        reference, index + 1, size
    )


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_792, 70_000])
def test_the_edge_is_where_the_partial_tiles_are(size: int) -> None:
    shelf = shelf_of(size)
    for place, width in tiles.edge_places(size):
        rim = shelf.tiles.get(place, b"")[: width * tiles.HASH] if width else b""
        assert rim == (shelf.edge[place[0]] if place[0] < len(shelf.edge) else b"")


def test_paths_are_those_of_tlog_tiles() -> None:
    assert tiles.path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tiles.path(1, 0, 7) == "tile/1/000.p/7"
