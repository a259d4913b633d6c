"""Catches a file or socket that is opened from a room which has neither: an audit hook, armed while a test runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

WITHOUT_WORLD = ("loop", "services", "views", "world", "command", "twin", "stream", "guard", "journal", "city")
"""Rooms that open nothing; what they need of the world is handed in."""

WATCHED = {
    *("open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.system", "subprocess.Popen"),
    *("socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo", "sqlite3.connect"),
}
"""Audit events (docs.python.org/3/library/audit_events.html) of disks, sockets and processes."""

_armed: list[list[str]] = []
_installed: list[bool] = []


class Trespass(AssertionError):
    """A room without a world opened something."""


@contextmanager
def armed() -> Iterator[list[str]]:
    """While the block runs, opening anything from a room without a world raises ``Trespass`` and is listed."""
    _install()
    _armed.append([])
    try:
        yield _armed[-1]
    finally:
        _armed.pop()


def _install() -> None:
    """A hook can never be taken out again, so there is one, and it looks whether it is armed."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event in WATCHED and _armed and (culprit := _culprit(sys._getframe(1))):
        _armed[-1].append(f"{culprit}: {event} {arguments[:1]}")
        raise Trespass(_armed[-1][-1])


def _culprit(frame: FrameType | None) -> str | None:
    """The nearest module of the house on the stack, if its room has no world; loading code is nobody's trespass."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("cityloop."):
            return name if name.split(".")[1] in WITHOUT_WORLD else None
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return None
        frame = frame.f_back
    return None
