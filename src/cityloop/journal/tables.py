"""The tables of one journal. They grow by migrations alone (``adapters/stores/migrations``), never by hand."""

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, SmallInteger, String, Table

from cityloop.city.label import INTERNAL, OPEN, PERSONAL, Grade, Label
from cityloop.journal.columns import column

ANYTHING = Label(Grade.RESTRICTED, personal=True)
"""The grade of a column that holds whole entries or whole payloads: as guarded as the most guarded of them."""

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit whole number; on SQLite the row's own number, where it is the key."""


def _entries(name: str, metadata: MetaData) -> Table:
    """The record itself: canonical bytes and their hash, with copies of what entries are found by."""
    return Table(
        f"{name}_entries",
        metadata,
        column("seq", BIG, OPEN, primary_key=True, autoincrement=False),
        column("bytes", LargeBinary, ANYTHING, nullable=False),
        column("hash", LargeBinary(32), OPEN, nullable=False),
        column("about", String, INTERNAL),
        column("version", Integer, INTERNAL, nullable=False),
        column("tag", String, INTERNAL, nullable=False),
        column("cause", BIG, INTERNAL),
        column("time", BIG, INTERNAL, nullable=False),
    )


def _indexes(entries: Table) -> None:
    """How entries are found; the first also holds that no version of a thing is written twice."""
    about, cause = entries.c.about, entries.c.cause
    some, caused = about.is_not(None), cause.is_not(None)
    Index(f"{entries.name}_about", about, entries.c.version, unique=True, sqlite_where=some, postgresql_where=some)
    Index(f"{entries.name}_tag", entries.c.tag, entries.c.seq)
    Index(f"{entries.name}_cause", cause, sqlite_where=caused, postgresql_where=caused)


def _tiles(name: str, metadata: MetaData) -> Table:
    """Tiles of the Merkle tree, up to 256 hashes each (C2SP tlog-tiles); the last of each level is rewritten."""
    return Table(
        f"{name}_tiles",
        metadata,
        column("level", SmallInteger, OPEN, primary_key=True, autoincrement=False),
        column("number", BIG, OPEN, primary_key=True, autoincrement=False),
        column("hashes", LargeBinary, OPEN, nullable=False),
    )


def _payloads(name: str, metadata: MetaData) -> Table:
    """Sealed payloads, found by their commitment, forgotten by their subject."""
    return Table(
        f"{name}_payloads",
        metadata,
        column("commitment", String(64), OPEN, primary_key=True),
        column("subject", String, PERSONAL, nullable=False, index=True),
        column("ciphertext", LargeBinary, ANYTHING, nullable=False),
    )


def _erasures(name: str, metadata: MetaData) -> Table:
    """Subjects that were forgotten, and whether their key is gone already: what a restart has to finish."""
    return Table(
        f"{name}_erasures",
        metadata,
        column("subject", String, PERSONAL, primary_key=True),
        column("seq", BIG, INTERNAL, nullable=False),
        column("finished", SmallInteger, INTERNAL, nullable=False),
    )


def _positions(name: str, metadata: MetaData) -> Table:
    """How far each stage (``cursor``) and each projection has come; ``shape`` digests a projection's columns."""
    return Table(
        f"{name}_positions",
        metadata,
        column("kind", String(16), INTERNAL, primary_key=True),
        column("name", String, INTERNAL, primary_key=True),
        column("position", BIG, INTERNAL, nullable=False),
        column("shape", String(64), OPEN, nullable=False),
    )


def _checkpoints(name: str, metadata: MetaData) -> Table:
    """Signed checkpoints as they were published (C2SP tlog-checkpoint); the second place has the same."""
    return Table(
        f"{name}_checkpoints",
        metadata,
        column("size", BIG, OPEN, primary_key=True, autoincrement=False),
        column("note", String, OPEN, nullable=False),
    )


class Tables:
    """All tables of the journal called ``name``; its metadata says so in ``info["journal"]``, for the migrations."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.metadata = MetaData(info={"journal": name})
        self.entries = _entries(name, self.metadata)
        _indexes(self.entries)
        self.tiles = _tiles(name, self.metadata)
        self.payloads = _payloads(name, self.metadata)
        self.erasures = _erasures(name, self.metadata)
        self.positions = _positions(name, self.metadata)
        self.checkpoints = _checkpoints(name, self.metadata)
