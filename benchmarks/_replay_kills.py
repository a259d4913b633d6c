"""Kills a replay again and again, restarts it on what is left, and has every kill judged."""

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from operator import gt
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from types import TracebackType
from typing import Self

import msgspec

from benchmarks._forgetful import Disk, Lost
from benchmarks._replay import LANES, Site
from benchmarks._replay_judge import Question, Verdict
from benchmarks._replay_writer import Orders
from tests.postgres import PrivateServer

ROOT = Path(__file__).parent.parent
PER_FOLDER = 8
"""Kills after which a fresh folder is begun: every kill is followed by an audit of all entries."""
TRIES = 3
"""How often a kill is tried that met a process at rest."""
LIMIT_S = 120.0
"""Longest wait for a word from the writer."""
LIFE_S = 12.0
"""Longest life of a writer that is to kill itself."""
OPENING_S = 0.12
"""From ``ready``: within it a kill falls into opening."""
MOST, ODD_S = 100, 0.05
"""Acknowledgements that a kill waits for at most, and the time after the last of them: counted, so that a kill falls
into a replay on a slow machine too."""
EARLY, LATE = 120, 1_500
"""Watched calls within which a kill falls into opening, and into a replay."""


# What was seen


@dataclass
class Tally:
    """What was counted over some kills."""

    kills: int = 0
    opening: int = 0
    """Of these, before the journal was open, or while it was being closed."""
    acknowledged: int = 0
    entries: int = 0
    checkpoints: int = 0
    found: int = 0
    absent: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    faults: int = 0
    finished: int = 0
    gone: int = 0
    """Kills that the writer was told of by name."""
    forgotten: int = 0
    torn: int = 0
    words: list[str] = field(default_factory=list)
    """The first faults."""

    @property
    def wrongs(self) -> int:
        """All that is wrong."""
        return self.lost + self.doubled + self.half + self.faults

    def add(self, other: "Tally") -> None:
        """Count together."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def judged(self, verdict: Verdict) -> None:
        """Take in what a judge found; entries and checkpoints are those audited, each time anew."""
        for name in ("entries", "checkpoints", "found", "absent", "lost", "doubled", "half", "finished"):
            setattr(self, name, getattr(self, name) + getattr(verdict, name))
        self.wrong(*verdict.faults)

    def wrong(self, *words: str) -> None:
        """Count faults."""
        self.faults += len(words)
        self.words += words[:3]

    def killed(self, seen: "Seen", lost: Lost) -> None:
        """Count a kill."""
        self.kills += 1
        self.opening += seen.phase != "open"
        self.forgotten += lost.forgotten
        self.torn += lost.torn


@dataclass
class Seen:
    """What a writer has said in all its lives on one site."""

    signed: int = 0
    """Entries of the last checkpoint that was acknowledged."""
    begun: list[int] = field(default_factory=lambda: [0] * LANES)
    acknowledged: list[int] = field(default_factory=lambda: [0] * LANES)
    told: list[int] = field(default_factory=lambda: [0] * LANES)
    """As ``acknowledged``, by the writer alone: from here it goes on, though a judge may have found more."""
    phase: str = "starting"
    count: int = 0
    retried: set[tuple[int, int]] = field(default_factory=set)
    there: int = 0
    again: int = 0
    """Appends tried again that turned out to be there, or had to be written again."""
    gone: int = 0
    wrong: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Take in one line."""
        word, _, rest = line.partition(" ")
        if word in ("begun", "acknowledged", "there"):
            lane, number = map(int, rest.split())
            self._item(word, lane, number)
        elif word == "gone":
            self.gone += 1
            self.retried |= {(int(lane), int(number)) for lane, number in [rest.split()]} if " " in rest else set()
        elif word == "signed":
            self.signed = max(self.signed, int(rest))
        elif word == "wrong":
            self.wrong.append(rest)
        else:
            self.phase = word

    def _item(self, word: str, lane: int, number: int) -> None:
        self.begun[lane] = max(self.begun[lane], number + 1)
        if word != "begun":
            self.acknowledged[lane] = max(self.acknowledged[lane], number + 1)
            self.told[lane], self.count = number + 1, self.count + 1
            self.there += word == "there"
            self.again += word == "acknowledged" and (lane, number) in self.retried
            self.retried.discard((lane, number))

    @property
    def under_way(self) -> bool:
        """Whether something was being done when the last word came."""
        return self.phase in ("opening", "closing") or (self.phase == "open" and self.begun != self.acknowledged)

    def question(self, site: Site, seed: int) -> Question:
        """What a judge is to find out."""
        return Question(
            site=site,
            seed=seed,
            begun=tuple(self.begun),
            acknowledged=tuple(self.acknowledged),
            told=tuple(self.told),
            signed=self.signed,
        )

    def settle(self, verdict: Verdict) -> None:
        """From now on what was found counts as acknowledged, what was not found as never begun."""
        if len(verdict.stands) == LANES:
            self.begun, self.acknowledged = list(verdict.stands), list(verdict.stands)


