"""The live demonstration: the pages served, while the day plays in a thread beside."""

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from signal import SIGTERM, default_int_handler, signal
from threading import Event, Thread

import structlog

from cityloop.app.accounts import accounts_of
from cityloop.app.config import Config
from cityloop.app.demo.play import DAY, Play, morning
from cityloop.app.logs import bridge, configure
from cityloop.app.opening import utc_now
from cityloop.app.server import create_app, keep, server_of
from cityloop.city.errors import CityloopError

LOG = structlog.get_logger("cityloop.demo")


def serve_live(play: Play, config: Config, bound: socket.socket) -> None:
    """Serve until the process is told to stop (Ctrl-C); the day goes on as long, and the next days after it."""
    kept = keep(play.node, config)
    accounts = accounts_of(play.node.access.store, utc_now, play.node.accesses)
    kept = replace(kept, sessions=accounts.sessions, accounts=accounts)
    app = create_app(play.node, config, kept=kept)
    configure(level=logging.WARNING)
    bridge()
    signal(SIGTERM, default_int_handler)
    stop = Event()
    days = Thread(target=play_days, args=(play, stop), name="day", daemon=True)
    play.node.start()
    days.start()
    try:
        with suppress(KeyboardInterrupt):
            server_of(app, config).run(sockets=[bound])
    finally:
        stop.set()
        days.join()
        play.node.stop()


def play_days(play: Play, stop: Event) -> None:
    """One day after the other until ``stop``."""
    day = morning(play.clock(), play)
    while not stop.is_set():
        play.expect(day)
        day += DAY
        while not stop.is_set() and play.clock() < day:
            _safely(lambda: play.play(day, stop), stop)  # noqa: B023 - called before the day changes


def _safely(work: Callable[[], object], stop: Event) -> None:
    """A day that meets an error says so and goes on."""
    try:
        work()
    except CityloopError as error:
        LOG.error("day stumbled", code=error.code)
        stop.wait(1)
