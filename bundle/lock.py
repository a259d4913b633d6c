"""The lock of a bundle: what is locked for the program, and the program's own wheel, each with its digests."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from packaging.requirements import Requirement

PINNED = re.compile(r"^(\S+)==(\S+)")
MARKER = re.compile(r" ;[^\\\n]*")
POSTGRES = frozenset({"psycopg", "psycopg-binary"})
"""What the extra ``postgres`` adds, pinned in the lock of development."""


def list_pins(text: str) -> list[str]:
    """The pins of a lock, each with its digests and without remarks."""
    pins: list[str] = []
    for line in text.splitlines():
        if PINNED.match(line):
            pins.append(line)
        elif pins and line.lstrip().startswith("--hash"):
            pins[-1] += f"\n{line}"
    return pins


def name_of(pin: str) -> str:
    """The project that a pin names."""
    return pin.partition("==")[0]


def pins_of(root: Path, *, postgres: bool = False) -> list[str]:
    """What the program needs, as locked; with the driver of PostgreSQL where it is asked for."""
    pins = list_pins((root / "requirements.lock").read_text("utf-8"))
    if postgres:
        pins += [
            pin for pin in list_pins((root / "requirements-dev.lock").read_text("utf-8")) if name_of(pin) in POSTGRES
        ]
    return sorted(pins)


def fits(pin: str, python: str, machine: str) -> bool:
    """Whether a pin is meant for this Python on Linux; pip itself asks the Python that runs it."""
    requirement = Requirement(pin.partition("\\")[0].strip())
    version = {"python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython"}
    place = {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine, "os_name": "posix"}
    return requirement.marker is None or requirement.marker.evaluate({**version, **place})


def bare(pin: str) -> str:
    """A pin without the condition under which it holds: pip would ask its own Python, not the one it gathers for."""
    return MARKER.sub(" ", pin, count=1)


def with_own(pins: Iterable[str], wheel: Path, version: str) -> str:
    """The lock of the bundle: every pin, and the program by the digest of its wheel."""
    own = f"cityloop=={version} \\\n    --hash=sha256:{digest(wheel)}"
    return "\n".join((own, *pins)) + "\n"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return sha256(path.read_bytes()).hexdigest()


def sums(folder: Path) -> Iterator[str]:
    """A line a file, as ``sha256sum`` writes and checks them."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield f"{digest(path)}  {path.relative_to(folder).as_posix()}"
