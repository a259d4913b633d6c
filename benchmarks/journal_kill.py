"""Killed 200 times in a replay, 200 times on a disk that forgets, 20 times with its server: nothing lost, none doubled.

``kill -9`` at random moments of a replay, and as many under a shim (LD_PRELOAD over what SQLite and Python write with,
built here with cc) that forgets what was not synced and tears the tail; and 20 kills of PostgreSQL's server. After
each kill every append that was acknowledged must be there exactly once and whole, the record must pass its audit
against the second place and the keys, tables for reading must equal a refold, erasures must be finished. Disks that
lie on purpose have to be caught.
"""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from types import FrameType
from typing import TypeAlias

from benchmarks import _forgetful as forgetful
from benchmarks._replay_kills import PER_FOLDER, Mode, Tally, kill_folders, kill_servers
from benchmarks.claim import Show
from tests import postgres

KILLS, SERVER_KILLS, QUICK_KILLS, QUICK_SERVER_KILLS, CONTROL_KILLS = 200, 20, 24, 4, 16
SIDE_BY_SIDE = 2
PER_SERVER = 5
SEED = 20_261_123
Life: TypeAlias = Callable[[int, int, Event], Tally]
"""Kills on one folder or server: seed, how many, when to stop."""
COLUMNS: dict[str, str] = {
    "kills": "kills",
    "opening": "opening",
    "acknowledged": "acknowledged",
    "entries": "entries audited",
    "found": "in flight, found",
    "absent": "in flight, absent",
    "lost": "lost",
    "doubled": "doubled",
    "half": "half",
    "faults": "faults",
    "finished": "erasures finished",
    "forgotten": "writes forgotten",
    "torn": "torn",
}


def run(show: Show) -> None:
    """Plain kills, kills on a disk that forgets, kills of a server; then disks that lie."""
    compiler, programs = forgetful.find_compiler(), postgres.find_programs()
    if compiler is None:
        show.absent(forgetful.ABSENT)
    if programs is None:
        show.absent(postgres.ABSENT)
    with TemporaryDirectory(prefix="cityloop-kill-") as place, _told_to_stop() as stopping:
        library = forgetful.build(compiler, Path(place))
        _header(show)
        _killed(show, library, stopping)
        _served(show, programs, stopping)
        _lied_to(show, library, stopping)


def _killed(show: Show, library: Path, stopping: Event) -> None:
    """The process is killed, and then the power."""
    kills = show.number("N", QUICK_KILLS if show.quick else KILLS)
    for mode in (Mode("kill -9"), Mode("kill -9, disk forgets", library)):
        total = _all(show, mode.name, _life(mode), kills, PER_FOLDER, stopping)
        _sound(show, mode.name, total, kills)
        if mode.disk:
            show.figure(f"{mode.name}: writes forgotten or torn", total.forgotten + total.torn, "> 0", total.torn > 0)


def _served(show: Show, programs: Path, stopping: Event) -> None:
    """The server is killed, and the writer lives on."""
    kills = show.number("SERVER_KILLS", QUICK_SERVER_KILLS if show.quick else SERVER_KILLS)
    name = "PostgreSQL kill -9"

    def life(seed: int, count: int, stop: Event) -> Tally:
        return kill_servers(programs, seed, count, stop)

    total = _all(show, name, life, kills, PER_SERVER, stopping)
    _sound(show, name, total, kills)
    show.figure(f"{name}: told StoreGone, and gone on", total.gone, total.kills, total.gone == total.kills)


def _lied_to(show: Show, library: Path, stopping: Event) -> None:
    """Controls: what is not synced, or only said to be, must be missed."""
    controls = (
        Mode("control: synchronous=OFF", library, durable=False),
        Mode("control: log not synced", library, deaf="-wal"),
        Mode("control: keys not synced", library, deaf="keys.db"),
    )
    caught = 0
    for mode in controls:
        total = _all(show, mode.name, _life(mode), CONTROL_KILLS, CONTROL_KILLS, stopping)
        caught += total.wrongs > 0
    show.figure("disks that lie, caught", caught, len(controls), caught == len(controls))


def _life(mode: Mode) -> Life:
    return lambda seed, count, stop: kill_folders(mode, seed, count, stop)


# Side by side


def _all(show: Show, name: str, life: Life, kills: int, each: int, stopping: Event) -> Tally:
    """So many kills on as many folders or servers as it takes, two at a time; a row as each is done, and their sum."""
    counts = [min(each, kills - done) for done in range(0, kills, each)]
    total = Tally()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        lives = [pool.submit(life, SEED + number, count, stopping) for number, count in enumerate(counts)]
        try:
            for done, finished in enumerate(as_completed(lives), 1):
                total.add(finished.result())
                _progress(show, name, total, done == len(lives))
        except BaseException:
            stopping.set()
            pool.shutdown(cancel_futures=True)
            raise
    return total


def _progress(show: Show, name: str, total: Tally, last: bool) -> None:
    _row(show, name if last else f"  {name}, so far", total)
    for words in total.words[:3] if last else ():
        print(f"    {words}")


def _header(show: Show) -> None:
    show.row("mode".ljust(34), *COLUMNS.values())


def _row(show: Show, name: str, total: Tally) -> None:
    show.row(name, *(getattr(total, column) for column in COLUMNS))


def _sound(show: Show, name: str, total: Tally, kills: int) -> None:
    """The figures of one mode."""
    show.figure(f"{name}: kills", total.kills, f"≥ {kills}", total.kills >= kills)
    figures = {"acknowledged and lost": total.lost, "doubled": total.doubled, "half applied": total.half}
    for what, count in (figures | {"other faults": total.faults}).items():
        show.figure(f"{name}: {what}", count, 0, count == 0)


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """An event that ends every life; a signal to end the claim is heard like Ctrl-C, so that nothing stays behind."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    stopping, before = Event(), signal.signal(signal.SIGTERM, interrupt)
    try:
        yield stopping
    finally:
        stopping.set()
        signal.signal(signal.SIGTERM, before)
