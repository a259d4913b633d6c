"""Tables in a store: a journal's grow by migrations, those for reading are made as they are declared."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData

HEAD = "record_1"
"""The latest migration; a test holds that it is."""
_FOLDER = Path(__file__).parent / "migrations"
_TURN = Lock()
"""One migration at a time in a program: Alembic keeps the one under way in globals."""


def bring(connection: Connection, tables: MetaData) -> None:
    """Make what is missing of ``tables``; a journal's (``info["journal"]``) are brought to the latest migration."""
    journal = tables.info.get("journal")
    if journal is None:
        tables.create_all(connection)
    elif stands_at(connection, journal) != HEAD:
        with _TURN:
            command.upgrade(settings(connection, journal), "head")


def stands_at(connection: Connection, journal: str) -> str | None:
    """The last migration that a journal's tables went through."""
    context = MigrationContext.configure(connection, opts={"version_table": version_table(journal)})
    return context.get_current_revision()


def settings(connection: Connection, journal: str) -> Config:
    """What Alembic is told, without a file: whose tables, over which connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, journal=journal)
    return config


def version_table(journal: str) -> str:
    """Where it stands which migrations a journal's tables went through."""
    return f"{journal}_schema"
