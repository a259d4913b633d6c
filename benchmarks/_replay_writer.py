"""The process that is killed: writes the replay in many threads, and says what it begins and what was acknowledged.

Its lines on standard output, each one write: ``ready``, ``opening``, ``open``, ``closing``, ``done``, ``paused``; with
lane and number ``begun``, ``acknowledged``, ``there`` (an earlier try wrote it), ``gone`` (the store was away: it is
tried again); ``signed`` with the size of a checkpoint; ``wrong`` with what no kill explains. On standard input
``pause`` holds the lanes and ``go`` lets them on.
"""

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from random import Random
from threading import Event, Thread
from typing import TypeVar

import msgspec
from sqlalchemy import text

from benchmarks._replay import Item, Opened, Site
from cityloop.city.facts.fact import Sealed
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.entry import Append, Sealing
from cityloop.journal.errors import Conflict, StoreGone
from cityloop.journal.journal import Journal
from cityloop.journal.sealing import SALT_BYTES, prepare

Done = TypeVar("Done")
AGAIN_S = 0.02
MOST_TRIES = 3_000


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What the writer is told."""

    site: Site
    seed: int
    start: tuple[int, ...]
    """Of each lane, the number of its first item."""
    stint: int
    """Items of each lane, after which the journal is closed and opened again."""
    stints: int
    pages: int
    """Pages in SQLite's log after which it is brought into the file."""


def say(*words: object) -> None:
    """One line, in one write."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def append_of(journal: Journal, item: Item) -> Append:
    """The item as an append, its words sealed."""
    sealings: list[Sealing] = []

    def seal() -> Sealed:
        key = journal.keys.create([item.subject])[item.subject]
        salt = Random(item.author).randbytes(SALT_BYTES)
        sealed, sealing = prepare(item.subject, key, item.words(), salt)
        sealings.append(sealing)
        return sealed

    drafts = item.drafts(seal)
    cursors = {item.cursor: item.number + 1}
    return Append(drafts=drafts, expect={item.thing: item.seen}, sealings=tuple(sealings), cursors=cursors)


class Replay:
    """One life of the process."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._go = Event()
        self._go.set()
        self._idle = [Event() for _ in orders.start]
        self._ended = Event()

    def run(self) -> None:
        """Open, write a stint, close; and again."""
        for stint in range(self._orders.stints):
            say("opening")
            opened = self._open()
            say("open")
            self._stint(opened, stint * self._orders.stint)
            say("closing")
            opened.close()
        say("done")

    def heed(self) -> None:
        """Pause and go on as told."""
        for line in sys.stdin:
            if line == "pause\n":
                for idle in self._idle:
                    idle.clear()
                self._go.clear()
                for idle in self._idle:
                    idle.wait()
                say("paused")
            else:
                self._go.set()

    def _open(self) -> Opened:
        """The journal, once the store is there."""
        opened = self._patiently(lambda: Opened(self._orders.site), "journal")
        if self._orders.site.database is None:
            with opened.store.write() as transaction:
                transaction.execute(text(f"PRAGMA wal_autocheckpoint = {self._orders.pages}"))
        return opened

    def _stint(self, opened: Opened, done: int) -> None:
        self._ended.clear()
        sign = Thread(target=self._sign, args=(opened,), daemon=True)
        lanes = [Thread(target=self._lane, args=(opened, n, done), daemon=True) for n in range(len(self._idle))]
        for thread in (sign, *lanes):
            thread.start()
        for lane in lanes:
            lane.join()
        self._ended.set()
        sign.join()

    def _lane(self, opened: Opened, lane: int, done: int) -> None:
        """The lane's items of this stint, one after the other."""
        start = self._orders.start[lane] + done
        try:
            for number in range(start, start + self._orders.stint):
                self._pass(lane)
                self._item(opened.journal, Item(self._orders.seed, lane, number))
        except Exception as error:  # noqa: BLE001 - whatever it is, no kill explains it
            wrong(error)

    def _pass(self, lane: int) -> None:
        """Wait while the replay is paused."""
        if not self._go.is_set():
            self._idle[lane].set()
            self._go.wait()

    def _item(self, journal: Journal, item: Item) -> None:
        say("begun", item.lane, item.number)
        say(self._patiently(lambda: write(journal, item), item.lane, item.number), item.lane, item.number)

    def _sign(self, opened: Opened) -> None:
        """Checkpoints, as they come due."""
        while not self._ended.wait(AGAIN_S):
            try:
                if note := opened.notary.tick():
                    say("signed", Checkpoint.parse(note).size)
            except StoreGone:
                say("gone", "notary")
            except Exception as error:  # noqa: BLE001 - whatever it is, no kill explains it
                wrong(error)

    def _patiently(self, work: Callable[[], Done], *what: object) -> Done:
        """Do it; while a server is away, again."""
        for _ in range(MOST_TRIES):
            try:
                return work()
            except StoreGone:
                if self._orders.site.database is None:
                    raise
                say("gone", *what)
                time.sleep(AGAIN_S)
        raise TimeoutError("the server did not come back")


def write(journal: Journal, item: Item) -> str:
    """Write the item: ``acknowledged``, or ``there`` where an earlier try wrote it. Raises ``Conflict`` for others."""
    try:
        journal.append(append_of(journal, item))
    except Conflict:
        if item.author not in {entry.author for entry in journal.about(item.thing)}:
            raise
        return "there"
    return "acknowledged"


def wrong(error: BaseException) -> None:
    """Say what no kill explains, and end."""
    say("wrong", f"{type(error).__name__}: {error}".replace("\n", " ")[:400])
    os._exit(1)


def main(orders: Orders) -> None:
    """Load what opening loads, so that a kill after ``ready`` falls into the replay; then replay."""
    import_module("cityloop.adapters.stores.migrations.versions.record_1")
    replay = Replay(orders)
    Thread(target=replay.heed, daemon=True).start()
    say("ready")
    try:
        replay.run()
    except Exception as error:  # noqa: BLE001 - whatever it is, no kill explains it
        wrong(error)
    os._exit(0)


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Orders))
