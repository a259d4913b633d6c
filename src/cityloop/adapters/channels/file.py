"""A file as a channel: one line of JSON a letter, on the disk before it counts as delivered."""

import os
from pathlib import Path
from threading import Lock

import msgspec

from cityloop.command.notices import Delivered, Failed, Letter, Outcome


class FileChannel:
    """Appends to one file, made for its owner alone. A line that a crash cut short is ended before the next one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def deliver(self, letter: Letter, /) -> Outcome:
        """Write the line; what the disk does not take is not delivered."""
        line = msgspec.json.encode(letter) + b"\n"
        try:
            with self._lock:
                self._append(line)
        except OSError as error:
            return Failed(why=f"disk-{error.errno}", down=True)
        return Delivered()

    def close(self) -> None:
        """Nothing is kept open."""

    def _append(self, line: bytes) -> None:
        handle = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            whole = (b"\n" if torn else b"") + line
            if os.write(handle, whole) != len(whole):
                raise OSError(28, "the line was written in part")
            os.fsync(handle)
        finally:
            os.close(handle)