# Processes


class Child:
    """A process of ours that speaks in lines; killed and waited for at the end of the block."""

    def __init__(self, module: str, *arguments: str, variables: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", module, *arguments]
        pipe = subprocess.PIPE
        around = {**os.environ, **(variables or {})}
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, env=around, bufsize=0)
        self._rest = b""
        self._heard: deque[bytes] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def kill(self) -> None:
        """``kill -9``; on return it is gone."""
        self.process.kill()
        self.process.wait()

    def say(self, line: bytes) -> None:
        """Write one line to it."""
        if self.process.stdin is not None:
            self.process.stdin.write(line + b"\n")

    def lines(self, until: float) -> Iterator[bytes]:
        """Its lines as they come, until that time of the monotonic clock or its end."""
        out = self.process.stdout
        if out is None:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            while self._heard or (selector.select(max(0.0, until - time.monotonic())) and self._read(out.fileno())):
                while self._heard:
                    yield self._heard.popleft()

    def _read(self, out: int) -> bool:
        """Take in what has come; False at the end."""
        data = os.read(out, 1 << 16)
        *whole, self._rest = (self._rest + data).split(b"\n")
        self._heard.extend(whole)
        return bool(data)


class Judge(Child):
    """The judge in a process of its own."""

    def __init__(self) -> None:
        super().__init__("benchmarks._replay_judge")

    def ask(self, site: Site, seed: int, seen: Seen) -> Verdict:
        """The verdict on a site. Raises ``TimeoutError``."""
        self.say(msgspec.json.encode(seen.question(site, seed)))
        for line in self.lines(time.monotonic() + LIMIT_S):
            return msgspec.json.decode(line, type=Verdict)
        raise TimeoutError("the judge does not answer")


class Writer(Child):
    """The writer of a replay."""

    def __init__(self, orders: Orders, seen: Seen, variables: Mapping[str, str] | None = None) -> None:
        super().__init__("benchmarks._replay_writer", msgspec.json.encode(orders).decode(), variables=variables)
        self._seen = seen
        seen.phase = "starting"

    def listen(self, for_s: float, till: Callable[[], bool] = lambda: False) -> bool:
        """Hear it for so long, or till something is so; whether it is. False as well where it has ended."""
        until = time.monotonic() + for_s
        for line in self.lines(until):
            self._seen.hear(line.decode())
            if till():
                return True
        return till()

    def await_phase(self, *phases: str) -> None:
        """Hear it till it comes to a phase. Raises ``TimeoutError``."""
        if not self.listen(LIMIT_S, lambda: self._seen.phase in phases):
            raise TimeoutError(f"the writer has not come to {phases[0]}: {self._seen.wrong}")

    def go_on(self, chance: Random) -> None:
        """Hear it for some acknowledgements, and an odd moment more."""
        count = self._seen.count + chance.randrange(MOST)
        self.listen(LIFE_S, lambda: self._seen.count >= count)
        self.listen(chance.uniform(0, ODD_S))

    def end(self) -> None:
        """Kill it, and hear what it had said before."""
        self.kill()
        self.listen(LIMIT_S)


# One life of a folder


@dataclass(frozen=True)
class Mode:
    """How a replay is killed."""

    name: str
    disk: Path | None = None
    """The shim, where the disk forgets."""
    durable: bool = True
    deaf: str = ""
    """How the paths end of which the disk forgets even what was synced."""

    @property
    def lies(self) -> bool:
        """Whether what is acknowledged is not on the disk: a control, to be caught once."""
        return bool(self.deaf) or not self.durable


def kill_folders(mode: Mode, seed: int, kills: int, stopping: Event) -> Tally:
    """Kill a replay so many times, on as many folders as it takes; a disk that lies, till it is caught."""
    tally, chance = Tally(), Random(seed)
    with Judge() as judge:
        for _ in range(TRIES * kills):
            if stopping.is_set() or tally.kills >= kills or (mode.lies and tally.wrongs):
                break
            with TemporaryDirectory(prefix="cityloop-kill-") as place:
                _Folder(mode, Path(place), chance, judge, tally).run(kills, stopping)
    return tally


