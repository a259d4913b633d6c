"""A disk that forgets, built from _forgetful.c: what a process had not synced is lost with the power, or torn."""

import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

ABSENT = "no C compiler (cc) is installed"
SOURCE = Path(__file__).with_name("_forgetful.c")
SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
_LINE = struct.Struct("=6q")
_WRITE, _CUT, _SYNC, _MADE, _GONE, _MOVED = range(1, 7)
_OF_CONTENT, _OF_NAMES = (_WRITE, _CUT), (_MADE, _GONE, _MOVED)


def find_compiler() -> str | None:
    """The C compiler, or None."""
    return shutil.which("cc")


def build(compiler: str, into: Path) -> Path:
    """The shim as a library in the folder ``into``."""
    library = into / "forgetful.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


class Call(NamedTuple):
    """One line of the shim's log: a call and what undoes it."""

    place: int
    """Where the line begins in the log."""
    kind: int
    inode: int
    """Of the file; for a name made, gone or moved, of its folder."""
    at: int
    before: int
    """The file's size before; for a name gone or replaced, the number of the link that keeps it (-1: none)."""
    now: bytes
    kept: bytes


class Lost(NamedTuple):
    """What a failure of power took: calls not synced, those of them that came to nothing, those torn."""

    pending: int = 0
    forgotten: int = 0
    torn: int = 0


@dataclass(frozen=True)
class Disk:
    """A folder on a disk that forgets, and the folder beside where the shim takes notes."""

    library: Path
    folder: Path
    side: Path

    def variables(self, at: int = 0, how: str = "before", deaf: str = "") -> dict[str, str]:
        """What a process is started with to live on this disk; with ``at``, to die at that call.

        ``deaf`` is how paths end whose syncs the disk pretends to do.
        """
        self.side.mkdir(exist_ok=True)
        told = {"FOLDER": self.folder, "SIDE": self.side, "AT": at, "HOW": how, "DEAF": deaf}
        return {"LD_PRELOAD": str(self.library), **{f"FORGETFUL_{name}": str(value) for name, value in told.items()}}

    def fail(self, chance: Random) -> Lost:
        """The power fails: of what was not synced, chance says what is left. The process must be gone."""
        log = self.side / "log"
        calls = list(_pending(list(_calls(log.read_bytes())))) if log.exists() else []
        lost = self._contents([call for call in calls if call.kind in _OF_CONTENT], chance)
        names = self._names([call for call in calls if call.kind in _OF_NAMES], chance)
        for memory in self.folder.rglob("*-shm"):
            memory.unlink()
        shutil.rmtree(self.side, ignore_errors=True)
        return Lost(len(calls), lost.forgotten + names, lost.torn)

    def _contents(self, calls: Sequence[Call], chance: Random) -> Lost:
        paths = {path.stat().st_ino: path for top in (self.folder, self.side) for path in _files(top)}
        forgotten = torn = 0
        for inode in dict.fromkeys(call.inode for call in calls):
            own = [call for call in calls if call.inode == inode]
            if inode in paths:
                left = chance.choice(MOODS)(own, chance)
                paths[inode].write_bytes(_rewritten(paths[inode].read_bytes(), own, left))
                sizes = [sum(map(len, pieces)) for pieces in left]
                forgotten += sizes.count(0)
                torn += sum(0 < size < len(call.now) for size, call in zip(sizes, own, strict=True))
        return Lost(len(calls), forgotten, torn)

    def _names(self, calls: Sequence[Call], chance: Random) -> int:
        """Names come and go in order: of each folder's calls the first few are left, the rest never were."""
        undone = 0
        for inode in dict.fromkeys(call.inode for call in calls):
            own = [call for call in calls if call.inode == inode]
            gone = own[chance.randint(0, len(own)) :]
            for call in reversed(gone):
                self._undo_name(call)
            undone += len(gone)
        return undone

    def _undo_name(self, call: Call) -> None:
        old, _, new = (os.fsdecode(part) for part in call.now.partition(b"\0"))
        link, path = self.side / str(call.before), Path(old)
        if call.kind == _MADE:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        elif call.kind == _GONE and link.exists() and not path.exists():
            os.link(link, path)
        elif call.kind == _MOVED and not path.exists() and Path(new).exists():
            Path(new).rename(path)
            if call.before >= 0:
                os.link(link, new)


