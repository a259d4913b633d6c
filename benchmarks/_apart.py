"""Commands apart from every network: in a namespace of their own whose one interface is loopback (``unshare -rn``)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

UP = 'ip link set lo up && exec "$@"'
PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
"""The Python that a stranger's machine would have: not the one of this environment."""
PROBE = """
import socket
print(*(name for _, name in socket.if_nameindex()))
for address in ("192.0.2.1", "2001:db8::1"):
    try:
        socket.create_connection((address, 443), timeout=5)
        print("reached")
    except OSError as wrong:
        print(wrong.strerror or wrong)
try:
    print(socket.getaddrinfo("example.org", 443)[0][4][0])
except OSError:
    print("no name is found")
"""
"""Tells interfaces, then what becomes of a connection to addresses that are for documents (RFC 5737, 3849)."""


class Said(NamedTuple):
    """What a command came to."""

    code: int
    words: str

    @property
    def last(self) -> str:
        """Its last line."""
        return (self.words.strip().splitlines() or [""])[-1].strip()


def missing() -> str:
    """Why nothing can be run apart here; empty where it can."""
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            return f"no {tool} here"
    tried = apart("true")
    return "" if tried.code == 0 else f"unshare is not permitted: {tried.last}"


def apart(*command: str | Path, cwd: Path | None = None, **said: str) -> Said:
    """Run a command apart, with nothing of this environment but what is ``said``."""
    return plain("unshare", "-rn", "sh", "-c", UP, "apart", *command, cwd=cwd, **said)


def plain(*command: str | Path, cwd: Path | None = None, **said: str) -> Said:
    """Run a command with nothing of this environment but the path."""
    words = [*map(str, command)]
    done = subprocess.run(words, cwd=cwd, env=bare(said), capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout + done.stderr)


def bare(said: Mapping[str, str]) -> dict[str, str]:
    """What a command may know: where programs lie, and what is ``said``."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent", "PYTHON": PYTHON, **said}


def probe() -> list[str]:
    """The interfaces apart, and what became of connections outward."""
    return apart(PYTHON, "-I", "-c", PROBE).words.strip().splitlines()
