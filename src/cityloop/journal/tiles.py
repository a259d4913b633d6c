"""The tree's nodes as tiles of 256 hashes (C2SP tlog-tiles, height 8), and how nodes are read from them."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from cityloop.journal.merkle import Node, halve

WIDTH = 256
"""Hashes in a full tile."""
HASH = 32
"""Bytes in a hash."""

Place: TypeAlias = tuple[int, int]
"""(level, number) of a tile: level 0 holds leaves, level 1 the roots of full tiles of level 0, and so on."""


class Grown(NamedTuple):
    """What becomes of the tree when leaves are added: the partial tile of each level, and every tile that changed."""

    edge: tuple[bytes, ...]
    changed: Mapping[Place, bytes]


def _level(hashes: bytes) -> list[bytes]:
    """The hashes of a tile, one by one."""
    return [hashes[i : i + HASH] for i in range(0, len(hashes), HASH)]


def reduced(hashes: Sequence[bytes]) -> bytes:
    """Root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = halve(hashes)
    return hashes[0]


def _cut(data: bytes) -> list[bytes]:
    """Bytes of hashes in tiles, the last one partial or empty."""
    return [data[i : i + WIDTH * HASH] for i in range(0, len(data) + 1, WIDTH * HASH)]


def edge_places(size: int) -> list[tuple[Place, int]]:
    """The partial tile of each level of a tree of ``size``, with the hashes that it holds (maybe none)."""
    return [((level, size >> 8 * (level + 1)), (size >> 8 * level) % WIDTH) for level in range(_height(size))]


def _height(size: int) -> int:
    """How many levels of tiles a tree of ``size`` has."""
    return max(1, -(-size.bit_length() // 8))


def count(size: int) -> int:
    """How many tiles a tree of ``size`` has, full and partial."""
    return sum(-(-(size >> 8 * level) // WIDTH) for level in range(_height(size)))


def grow(size: int, edge: Sequence[bytes], leaves: Sequence[bytes]) -> Grown:
    """Add the hashes of ``leaves`` to a tree of ``size`` whose partial tiles are ``edge``, lowest level first."""
    rims, changed, level, added = list(edge), dict[Place, bytes](), 0, list(leaves)
    while added:
        rims += [b""] * (level + 1 - len(rims))
        tiles = _cut(rims[level] + b"".join(added))
        first = size >> 8 * (level + 1)
        changed |= {(level, first + i): tile for i, tile in enumerate(tiles) if tile}
        rims[level] = tiles.pop()
        added = [reduced(_level(tile)) for tile in tiles]
        level += 1
    return Grown(tuple(rims), changed)


def nodes(tile: Callable[[int, int], bytes]) -> Node:
    """Nodes of the tree, read from tiles through ``tile(level, number)``, each tile asked for once."""
    known: dict[Place, bytes] = {}

    def node(level: int, index: int) -> bytes:
        height = level % 8
        first = index << height
        place = (level // 8, first // WIDTH)
        if place not in known:
            known[place] = tile(*place)
        start = first % WIDTH * HASH
        return reduced(_level(known[place][start : start + (HASH << height)]))

    return node


def path(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile is published, "tile/0/x001/067" for number 1067, with ".p/W" where it holds only W hashes."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}{'' if width == WIDTH else f'.p/{width}'}"
