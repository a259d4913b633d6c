"""A bundle that was harmed on its way: each harm, and why the installer refuses it."""

import re
from collections.abc import Callable
from pathlib import Path

from benchmarks._apart import Said
from bundle.lock import sums

Harm = Callable[[Path], object]
SAYS = "install: "


def refusal(said: Said) -> str:
    """Why the installer refused; empty where it did not say."""
    told = (line.removeprefix(SAYS) for line in said.words.splitlines() if line.startswith(SAYS))
    return next(told, "")


def without(name: str) -> Harm:
    """A wheel that is not there, though the digests say that the bundle is whole."""

    def harm(bundle: Path) -> None:
        next((bundle / "wheels").glob(f"{name}-*.whl")).unlink()
        resum(bundle)

    return harm


def spoil(bundle: Path) -> None:
    """One byte of a wheel."""
    wheel = next((bundle / "wheels").glob("starlette-*.whl"))
    held = bytearray(wheel.read_bytes())
    held[len(held) // 2] ^= 1
    wheel.write_bytes(held)


def exchange(bundle: Path) -> None:
    """One byte of a wheel, and the digests made to fit."""
    spoil(bundle)
    resum(bundle)


def forget(bundle: Path) -> None:
    """A requirement of the program that nobody locked."""
    lock = bundle / "requirements.lock"
    kept = re.sub(r"^click==.*\n(?:\s+--hash.*\n)+", "", lock.read_text("utf-8"), flags=re.MULTILINE)
    lock.write_text(kept, "utf-8")
    resum(bundle)


def elsewhere(bundle: Path) -> None:
    """A bundle for another Python."""
    (bundle / "bundle.txt").write_text((bundle / "bundle.txt").read_text("utf-8").replace("pythons 3.", "pythons 4."))
    resum(bundle)


def resum(bundle: Path) -> None:
    """Write the digests anew."""
    (bundle / "SHA256SUMS").unlink()
    (bundle / "SHA256SUMS").write_text("".join(f"{line}\n" for line in sums(bundle)), "utf-8")


FAULTS: dict[str, Harm] = {
    "a wheel is missing, which the network has": without("pyarrow"),
    "a byte of a wheel is another": spoil,
    "a byte of a wheel is another, digests made to fit": exchange,
    "a wheel of pure Python is missing": without("click"),
    "something that the program needs is not locked": forget,
    "made for another Python": elsewhere,
}
