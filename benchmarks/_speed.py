"""How fast facts are acknowledged when many write at once, beside the bare database with nothing around it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import NamedTuple

from benchmarks._lives import STEPS, appends
from cityloop.adapters.stores.keys import KeyFile
from cityloop.app.opening import utc_now
from cityloop.command.case_table import CaseTables
from cityloop.journal.canonical import encode
from cityloop.journal.entry import Append
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Store


class Speed(NamedTuple):
    """What one load came to."""

    callers: int
    facts: int
    seconds: float

    @property
    def a_second(self) -> float:
        """Facts acknowledged a second."""
        return self.facts / self.seconds


def written(store: Store, folder: Path, callers: int, facts: int) -> tuple[Speed, Journal]:
    """``facts`` facts by ``callers`` threads, each of which waits for its fact before it writes the next.

    Keys are made and words sealed before: what is measured is the journal with its tree and its tables of cases.
    """
    keys = KeyFile(folder / f"keys-{callers}.db")
    journal = Journal(store, keys, utc_now, [CaseTables()])
    cases = facts // callers // STEPS
    loads = [appends([f"{callers}-{caller}-{case}" for case in range(cases)], keys) for caller in range(callers)]
    threads = [Thread(target=_write, args=(journal, load)) for load in loads]
    before, start = journal.size(), perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - start
    return Speed(callers, journal.size() - before, seconds), journal


def _write(journal: Journal, load: Sequence[Append]) -> None:
    for append in load:
        journal.append(append)


def bare(folder: Path, journal: Journal, facts: int, together: int) -> Speed:
    """The floor: the bytes of the same entries into one bare table, ``together`` in each commit, fully synchronous."""
    rows = [(entry.seq, encode(entry)) for entry in journal.read(0, facts)]
    with closing(sqlite3.connect(folder / f"bare-{together}.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        start = perf_counter()
        for first in range(0, len(rows), together):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO entries VALUES (?, ?)", rows[first : first + together])
            connection.execute("COMMIT")
        return Speed(1, len(rows), perf_counter() - start)
