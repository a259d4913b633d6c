"""A city that is backed up while it is written to, in which somebody reports who is to be forgotten."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any, NamedTuple

from sqlalchemy import create_engine, make_url, text

from benchmarks._forgotten import environment, journal_at, pieces_in, report, sought_in
from benchmarks._lives import appends, batches
from benchmarks._running import cityloop, served
from benchmarks._traces import Sought
from cityloop.adapters.stores import backups
from cityloop.adapters.stores.keys import KeyFile
from cityloop.app.opening import Places, places, utc_now
from cityloop.city.facts.fact import Sealed
from cityloop.command.tables import projections
from cityloop.journal.journal import Journal
from tests.postgres import PrivateServer

PASSPHRASE = "a claim needs no secret"
PACE_S, CASES_AT_ONCE = 0.05, 3
"""A commit of so many cases (8 facts each) every so often: some 480 facts a second."""


class Beats(NamedTuple):
    """How long commits took while something went on."""

    commits: int
    facts_a_second: float
    median_ms: float
    most_ms: float
    """What 99 of 100 stay below."""


class Writer:
    """Writes whole cases at a steady pace, in a thread and over connections of its own, and times each commit."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._stop = Event()
        self._took: list[float] = []
        self._facts = self._number = 0
        self._thread = Thread(target=self._run)

    def __enter__(self) -> "Writer":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, with the last commit whole."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            cases = [f"w{self._number + each}" for each in range(CASES_AT_ONCE)]
            self._number += CASES_AT_ONCE
            made = appends(cases, self._journal.keys)
            began = time.perf_counter()
            self._journal.append_each(made)
            self._took.append(time.perf_counter() - began)
            self._facts += len(made)
            due = max(due + PACE_S, time.monotonic() - 1)
            self._stop.wait(max(0.0, due - time.monotonic()))

    @contextmanager
    def beats(self) -> Iterator[list[Beats]]:
        """What is written while the block runs; the list is filled when it ends."""
        found: list[Beats] = []
        first, facts, began = len(self._took), self._facts, time.perf_counter()
        yield found
        took, seconds = self._took[first:], time.perf_counter() - began
        most = quantiles(took, n=100)[98]
        found.append(Beats(len(took), (self._facts - facts) / seconds, median(took) * 1e3, most * 1e3))


class City(NamedTuple):
    """A city on a store, and where all of it lies."""

    store: str
    folder: Path
    env: Mapping[str, str]
    server: PrivateServer | None
    address: str = ""

    @property
    def data(self) -> Path:
        """The record."""
        return self.folder / "var"

    @property
    def spread(self) -> list[Path]:
        """Every folder in which something of it may stand."""
        return [self.folder, *([self.server.folder] if self.server else [])]

    def run(self, verb: str, *words: str | Path) -> list[str]:
        """A command on the record."""
        return cityloop(verb, *words, "--data", self.data, env=self.env)

    def again(self, name: str) -> "City":
        """Where it is put back: a folder and, on PostgreSQL, a database of its own, with the same second place."""
        env = dict(self.env)
        if self.server:
            _asked(self.server.url, f"CREATE DATABASE {name}")
            env["CITYLOOP_DATABASE"] = self.server.url.rpartition("/")[0] + f"/{name}"
        return self._replace(folder=self.folder / name, env=env)

    def left(self) -> int:
        """Files and folders in its folder, and tables in its database."""
        files = sum(1 for _ in self.folder.rglob("*")) if self.folder.exists() else 0
        return files + (len(_asked(self.env["CITYLOOP_DATABASE"], TABLES)) if self.server else 0)

    def remove(self) -> None:
        """All of it goes."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.server:
            name = self.env["CITYLOOP_DATABASE"].rpartition("/")[2]
            _asked(self.server.url, f"DROP DATABASE {name} WITH (FORCE)")

    @property
    def places(self) -> Places:
        """The same as the program sees it."""
        return places(self.data, self.env)


TABLES = (
    "SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^(pg_|information_schema)'"
)


def _asked(url: str, words: str) -> list[Any]:
    """What a database answers, outside any transaction."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            found = connection.execute(text(words))
            return list(found) if found.returns_rows else []
    finally:
        engine.dispose()


class Person(NamedTuple):
    """Who is to be forgotten: the subject, and what must then be nowhere."""

    subject: str
    pieces: list[Sealed]
    sought: list[Sought]


@contextmanager
def begun(store: str, folder: Path, server: PrivateServer | None, facts: int) -> Iterator[City]:
    """A city with so many facts on its record, being served."""
    env = {**environment(folder, server), "CITYLOOP_WITNESS": str(folder / "second")}
    city = City(store, folder, env, server)
    (folder / "passphrase").write_text(PASSPHRASE)
    cityloop("new", folder / "city", env=env)
    city.run("apply", folder / "city")
    with opened(city) as journal:
        for batch in batches(journal.keys, facts):
            journal.append_each(batch)
    with served(city.data, folder / "log", env) as address:
        yield city._replace(address=address)


@contextmanager
def opened(city: City) -> Iterator[Journal]:
    """The main journal with its tables, as a program beside the server."""
    where = city.places
    with ExitStack() as rest:
        store = rest.enter_context(closing(where.store("journal", durable=True)))
        keys = rest.enter_context(closing(KeyFile(where.key_file)))
        yield Journal(store, keys, utc_now, projections())


def told(city: City) -> Person:
    """Somebody reports through the pages, with a photo; nothing else is written meanwhile."""
    with journal_at(city.data, city.env) as journal:
        start = journal.size()
        sent = report(city.address)
        subject, pieces = pieces_in(journal, start)
        return Person(subject, pieces, sought_in(journal, subject, pieces, sent))


class Round(NamedTuple):
    """Commits alone, and beside a backup."""

    alone: Beats
    beside: Beats
    seconds: float
    """That the backup took."""

    @property
    def kept(self) -> float:
        """What share of the facts is still written beside it."""
        return self.beside.facts_a_second / self.alone.facts_a_second


class Copied(NamedTuple):
    """What was copied under load, and what that cost."""

    backup: Path
    keys: Path
    size: int
    """Entries of the main journal in it."""
    bytes: int
    rounds: list[Round]


def copied(city: City, seconds: float, times: int) -> Copied:
    """Rounds of commits alone and beside a backup; the last backup counts."""
    rounds, backup = list[Round](), Path()
    with opened(city) as journal, Writer(journal) as writer:
        for _ in range(times):
            with writer.beats() as alone:
                time.sleep(seconds)
            with writer.beats() as beside:
                began = time.perf_counter()
                backup = Path(city.run("backup", city.folder / "backups")[0].partition(":")[0])
                took = time.perf_counter() - began
            rounds.append(Round(alone[0], beside[0], took))
    keys = city.run("backup-keys", city.folder / "copies", "--passphrase", city.folder / "passphrase")[0]
    manifest, _ = backups.read(backup)
    size, taken = manifest.journals["main"].size, sum(part.bytes for part in manifest.parts)
    return Copied(backup, Path(keys.partition(":")[0]), size, taken, rounds)
