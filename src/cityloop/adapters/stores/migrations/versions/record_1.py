"""The record: entries, tiles, payloads, erasures, positions, checkpoints."""

import sqlalchemy as sa
from alembic import context, op

from cityloop.city.label import INTERNAL, OPEN, PERSONAL
from cityloop.journal.columns import column
from cityloop.journal.tables import ANYTHING, BIG

revision = "record_1"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables."""
    name: str = context.config.attributes["journal"]
    _entries(name)
    _tree(name)
    _beside(name)


def _entries(name: str) -> None:
    op.create_table(
        f"{name}_entries",
        column("seq", BIG, OPEN, primary_key=True, autoincrement=False),
        column("bytes", sa.LargeBinary, ANYTHING, nullable=False),
        column("hash", sa.LargeBinary(32), OPEN, nullable=False),
        column("about", sa.String, INTERNAL),
        column("version", sa.Integer, INTERNAL, nullable=False),
        column("tag", sa.String, INTERNAL, nullable=False),
        column("cause", BIG, INTERNAL),
        column("time", BIG, INTERNAL, nullable=False),
    )
    some, caused = sa.text("about IS NOT NULL"), sa.text("cause IS NOT NULL")
    table = f"{name}_entries"
    op.create_index(
        f"{table}_about", table, ["about", "version"], unique=True, sqlite_where=some, postgresql_where=some
    )
    op.create_index(f"{table}_tag", table, ["tag", "seq"])
    op.create_index(f"{table}_cause", table, ["cause"], sqlite_where=caused, postgresql_where=caused)


def _tree(name: str) -> None:
    op.create_table(
        f"{name}_tiles",
        column("level", sa.SmallInteger, OPEN, primary_key=True, autoincrement=False),
        column("number", BIG, OPEN, primary_key=True, autoincrement=False),
        column("hashes", sa.LargeBinary, OPEN, nullable=False),
    )
    op.create_table(
        f"{name}_checkpoints",
        column("size", BIG, OPEN, primary_key=True, autoincrement=False),
        column("note", sa.String, OPEN, nullable=False),
    )


def _beside(name: str) -> None:
    op.create_table(
        f"{name}_payloads",
        column("commitment", sa.String(64), OPEN, primary_key=True),
        column("subject", sa.String, PERSONAL, nullable=False, index=True),
        column("ciphertext", sa.LargeBinary, ANYTHING, nullable=False),
    )
    op.create_table(
        f"{name}_erasures",
        column("subject", sa.String, PERSONAL, primary_key=True),
        column("seq", BIG, INTERNAL, nullable=False),
        column("finished", sa.SmallInteger, INTERNAL, nullable=False),
    )
    op.create_table(
        f"{name}_positions",
        column("kind", sa.String(16), INTERNAL, primary_key=True),
        column("name", sa.String, INTERNAL, primary_key=True),
        column("position", BIG, INTERNAL, nullable=False),
        column("shape", sa.String(64), OPEN, nullable=False),
    )
