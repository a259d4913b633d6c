"""What became of a record that was put back: all but the forgotten as it was; and of backups that were harmed."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select

from benchmarks._kept import PASSPHRASE, City, Copied, Person, opened
from benchmarks._running import COMMAND
from cityloop.adapters.stores import backups
from cityloop.adapters.stores.key_locks import Passphrase
from cityloop.app.key_restore import Wanted
from cityloop.app.opening import utc_now
from cityloop.app.restore import restore
from cityloop.city.errors import CityloopError
from cityloop.city.facts.fact import Sealed
from cityloop.command.case_table import CASES
from cityloop.journal.journal import Journal

STRIDE = 5_000


class Compared(NamedTuple):
    """The record that was put back beside the one that went on."""

    entries: int
    other: int
    """Entries that are not the same."""
    cases: int
    lost: int
    """Cases that are not there, or stand otherwise."""
    words: int
    unread: int
    """Words of others that are not read as before."""
    left: int
    """Pieces of the forgotten that can be read."""


def compared(city: City, again: City, size: int, person: Person) -> Compared:
    """Every entry, every case and every word of the ``size`` entries that were backed up."""
    with opened(city) as was, opened(again) as now:
        entries = other = words = unread = 0
        for start in range(0, size, STRIDE):
            limit = min(STRIDE, size - start)
            before, after = was.read(start, limit), now.read(start, limit)
            entries += len(after)
            other += limit - sum(one == two for one, two in zip(before, after, strict=False))
            for sealed in (each for entry in before for each in _sealed(entry.fact, person.subject)):
                words += 1
                unread += was.payload(sealed) is None or was.payload(sealed) != now.payload(sealed)
        standing, found = _cases(was), _cases(now)
        lost = sum(id not in standing or standing[id] != state for id, state in found.items())
        left = sum(now.payload(piece) is not None for piece in person.pieces)
        return Compared(entries, other, len(found), lost, words, unread, left)


def _cases(journal: Journal) -> dict[str, bytes]:
    with journal.store.read() as transaction:
        rows = transaction.execute(select(CASES.c.id, CASES.c.state)).all()
    return {row.id: bytes(row.state) for row in rows}


def _sealed(fact: Any, subject: str) -> Iterator[Sealed]:
    """What is sealed in a fact for anybody but ``subject``."""
    values = (getattr(fact, name) for name in fact.__struct_fields__)
    return (value for value in values if isinstance(value, Sealed) and value.subject != subject)


# Harmed backups


class Harmed(NamedTuple):
    """What became of backups that were harmed."""

    refused: int
    whole: int
    half: int
    """Put back, but not what was backed up; or refused with something left behind."""
    kinds: dict[str, int]
    sound: bool
    """The same backup without any harm is put back whole: nothing is refused but for the harm."""


def _cut(path: Path, chance: Random) -> None:
    os.truncate(path, chance.randrange(max(1, path.stat().st_size)))


def _lose(path: Path, chance: Random) -> None:
    path.unlink()


def _flip(path: Path, chance: Random) -> None:
    with path.open("r+b") as file:
        place = chance.randrange(path.stat().st_size)
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << chance.randrange(8)]))


def _swell(path: Path, chance: Random) -> None:
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.randrange(1, 4096)))


HARMS: dict[str, Callable[[Path, Random], None]] = {"cut": _cut, "lost": _lose, "flipped": _flip, "grown": _swell}


def harmed(city: City, copied: Copied, times: int, seed: int) -> Harmed:
    """Harm one file of a copy of the backup, at random, and put it back; so many times."""
    chance, refused, whole, half, kinds = Random(seed), 0, 0, 0, dict.fromkeys(HARMS, 0)
    sound = _came_of(city, copied, copied.backup, city.again("unharmed")) == WHOLE
    for number in range(times):
        backup = Path(shutil.copytree(copied.backup, city.folder / "harmed" / str(number)))
        how = chance.choice(list(HARMS))
        HARMS[how](chance.choice(sorted(path for path in backup.rglob("*") if path.is_file())), chance)
        kinds[how] += 1
        came = _came_of(city, copied, backup, city.again(f"harmed_{number}"))
        refused, whole, half = refused + (came == 0), whole + (came == 1), half + (came == 2)
        shutil.rmtree(backup)
    return Harmed(refused, whole, half, kinds, sound)


REFUSED, WHOLE, HALF = range(3)


def _came_of(city: City, copied: Copied, backup: Path, target: City) -> int:
    """Refused with nothing left in ``target``, on the store that the city is on; put back whole; or between."""
    target.folder.mkdir()
    try:
        restore(target.places, _wanted(city, copied, backup), utc_now, lambda *_: None)
    except CityloopError:
        return HALF if target.left() else REFUSED
    else:
        return WHOLE if _size(target) > copied.size else HALF
    finally:
        target.remove()


def _size(city: City) -> int:
    with closing(city.places.store("journal", durable=True)) as store, closing(_NoKeys()) as keys:
        return Journal(store, keys, utc_now).size()


class _NoKeys:
    """For who only asks how long a journal is."""

    def create(self, subjects: Any, /) -> Any:
        return {}

    def find(self, subject: str, /) -> bytes | None:
        return None

    def erase(self, subject: str, /) -> bool:
        return False

    def known_as(self, caller: str, fresh: str, /) -> str:
        return fresh

    def find_known(self, caller: str, /) -> str | None:
        return None

    def close(self) -> None:
        pass


def _wanted(city: City, copied: Copied, backup: Path) -> Wanted:
    return Wanted(backup, copied.keys, Passphrase(PASSPHRASE, os.urandom), city.folder / "second" / "erasures")


class Killed(NamedTuple):
    """What became of backups that were killed."""

    killed: int
    unfinished: int
    """Folders of no name that they left, cleared away by the next."""
    false: int
    """Folders that call themselves backups and are not whole."""


def killed(city: City, seconds: float, times: int, seed: int) -> Killed:
    """``kill -9`` to a backup at random moments of the ``seconds`` that one takes; then one that is let finish."""
    chance, into, dead, left = Random(seed), city.folder / "killed", 0, 0
    for _ in count():
        words = [*COMMAND, "backup", str(into), "--data", str(city.data)]
        with subprocess.Popen(words, env=city.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(chance.uniform(0.3, seconds))
            running.send_signal(signal.SIGKILL)
            dead += running.wait() == -signal.SIGKILL
        left += len(list(into.glob(".*.partial")))
        if dead >= times:
            break
    city.run("backup", into)
    assert not list(into.glob(".*.partial"))
    return Killed(dead, left, sum(not _is_whole(path) for path in backups.list_backups(into)))


def _is_whole(backup: Path) -> bool:
    try:
        backups.refuse_changed(backup, backups.read(backup)[0])
    except CityloopError:
        return False
    return True