def _files(top: Path) -> Iterator[Path]:
    return (path for path in top.rglob("*") if path.is_file())


# The log


def _calls(log: bytes) -> Iterator[Call]:
    """The calls of a log; a line that the end cut short was never done."""
    place = 0
    while place + _LINE.size <= len(log):
        kind, inode, at, now, before, kept = _LINE.unpack_from(log, place)
        data = place + _LINE.size
        end = data + now + kept
        if end > len(log):
            return
        yield Call(place, kind, inode, at, before, log[data : data + now], log[data + now : end])
        place = end


def _pending(calls: Sequence[Call]) -> Iterator[Call]:
    """The calls whose file, or folder, was not synced after them."""
    synced: dict[int, int] = {}
    for call in calls:
        if call.kind == _SYNC:
            synced[call.inode] = max(call.at, synced.get(call.inode, 0))
    return (call for call in calls if call.kind != _SYNC and call.place >= synced.get(call.inode, 0))


# What is left of writes

_Pieces: TypeAlias = tuple[range, ...]
"""The stretches of one call's bytes that are left; none: it is forgotten."""
Mood: TypeAlias = Callable[[Sequence[Call], Random], list[_Pieces]]


def _whole(call: Call) -> _Pieces:
    return (range(max(len(call.now), 1)),)


def _nothing(calls: Sequence[Call], chance: Random) -> list[_Pieces]:
    """All is forgotten."""
    return [()] * len(calls)


def _beginning(calls: Sequence[Call], chance: Random) -> list[_Pieces]:
    """The first few are left, the one after them is torn at any byte, the rest is forgotten."""
    count = chance.randrange(len(calls))
    torn = (range(chance.randrange(len(calls[count].now) or 1)),)
    return [*map(_whole, calls[:count]), torn, *([()] * (len(calls) - count - 1))]


def _scattered(calls: Sequence[Call], chance: Random) -> list[_Pieces]:
    """Any sectors of any of them are left."""
    return [tuple(sector for sector in _sectors(call) if chance.random() < 0.5) for call in calls]


def _but_the_last(calls: Sequence[Call], chance: Random) -> list[_Pieces]:
    """All is left but the end of the last."""
    return [*map(_whole, calls[:-1]), (range(chance.randrange(len(calls[-1].now) or 1)),)]


def _backwards(calls: Sequence[Call], chance: Random) -> list[_Pieces]:
    """The last few are left, those before them are forgotten."""
    count = chance.randrange(len(calls))
    return [*([()] * count), *map(_whole, calls[count:])]


MOODS: tuple[Mood, ...] = (_nothing, _beginning, _scattered, _but_the_last, _backwards)


def _sectors(call: Call) -> Iterator[range]:
    """The stretches of a write that lie in one sector each; of a cut, all of it."""
    size, first = len(call.now), -call.at % SECTOR
    edges = [0, *range(first or SECTOR, size, SECTOR), size or 1]
    return (range(start, stop) for start, stop in pairwise(edges))


def _rewritten(data: bytes, calls: Sequence[Call], left: Sequence[_Pieces]) -> bytes:
    """The file as it was at its last sync, and on it what is left of each call."""
    file = bytearray(data)
    for call in reversed(calls):
        _sized(file, call.before)
        file[call.at : call.at + len(call.kept)] = call.kept
    for call, pieces in zip(calls, left, strict=True):
        for piece in pieces:
            _redo(file, call, piece)
    return bytes(file)


def _redo(file: bytearray, call: Call, piece: range) -> None:
    if call.kind == _CUT and piece:
        _sized(file, call.at)
    elif piece:
        start, stop = call.at + piece.start, call.at + piece.stop
        _sized(file, max(len(file), stop))
        file[start:stop] = call.now[piece.start : piece.stop]


def _sized(file: bytearray, size: int) -> None:
    """Cut or fill up with zeros."""
    del file[size:]
    file.extend(bytes(size - len(file)))
