"""The wheels of a bundle: the program's own, built here, and those that are locked, from wherever pip takes them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cityloop.city.errors import CityloopError

GLIBC = 28
"""Wheels for glibc 2.28 and older: what runs on the distributions of 2019 runs on those after them."""
LEGACY = ("manylinux2014", "manylinux2010", "manylinux1")
EPOCH = "315532800"
"""The first moment that a wheel can name: 1 January 1980. The same inputs make the same bytes, whenever."""


class NoWheel(CityloopError):
    """A wheel that is locked cannot be had."""

    code = "no-wheel"


class Target(NamedTuple):
    """A Python on a machine for which wheels are gathered."""

    python: str
    """As ``3.11``."""
    machine: str
    """As ``x86_64``."""

    @property
    def platforms(self) -> tuple[str, ...]:
        """Every tag of Linux wheels that runs there."""
        modern = (f"manylinux_2_{minor}_{self.machine}" for minor in range(GLIBC, 4, -1))
        return (*modern, *(f"{name}_{self.machine}" for name in LEGACY))


def build_own(root: Path, folder: Path) -> Path:
    """The program's wheel in ``folder``, the same bytes for the same source; nothing is downloaded for it."""
    said = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "flit_core.wheel", "--outdir", str(folder), str(root)]
    subprocess.run(command, env=said, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("cityloop-*.whl")
    return wheel


def gather(pins: Sequence[str], target: Target, folder: Path, kept: Path) -> None:
    """Put the wheels of the pins into ``folder``: from those ``kept`` where all are there, else as pip is configured.

    Raises ``NoWheel``.
    """
    kept.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        lock = Path(temporary) / "lock.txt"
        lock.write_text("\n".join(pins) + "\n", "utf-8")
        here = ("--no-index", "--find-links", str(kept))
        if _download(lock, target, folder, *here):
            return
        if not (_download(lock, target, kept) and _download(lock, target, folder, *here)):
            what = f"Not every locked wheel for Python {target.python} on {target.machine} can be had: see above."
            raise NoWheel(what)


def _download(lock: Path, target: Target, folder: Path, *source: str) -> bool:
    """Whether pip found every wheel; it compares each with its digest."""
    asked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(lock)]
    platforms = [word for name in target.platforms for word in ("--platform", name)]
    version = ["--python-version", target.python, "--implementation", "cp"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder)]
    quiet = subprocess.DEVNULL if "--no-index" in source else None
    return not subprocess.run([*command, *asked, *platforms, *version, *source], check=False, stderr=quiet).returncode
