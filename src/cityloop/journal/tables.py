"""The tables of one journal. They grow by migrations alone (``adapters/stores/migrations``), never by hand."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, String, Table

from cityloop.city.label import INTERNAL, OPEN, PERSONAL, Grade, Label

ANYTHING = Label(Grade.RESTRICTED, personal=True)
"""The grade of a column that holds whole entries or whole payloads: as guarded as the most guarded of them."""

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit whole number; on SQLite the row's own number, where it is the key."""


def _entries(name: str, metadata: MetaData) -> Table:
    """The record itself: canonical bytes and their hash, with copies of what entries are found by."""
    return Table(
        f"{name}_entries",
        metadata,
        Column("seq", BIG, primary_key=True, autoincrement=False, info={"label": OPEN}),
        Column("bytes", LargeBinary, nullable=False, info={"label": ANYTHING}),
        Column("hash", LargeBinary(32), nullable=False, info={"label": OPEN}),
        Column("about", String, info={"label": INTERNAL}),
        Column("version", Integer, nullable=False, info={"label": INTERNAL}),
        Column("tag", String, nullable=False, info={"label": INTERNAL}),
        Column("cause", BIG, info={"label": INTERNAL}),
        Column("time", BIG, nullable=False, info={"label": INTERNAL}),
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
        Column("level", SmallInteger, primary_key=True, autoincrement=False, info={"label": OPEN}),
        Column("number", BIG, primary_key=True, autoincrement=False, info={"label": OPEN}),
        Column("hashes", LargeBinary, nullable=False, info={"label": OPEN}),
    )


def _payloads(name: str, metadata: MetaData) -> Table:
    """Sealed payloads, found by their commitment, forgotten by their subject."""
    return Table(
        f"{name}_payloads",
        metadata,
        Column("commitment", String(64), primary_key=True, info={"label": OPEN}),
        Column("subject", String, nullable=False, index=True, info={"label": PERSONAL}),
        Column("ciphertext", LargeBinary, nullable=False, info={"label": ANYTHING}),
    )


def _erasures(name: str, metadata: MetaData) -> Table:
    """Subjects that were forgotten, and whether their key is gone already: what a restart has to finish."""
    return Table(
        f"{name}_erasures",
        metadata,
        Column("subject", String, primary_key=True, info={"label": PERSONAL}),
        Column("seq", BIG, nullable=False, info={"label": INTERNAL}),
        Column("finished", SmallInteger, nullable=False, info={"label": INTERNAL}),
    )


def _positions(name: str, metadata: MetaData) -> Table:
    """How far each stage (``cursor``) and each projection has come; ``shape`` digests a projection's columns."""
    return Table(
        f"{name}_positions",
        metadata,
        Column("kind", String(16), primary_key=True, info={"label": INTERNAL}),
        Column("name", String, primary_key=True, info={"label": INTERNAL}),
        Column("position", BIG, nullable=False, info={"label": INTERNAL}),
        Column("shape", String(64), nullable=False, info={"label": OPEN}),
    )


def _checkpoints(name: str, metadata: MetaData) -> Table:
    """Signed checkpoints as they were published (C2SP tlog-checkpoint); the second place has the same."""
    return Table(
        f"{name}_checkpoints",
        metadata,
        Column("size", BIG, primary_key=True, autoincrement=False, info={"label": OPEN}),
        Column("note", String, nullable=False, info={"label": OPEN}),
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
