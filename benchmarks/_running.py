"""The program as its users start it: the ``cityloop`` command, and a server on a free port of this machine."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

COMMAND = (sys.executable, "-m", "cityloop")
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
PASSWORD = "long enough for a claim"
LOOK_S = 0.05
START_S = 60.0


def cityloop(*arguments: str | Path, env: Mapping[str, str] = os.environ) -> list[str]:
    """What a command prints. Raises ``CalledProcessError`` where it fails."""
    words = [*COMMAND, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=True, env=env).stdout.splitlines()


def kill_when(data: Path, size: int, *arguments: str | Path) -> int:
    """Start a command and kill it (SIGKILL) when the journal holds ``size`` entries; how many it then holds."""
    silent = subprocess.DEVNULL
    with subprocess.Popen([*COMMAND, *map(str, arguments)], stdout=silent, stderr=silent) as running:
        while running.poll() is None and entries(data) < size:
            time.sleep(LOOK_S)
        running.kill()
    return entries(data)


def entries(data: Path) -> int:
    """The length of the journal, looked at from outside."""
    with sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM main_entries").fetchone()[0])


class Client:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, headers={"accept": "text/html"}, timeout=60)

    def sign_in(self, person: str) -> "Client":
        """The same, signed in by name and password through the form."""
        token = TOKEN.search(self.http.get("/sign-in").text)
        form = {"csrf": token[1] if token else "", "person": person, "password": PASSWORD}
        answer = self.http.post("/sign-in", data=form)
        if not answer.has_redirect_location:
            raise RuntimeError(f"{person} could not sign in: {answer.status_code}")
        return self

    def json(self, path: str, **said: str) -> Any:
        """An answer of the interface for machines."""
        return self.http.get(path, params=said).raise_for_status().json()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(data: Path, log: Path = Path(os.devnull), env: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The address of ``cityloop serve`` over the record in ``data`` while the block runs; its words go to ``log``."""
    port = free_port()
    command = [*COMMAND, "serve", "--data", str(data), "--port", str(port)]
    with log.open("ab") as told, subprocess.Popen(command, stdout=told, stderr=told, env=env) as server:
        try:
            yield _up(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _up(address: str, server: "subprocess.Popen[bytes]") -> str:
    """The address, when it answers."""
    until = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < until:
        try:
            httpx.get(f"{address}/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(LOOK_S)
        else:
            return address
    raise RuntimeError("the server did not come up")