class _Folder:
    """One folder, from its first entry to its last kill."""

    def __init__(self, mode: Mode, place: Path, chance: Random, judge: Judge, tally: Tally) -> None:
        self._mode = mode
        self._chance = chance
        self._judge = judge
        self._tally = tally
        self._seed = chance.randrange(1 << 30)
        self._seen = Seen()
        self._site = Site(where=str(place / "city"), durable=mode.durable)
        self._site.folder.mkdir()
        self._disk = Disk(mode.disk, self._site.folder, place / "side") if mode.disk else None

    def run(self, kills: int, stopping: Event) -> None:
        """Kill until there are enough, or something is wrong with this folder, or nothing can be killed."""
        for _ in range(TRIES * PER_FOLDER):
            if stopping.is_set() or self._tally.kills >= kills or not self._round():
                break
        self._tally.acknowledged += self._seen.count

    def _round(self) -> bool:
        """One life, one kill, one verdict; whether the folder is still sound."""
        lost = self._live()
        verdict = self._judge.ask(self._site, self._seed, self._seen)
        self._tally.judged(verdict)
        self._tally.wrong(*self._seen.wrong)
        if self._seen.under_way:
            self._tally.killed(self._seen, lost)
        self._seen.settle(verdict)
        return verdict.holds and not self._seen.wrong

    def _live(self) -> Lost:
        if self._disk is None:
            self._by_time({})
            return Lost()
        if self._chance.random() < 0.5:
            self._by_time(self._disk.variables(deaf=self._mode.deaf))
        else:
            self._by_call(self._disk)
        return self._disk.fail(self._chance)

    def _by_time(self, variables: Mapping[str, str]) -> None:
        """Killed from outside, some time after it was ready."""
        with Writer(self._orders(), self._seen, variables) as writer:
            writer.await_phase("ready", "opening")
            if self._chance.random() < 0.4:
                writer.listen(self._chance.uniform(0, OPENING_S))
            else:
                writer.go_on(self._chance)
            writer.end()

    def _by_call(self, disk: Disk) -> None:
        """Killed by itself, before, within or after one call on the disk."""
        most = EARLY if self._chance.random() < 0.4 else LATE
        at, how = self._chance.randint(1, most), self._chance.choice(("before", "half", "after"))
        with Writer(self._orders(), self._seen, disk.variables(at, how, deaf=self._mode.deaf)) as writer:
            writer.listen(LIFE_S)
            writer.end()

    def _orders(self) -> Orders:
        stint, pages = self._chance.choice((5, 30, 400)), self._chance.choice((20, 100, 1_000))
        start = tuple(self._seen.told)
        return Orders(site=self._site, seed=self._seed, start=start, stint=stint, stints=40, pages=pages)


# One life of a server


def kill_servers(programs: Path, seed: int, kills: int, stopping: Event) -> Tally:
    """Kill a PostgreSQL server so many times under one writer, which lives on."""
    tally = Tally()
    with TemporaryDirectory(prefix="cityloop-kill-") as place, Judge() as judge, PrivateServer(programs) as server:
        site = Site(where=str(Path(place) / "city"), database=server.url)
        _Service(server, site, seed, judge, tally).run(kills, stopping)
    return tally


class _Service:
    """One server, from its first entry to its last kill."""

    def __init__(self, server: PrivateServer, site: Site, seed: int, judge: Judge, tally: Tally) -> None:
        self._server = server
        self._site = site
        self._seed = seed
        self._judge = judge
        self._tally = tally
        self._chance = Random(seed)
        self._seen = Seen()

    def run(self, kills: int, stopping: Event) -> None:
        """Kill until there are enough, or something is wrong."""
        start = tuple(self._seen.told)
        orders = Orders(site=self._site, seed=self._seed, start=start, stint=1 << 30, stints=1, pages=0)
        with Writer(orders, self._seen) as writer:
            writer.await_phase("opening", "open")
            writer.listen(self._chance.uniform(0, OPENING_S))
            while not stopping.is_set() and self._round(writer) and self._tally.kills < kills:
                writer.say(b"go")
                writer.go_on(self._chance)
        self._tally.acknowledged += self._seen.count
        self._tally.wrong(*self._seen.wrong)

    def _round(self, writer: Writer) -> bool:
        """One kill, one verdict; whether all is well."""
        seen, there, again = self._seen, self._seen.there, self._seen.again
        self._kill(writer)
        if not self._recovers(writer):
            return False
        self._tally.found += seen.there - there
        self._tally.absent += seen.again - again
        verdict = self._judge.ask(self._site, self._seed, seen)
        self._tally.judged(verdict)
        return verdict.holds

    def _kill(self, writer: Writer) -> None:
        """Kill it, let the writer meet it dead, start it."""
        gone = self._seen.gone
        self._server.kill()
        writer.listen(LIFE_S, lambda: self._seen.gone > gone)
        if self._seen.under_way:
            self._tally.killed(self._seen, Lost())
            self._tally.gone += self._seen.gone > gone
        self._server.start()

    def _recovers(self, writer: Writer) -> bool:
        """Every lane goes on, and then pauses; False where the writer has ended instead."""
        before = list(self._seen.told)
        writer.listen(LIMIT_S, lambda: all(map(gt, self._seen.told, before)))
        if self._seen.wrong:
            return False
        writer.say(b"pause")
        writer.await_phase("paused")
        self._seen.phase = "open"
        return True
