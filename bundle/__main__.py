"""``python -m bundle``: writes the installer to ``dist/``, and says what it holds."""

import platform
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bundle.archive import pack
from bundle.lock import bare, digest, fits, pins_of, sums, with_own
from bundle.materials import bill
from bundle.wheels import Target, build_own, gather
from cityloop import __version__
from cityloop.city.errors import CityloopError

ROOT = Path(__file__).parent.parent
INSIDE = Path(__file__).parent / "inside"
VENDORED = ROOT / "src" / "cityloop" / "web" / "static" / "vendor"
KEPT = ROOT / "build" / "wheels"
"""Wheels that were gathered before: made again, a bundle needs no network."""
PAPERS = ("LICENSE", "CHANGELOG.md")


@click.command()
@click.option("--for", "pythons", default=f"{sys.version_info.major}.{sys.version_info.minor}", show_default=True,
              help="Versions of Python that it installs on, parted by spaces.")  # fmt: skip
@click.option("--machine", default=platform.machine(), show_default=True, help="The processor: x86_64 or aarch64.")
@click.option("--postgres", is_flag=True, help="With the driver of PostgreSQL (LGPL).")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "dist", help="Where it is put.")
def command(pythons: str, machine: str, postgres: bool, to: Path) -> None:
    """Make the offline installer."""
    targets = tuple(Target(python, machine) for python in pythons.split())
    archive = make(targets, to, postgres=postgres)
    click.echo(f"{archive}\n{archive.stat().st_size / 1e6:.0f} MB, sha256 {digest(archive)}")


def make(targets: tuple[Target, ...], to: Path, *, postgres: bool = False) -> Path:
    """The archive, in the folder ``to``. Raises ``NoWheel``."""
    to.mkdir(parents=True, exist_ok=True)
    name = name_of(targets, postgres=postgres)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / name
        fill(folder, targets, postgres=postgres)
        made = Path(temporary) / "bundle.tar.gz"
        pack(folder, made)
        return Path(shutil.move(made, to / f"{name}.tar.gz"))


def name_of(targets: tuple[Target, ...], *, postgres: bool) -> str:
    """As ``cityloop-0.1.0-py3.11-linux-x86_64``."""
    pythons = "-".join(f"py{target.python}" for target in targets)
    return f"cityloop-{__version__}-{pythons}-linux-{targets[0].machine}{'-postgres' if postgres else ''}"


def fill(folder: Path, targets: tuple[Target, ...], *, postgres: bool) -> None:
    """Put everything into ``folder``, the digests last."""
    shutil.copytree(INSIDE, folder)
    for paper in PAPERS:
        shutil.copyfile(ROOT / paper, folder / paper)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.py", "__pycache__", "pictures"))
    wheels = folder / "wheels"
    wheels.mkdir()
    own, pins = build_own(ROOT, wheels), pins_of(ROOT, postgres=postgres)
    for target in targets:
        meant = [bare(pin) for pin in pins if fits(pin, target.python, target.machine)]
        gather(meant, target, wheels, KEPT)
    write(folder / "requirements.lock", with_own(pins, own, __version__))
    write(folder / "bundle.txt", described(targets))
    write(folder / "materials.cdx.json", bill(wheels.glob("*.whl"), VENDORED.glob("*.js"), __version__))
    write(folder / "SHA256SUMS", "".join(f"{line}\n" for line in sums(folder)))


def described(targets: tuple[Target, ...]) -> str:
    """What the installer has to know of its bundle: the release, and what it runs on."""
    pythons = " ".join(target.python for target in targets)
    return f"version {__version__}\npythons {pythons}\nmachine {targets[0].machine}\n"


def write(path: Path, text: str) -> None:
    """The text as a file, with the ends of lines that it has."""
    path.write_text(text, "utf-8", newline="")


if __name__ == "__main__":
    try:
        command()
    except CityloopError as wrong:
        click.echo(f"{wrong.code}: {wrong.what}", err=True)
        sys.exit(1)
