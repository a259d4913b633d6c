"""The bundle installs and `make demo` runs where there is no network: one interface, loopback; a wheel less, and not.

Each step runs with nothing of this environment, apart (``unshare -rn``). Upgrading and taking away keep the record.
"""

import platform
import re
import shutil
import sys
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from benchmarks import _visit
from benchmarks._apart import PYTHON, apart, missing, probe
from benchmarks._harmed import FAULTS, refusal
from benchmarks._installation import life
from benchmarks._machine import missing as _machine_missing
from benchmarks._machine import tried
from benchmarks.claim import Show
from bundle.__main__ import VENDORED, make
from bundle.lock import digest
from bundle.wheels import NoWheel, Target

MOST_MB, MOST_INSTALLED_MB, QUICK_FAULTS = 200, 700, 3
HERE = Path(__file__).parent


def run(show: Show) -> None:
    """Make the bundle, install it apart, visit the demonstration, plant faults, upgrade, take away."""
    if why := missing():
        show.absent(why)
    with TemporaryDirectory(prefix="cityloop-offline-") as temporary:
        folder = Path(temporary)
        archive = _make(show, folder)
        bundle = unpack(archive, folder / "unpacked")
        _apart_from_all(show)
        _demo(show, bundle)
        _faults(show, archive, folder)
        _machine(show, archive, folder)
        _keeps(show, bundle, folder)


def _make(show: Show, folder: Path) -> Path:
    target = Target(f"{sys.version_info.major}.{sys.version_info.minor}", platform.machine())
    try:
        first, again = make((target,), folder / "one"), make((target,), folder / "two")
    except NoWheel as wrong:
        show.absent(wrong.what)
    show.row("bundle".ljust(52), "MB", "sha256".ljust(16))
    for made in (first, again):
        show.row(made.name, mb(made.stat().st_size), digest(made)[:16])
    show.figure("bundle", mb(first.stat().st_size), f"≤ {MOST_MB}", mb(first.stat().st_size) <= MOST_MB, "MB")
    show.figure("made twice, bytes that differ", int(digest(first) != digest(again)), 0, digest(first) == digest(again))
    return first


def unpack(archive: Path, folder: Path) -> Path:
    """The bundle as whoever carried it here has it."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (bundle,) = folder.iterdir()
    return bundle


def _apart_from_all(show: Show) -> None:
    interfaces, *answers = probe()
    show.table("apart".ljust(28), "says".ljust(40))
    show.row("interfaces", interfaces)
    for name, answer in zip(("to an IPv4 address", "to an IPv6 address", "the name example.org"), answers, strict=True):
        show.row(name, answer)
    show.figure("interfaces apart", interfaces, "lo", interfaces == "lo")
    refused = sum(answer != "reached" and not re.match(r"[\d.:a-f]+$", answer) for answer in answers)
    show.figure("ways outward that fail", refused, len(answers), refused == len(answers))


def _demo(show: Show, bundle: Path) -> None:
    """``make demo`` from the unpacked bundle, visited in the same namespace."""
    began = time.monotonic()
    said = apart(PYTHON, "-I", HERE / "_visit.py", bundle)
    took_s = time.monotonic() - began
    rows = [line.split() for line in said.words.splitlines()] if said.code == 0 else []
    show.table("page".ljust(36), "status", "from elsewhere")
    for path, status, foreign in rows:
        show.row(path, int(status), int(foreign))
    if not rows:
        print(said.words)
    well = sum(row[1:] == ["200", "0"] for row in rows)
    installed = mb(sum(each.lstat().st_size for each in (bundle / ".demo").rglob("*")))
    show.figure("make demo: pages and what they load that answer", well, len(rows), 0 < well == len(rows))
    show.figure("vendored modules in the wheel", *vendored(bundle))
    show.figure("installed and visited in", round(took_s), "≤ 600", took_s <= 600, "s")
    show.figure("installed", installed, f"≤ {MOST_INSTALLED_MB}", 0 < installed <= MOST_INSTALLED_MB, "MB")


def vendored(bundle: Path) -> tuple[int, int, bool]:
    """How many of the browser's modules lie in the program's wheel, of how many."""
    (wheel,) = (bundle / "wheels").glob("cityloop-*.whl")
    wanted = {path.name for path in VENDORED.iterdir()}
    with ZipFile(wheel) as opened:
        there = {Path(name).name for name in opened.namelist() if "/static/vendor/" in name}
    return len(wanted & there), len(wanted), bool(wanted) and wanted <= there


def mb(size: int) -> int:
    """Bytes as megabytes."""
    return round(size / 1e6)


def _faults(show: Show, archive: Path, folder: Path) -> None:
    show.table("planted".ljust(46), "status", "says".ljust(70))
    told = 0
    planted = dict(list(FAULTS.items())[:QUICK_FAULTS] if show.quick else FAULTS)
    for number, (name, harm) in enumerate(planted.items()):
        bundle = unpack(archive, folder / f"fault-{number}")
        harm(bundle)
        said = apart("sh", "install.sh", "--prefix", bundle / "here", cwd=bundle)
        show.row(name, said.code, refusal(said)[:100])
        told += said.code != 0 and refusal(said) != "" and not (bundle / "here" / "current").exists()
        shutil.rmtree(bundle)
    show.figure("planted faults that are refused, nothing installed", told, len(planted), told == len(planted))
    sample = (
        '<script src="https://cdn.example.org/x.js"></script><link href="//cdn.example.org/x.css"><a href="https://a/">'
    )
    found = len(_visit.elsewhere(sample))
    show.figure("things that a planted page loads from elsewhere, found", found, 2, found == 2)


def _machine(show: Show, archive: Path, folder: Path) -> None:
    """The same bundle for the whole machine, where this one lets us try."""
    show.table("for the whole machine".ljust(46), "status", "says".ljust(60))
    if why := _machine_missing():
        show.row("not tried", "", why)
        return
    bundle = unpack(archive, folder / "machine")
    (folder / "machine").chmod(0o755)
    steps = list(tried(bundle))
    for name, said in steps:
        show.row(name, said.code, said.last[:100])
    well = sum(said.code == 0 for _, said in steps)
    show.figure("for the whole machine: steps that went well", well, len(steps), 0 < well == len(steps))


def _keeps(show: Show, bundle: Path, folder: Path) -> None:
    show.table("life of an installation".ljust(46), "status", "says".ljust(60))
    steps = list(life(bundle, folder / "kept"))
    for name, said in steps:
        show.row(name, said.code, said.last[:100])
    well = sum(said.code == 0 for _, said in steps)
    show.figure("upgraded, harmed, taken away, put back: the record holds", well, len(steps), well == len(steps))
