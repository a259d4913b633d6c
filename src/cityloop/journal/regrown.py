"""The tree as the entries give it, grown again beside the stored one and held against all that was signed."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import func, select

from cityloop.journal import merkle
from cityloop.journal.faults import Faults, Kind
from cityloop.journal.ports import Transaction
from cityloop.journal.signed import Signed
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import HASH, WIDTH, Place, count, edge_places, grow, nodes

FULL = WIDTH * HASH


class Regrown:
    """Takes leaf after leaf; compares tiles as they fill, and roots where something was signed."""

    def __init__(self, transaction: Transaction, tables: Tables, signed: Signed, faults: Faults) -> None:
        self._transaction = transaction
        self._tables = tables
        self._signed = signed
        self._faults = faults
        self._edge: tuple[bytes, ...] = ()
        self.size = 0
        tiles = tables.tiles
        query = select(func.max(tiles.c.number)).where(tiles.c.level == 0)
        self._last: int = transaction.execute(query).scalar() or 0
        signed.compare(0, merkle.EMPTY)

    def recorded(self, start: int, stop: int) -> bytes:
        """The leaf hashes of the stored tree; zeros for a tile that is missing or short, nothing after its end."""
        tiles, first = self._tables.tiles, start // WIDTH
        last = min(-(-stop // WIDTH) - 1, self._last)
        query = select(tiles.c.number, tiles.c.hashes).where(tiles.c.level == 0, tiles.c.number.between(first, last))
        found = {row.number: row.hashes for row in self._transaction.execute(query)}
        tiles_here = [found.get(n, b"").ljust(FULL if n < self._last else 0, b"\0") for n in range(first, last + 1)]
        return b"".join(tiles_here)[(start - first * WIDTH) * HASH : (stop - first * WIDTH) * HASH]

    def add(self, leaves: Sequence[bytes]) -> None:
        """Grow by ``leaves``."""
        start, stop = self.size, self.size + len(leaves)
        stops = [start, *self._signed.sizes(start + 1, stop - 1), stop]
        for first, last in pairwise(stops):
            grown = grow(first, self._edge, leaves[first - start : last - start])
            self._edge = grown.edge
            self._signed.compare(last, self.root(last))
            for place, hashes in grown.changed.items():
                if place[0] and len(hashes) == FULL:
                    self._compare(place, hashes, last)
        self.size = stop

    def root(self, size: int) -> bytes:
        """Root of the tree as it stands, which has ``size`` leaves."""
        return merkle.root(nodes(lambda level, _: self._edge[level]), size)

    def end(self) -> bytes:
        """Compare the partial tiles, and look for what is left over; the root."""
        for place, width in edge_places(self.size):
            if width and place[0]:
                self._compare(place, self._edge[place[0]], self.size)
        self._signed.beyond(self.size)
        self._leftovers()
        return self.root(self.size)

    def _compare(self, place: Place, hashes: bytes, size: int) -> None:
        tiles = self._tables.tiles
        query = select(tiles.c.hashes).where(tiles.c.level == place[0], tiles.c.number == place[1])
        if self._transaction.execute(query).scalar() != hashes and not self._faults.before(size):
            self._faults.add(Kind.TREE, None, f"tile {place[1]} of level {place[0]} is not what the entries give")

    def _leftovers(self) -> None:
        """Tables and tiles that know of more entries than there are."""
        positions = self._tables.positions
        for row in self._transaction.execute(select(positions).where(positions.c.position > self.size)):
            what = f"{row.kind} {row.name} has seen {row.position} entries, {self.size} are here"
            self._faults.add(Kind.CUT, self.size, what)
        found = self._transaction.execute(select(func.count()).select_from(self._tables.tiles)).scalar()
        if found != count(self.size) and not self._faults.count:
            what = f"the stored tree has {found} tiles, the entries give {count(self.size)}"
            self._faults.add(Kind.TREE, None, what)
