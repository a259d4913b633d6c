"""Looks through every file of a folder for traces of a text or a key, however they were written."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

RUN = 12
"""Bytes in a row that count as a trace."""
BLOCK = RUN // 2
"""Each run of ``RUN`` bytes holds one whole block of so many that begins at a multiple of it."""
AT_ONCE = 1 << 22
"""Bytes of a file that are looked at together."""


class Trace(NamedTuple):
    """Where something was found."""

    path: Path
    what: str


class Sought(NamedTuple):
    """What must be nowhere: its name, and the bytes of which a run counts."""

    name: str
    content: bytes


def texts(name: str, text: str) -> Iterator[Sought]:
    """A text as it may be written: in four encodings, within JSON, within an address."""
    for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield Sought(f"{name} ({code})", text.encode(code))
    yield Sought(f"{name} (JSON)", json.dumps(text).encode())
    yield Sought(f"{name} (address)", quote(text).encode())


def keys(name: str, key: bytes) -> Iterator[Sought]:
    """A key as it may be written: raw, in hex, in base64."""
    yield Sought(name, key)
    yield Sought(f"{name} (hex)", key.hex().encode())
    yield Sought(f"{name} (base64)", b64encode(key).rstrip(b"="))


def traces(folders: list[Path], sought: list[Sought]) -> tuple[list[Trace], int]:
    """Every file in which a run of what is sought stands, and how many bytes were looked through."""
    found, looked, look = [], 0, _Look(sought)
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        data = _content(path)
        looked += len(data)
        found += [Trace(path, name) for name in sorted(look.names_in(data))]
    return found, looked


def _content(path: Path) -> bytes:
    """All of it; nothing where a server that runs has removed it meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


class _Look:
    """The blocks of all that is sought, sorted."""

    def __init__(self, sought: list[Sought]) -> None:
        blocks = [(each, start) for each in sought for start in range(0, len(each.content) - BLOCK + 1, BLOCK)]
        values = np.array([_number(each.content[start : start + BLOCK]) for each, start in blocks], np.uint64)
        order = np.argsort(values, kind="stable")
        self._values = values[order]
        self._blocks = [blocks[place] for place in order]

    def names_in(self, data: bytes) -> set[str]:
        """The names of what stands in ``data``."""
        return {name for start in range(0, len(data), AT_ONCE) for name in self._names(data, start)}

    def _names(self, data: bytes, start: int) -> Iterator[str]:
        numbers = _numbers(data[start : start + AT_ONCE + BLOCK - 1])
        first = np.searchsorted(self._values, numbers, "left")
        last = np.searchsorted(self._values, numbers, "right")
        for place in np.flatnonzero(last > first):
            for each, begin in self._blocks[first[place] : last[place]]:
                if _run(data, each.content, start + int(place), begin) >= RUN:
                    yield each.name


def _number(block: bytes) -> int:
    return int.from_bytes(block, "big")


def _numbers(data: bytes) -> NDArray[np.uint64]:
    """The block at each place of ``data`` as a number."""
    each = np.frombuffer(data, np.uint8).astype(np.uint64)
    count = max(0, len(data) - BLOCK + 1)
    numbers = np.zeros(count, np.uint64)
    for place in range(BLOCK):
        numbers = (numbers << np.uint64(8)) | each[place : place + count]
    return numbers


def _run(data: bytes, content: bytes, place: int, start: int) -> int:
    """How long the same bytes run around ``data[place]`` and ``content[start]``."""
    back = 0
    while min(place, start) > back and data[place - back - 1] == content[start - back - 1]:
        back += 1
    ahead = 0
    while place + ahead < len(data) and start + ahead < len(content) and data[place + ahead] == content[start + ahead]:
        ahead += 1
    return back + ahead
