"""Opens a node on a folder: SQLite stores, the keys apart, the true clock and true chance."""

from datetime import UTC, datetime
from pathlib import Path

from cityloop.adapters.chance import true_chance
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.node import Node, Stands
from cityloop.command.given import Chance
from cityloop.journal.ports import Clock


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def open_node(folder: Path, clock: Clock = utc_now, chance: Chance | None = None, *, durable: bool = True) -> Node:
    """The node whose record lies in ``folder``; made where there is none. ``durable=False`` is for play only."""
    (folder / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    return Node(
        Stands(
            main=SqliteStore(folder / "journal.db", durable=durable),
            access=SqliteStore(folder / "access.db", durable=durable),
            keys=KeyFile(folder / "keys" / "keys.db"),
            clock=clock,
            chance=chance or true_chance(),
        )
    )
