"""What a node stands on, handed to it by whoever opens it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cityloop.app.doors import open_door
from cityloop.app.late_door import OpenDoor
from cityloop.app.outbox import OpenWays
from cityloop.app.signing import OpenNotary
from cityloop.command.given import Chance
from cityloop.journal.ports import Clock, Keys, Store


@dataclass(frozen=True, slots=True)
class Stands:
    """What a node stands on: stores, keys, clock, chance."""

    main: Store
    access: Store
    """The access journal's own, so that looking never waits for doing."""
    keys: Keys
    clock: Clock
    chance: Chance
    notary: OpenNotary | None = None
    """Makes who signs checkpoints; None: nobody does."""
    ways: OpenWays = lambda _: {}
    """Opens the channels of a city."""
    door: OpenDoor = open_door
    """Opens the door to an outside system."""
    forget: Callable[[str], None] | None = None
    """Lists a subject that is forgotten apart from the record, before its key is destroyed."""
    listed: Callable[[Sequence[str]], None] | None = None
    """Sees that all subjects who were forgotten stand in every such list."""
