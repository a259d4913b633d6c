"""What somebody who owns the machine can do to a record: rows, hashes, chain, columns, tree; not the second place."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update

from cityloop.journal.canonical import decode, encode, leaf_hash
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.entry import Entry
from cityloop.journal.merkle import root
from cityloop.journal.note import Signer
from cityloop.journal.pen import Written
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables
from cityloop.journal.tiles import grow, nodes


class Attacker:
    """Works on a store's tables by hand, past the journal."""

    def __init__(self, transaction: Transaction, tables: Tables) -> None:
        self.transaction = transaction
        self.tables = tables

    def entries(self) -> list[Entry]:
        """All entries."""
        table = self.tables.entries
        return [
            decode(data) for data in self.transaction.execute(select(table.c.bytes).order_by(table.c.seq)).scalars()
        ]

    def set(self, seq: int, **columns: Any) -> None:
        """Change columns of one row."""
        table = self.tables.entries
        self.transaction.execute(update(table).where(table.c.seq == seq).values(**columns))

    def replace(self, seq: int, entry: Entry, rehash: bool = True) -> None:
        """Other bytes in one row, with the columns that fit them; ``rehash``: and with their hash."""
        data = encode(entry)
        row = Written(entry, data, leaf_hash(data)).row()
        self.set(seq, **{name: value for name, value in row.items() if name != "seq" and (rehash or name != "hash")})

    def remove(self, *places: int) -> None:
        """Take out rows."""
        table = self.tables.entries
        self.transaction.execute(delete(table).where(table.c.seq.in_(places)))

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Put this record in the place of the one that was: numbered, versioned, chained, hashed, with its tree."""
        written = list(_chained(entries))
        self.transaction.execute(delete(self.tables.entries))
        self.transaction.execute(insert(self.tables.entries), [each.row() for each in written])
        self.plant([each.hash for each in written])
        positions = self.tables.positions
        self.transaction.execute(update(positions).values(position=len(written)))

    def plant(self, leaves: Sequence[bytes]) -> None:
        """Another tree."""
        changed = grow(0, (), leaves).changed
        rows = [{"level": level, "number": number, "hashes": data} for (level, number), data in changed.items()]
        self.transaction.execute(delete(self.tables.tiles))
        self.transaction.execute(insert(self.tables.tiles), rows)

    def leaves(self) -> list[bytes]:
        """The hashes that stand beside the entries."""
        table = self.tables.entries
        return list(self.transaction.execute(select(table.c.hash).order_by(table.c.seq)).scalars())

    def unsign(self) -> None:
        """Throw away the checkpoints beside the record."""
        self.transaction.execute(delete(self.tables.checkpoints))

    def sign(self, signer: Signer, origin: str) -> None:
        """Sign the record as it is now, instead of all that was signed before."""
        self.unsign()
        leaves = self.leaves()
        tiles = grow(0, (), leaves).changed
        top = root(nodes(lambda level, number: tiles[level, number]), len(leaves))
        row = {"size": len(leaves), "note": Checkpoint(origin, len(leaves), top).signed(signer)}
        self.transaction.execute(insert(self.tables.checkpoints), [row])


def altered(entry: Entry, **changes: Any) -> Entry:
    """An entry, changed."""
    return msgspec.structs.replace(entry, **changes)


def _chained(entries: Sequence[Entry]) -> Sequence[Written]:
    written: list[Written] = []
    versions: dict[str, int] = {}
    for seq, entry in enumerate(entries):
        version = versions[entry.about] = versions.get(entry.about, 0) + 1
        previous = written[-1].hash.hex() if written else ""
        own = altered(entry, seq=seq, previous=previous, version=version if entry.about else 0)
        data = encode(own)
        written.append(Written(own, data, leaf_hash(data)))
    return written
