"""The process that is killed: a city at work, its loop, its outbox and its pages, on a clock that runs fast.

On standard output it says ``ready`` once it delivers.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from cityloop.adapters.sessions import StoredSessions
from cityloop.app.carrier import Patience
from cityloop.app.config import Config, key_in
from cityloop.app.logs import bridge, configure
from cityloop.app.opening import open_node, utc_now
from cityloop.app.outbox import Outbox
from cityloop.app.server import create_app, keep, server_of
from cityloop.app.ways import open_ways

FIRST_S, LONGEST_S = 0.1, 2.0
"""Between tries, here: days pass in minutes."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is, and how its clock runs."""

    folder: Path
    port: int
    begun_s: float
    """When the clock began to run, in seconds since 1970."""
    first: datetime
    """What it said then."""
    speed: float
    """Seconds that pass in the city for each one here."""

    def clock(self) -> datetime:
        """Now, in the city: the same for every process of the claim, whoever is killed."""
        return (self.first + timedelta(seconds=(time.time() - self.begun_s) * self.speed)).astimezone(UTC)

    def ticks(self) -> float:
        """Seconds of the city that went by, whatever its clock says."""
        return time.monotonic() * self.speed

    @property
    def patience(self) -> Patience:
        """Of the outbox, in seconds of the city."""
        return Patience(FIRST_S * self.speed, LONGEST_S * self.speed)


def run(office: Office) -> None:
    """Serve and deliver until told to stop, or killed."""
    node = open_node(office.folder, office.clock)
    ways = partial(open_ways, office.folder)
    node.outbox = Outbox(node.journal, node.in_force, office.clock, ways, office.patience, office.ticks)
    config = Config(port=office.port, key=key_in(office.folder))
    kept = replace(keep(node, config), sessions=StoredSessions(node.access.store, utc_now))
    app = create_app(node, config, kept=kept)
    configure(sys.stderr, level=50)
    bridge()
    node.start()
    os.write(sys.stdout.fileno(), b"ready\n")
    try:
        server_of(app, config).run()
    finally:
        node.stop()


if __name__ == "__main__":
    run(msgspec.json.decode(sys.argv[1], type=Office, dec_hook=lambda kind, word: kind(word)))
