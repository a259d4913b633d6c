"""A private PostgreSQL server for tests and claims: its own folder, a free port of this machine, stopped by its id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

ABSENT = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
_SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60", "fsync": "on"}


def find_programs() -> Path | None:
    """The folder of the newest server installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    beside = shutil.which("initdb")
    return Path(beside).resolve().parent if beside else None


def _servant() -> dict[str, object]:
    """Who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise LookupError("no user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PrivateServer:
    """One server with one database, ``url``. ``with`` starts and removes it; ``kill`` is the machine that fails."""

    def __init__(self, programs: Path, settings: Mapping[str, str] | None = None) -> None:
        self._programs = programs
        self._settings = _SETTINGS | dict(settings or {})
        self._servant = _servant()
        self.folder = Path(mkdtemp(prefix="cityloop-postgres-"))
        self.data = self.folder / "data"
        self.port = _free_port()
        self.url = f"postgresql://city@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PrivateServer":
        """Make the cluster and start it."""
        if "user" in self._servant:
            os.chown(self.folder, int(str(self._servant["user"])), int(str(self._servant["group"])))
        words = [self._programs / "initdb", "-D", self.data, "-U", "city", "-A", "trust", "-E", "UTF8", "--locale=C"]
        self._run(words)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop and remove it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        words = [str(self._programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(words, stdout=log, stderr=log, cwd="/", **self._servant)  # type: ignore[call-overload]
        self._await()

    def stop(self) -> None:
        """Stop it in good order (fast shutdown); kill what does not heed."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """``kill -9`` to the server and all its children, as when the machine fails."""
        if self._process:
            children = _children(self._process.pid)
            for process in (self._process.pid, *children):
                _slay(process)
            self._process.wait()
            while any(Path(f"/proc/{child}").exists() for child in children):
                time.sleep(0.01)

    def _await(self) -> None:
        for _ in range(1_200):
            if self._process and self._process.poll() is not None:
                break
            if subprocess.run(self._ready(), check=False, capture_output=True).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text('utf-8', 'replace')[-2_000:]}")

    def _ready(self) -> list[str]:
        return [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]

    def _run(self, words: list[object]) -> None:
        done = subprocess.run(list(map(str, words)), check=False, capture_output=True, cwd="/", **self._servant)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stderr.decode('utf-8', 'replace')}")


def _children(parent: int) -> list[int]:
    """The processes that a process has started and that still run."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(child) for child in path.read_text("ascii").split()] if path.exists() else []


def _slay(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
