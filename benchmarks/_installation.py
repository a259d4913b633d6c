"""The life of an installation: put there, upgraded, an upgrade that fails, taken away, put back; its record stays."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks._apart import Said, apart, plain
from benchmarks._harmed import resum


def life(bundle: Path, prefix: Path) -> Iterator[tuple[str, Said]]:
    """Each step, and what came of it: 0 is well."""
    command, city = prefix / "bin" / "cityloop", prefix.parent / "city"
    yield "install", install(bundle, prefix)
    yield "a city", apart(command, "new", city)
    yield "apply it", apart(command, "apply", city)
    head = released(prefix)
    yield "a setting of the city's own", plain("sh", "-c", f"echo '# ours' >>{prefix}/cityloop.env")
    (bundle / "CHANGELOG.md").write_text("a later release\n", "utf-8")
    resum(bundle)
    yield "upgrade", install(bundle, prefix)
    yield "another release is in force", Said(int(released(prefix) == head), released(prefix))
    yield "the record holds", apart(command, "verify")
    yield from _failed_upgrade(bundle, prefix)
    yield "the record holds", apart(command, "verify")
    yield from _away_and_back(bundle, prefix)
    yield "the record holds", apart(command, "verify")
    yield "and the city's own setting", plain("grep", "# ours", prefix / "cityloop.env")


def _failed_upgrade(bundle: Path, prefix: Path) -> Iterator[tuple[str, Said]]:
    (wheel,) = (bundle / "wheels").glob("msgspec-*.whl")
    wheel.rename(bundle / wheel.name)
    (bundle / "CHANGELOG.md").write_text("a release that lacks a wheel\n", "utf-8")
    resum(bundle)
    before = released(prefix)
    yield "an upgrade that fails", Said(int(install(bundle, prefix).code == 0), "refused")
    yield "leaves the release before it", Said(int(released(prefix) != before), released(prefix))
    (bundle / wheel.name).rename(wheel)
    resum(bundle)


def _away_and_back(bundle: Path, prefix: Path) -> Iterator[tuple[str, Said]]:
    yield "take away", apart("sh", "install.sh", "--prefix", prefix, "--uninstall", cwd=bundle)
    yield "the program is gone", Said(int((prefix / "bin").exists() or (prefix / "releases").exists()), "gone")
    yield "put back", install(bundle, prefix)


def install(bundle: Path, prefix: Path) -> Said:
    """Install the bundle into a folder, apart."""
    return apart("sh", "install.sh", "--prefix", prefix, cwd=bundle)


def released(prefix: Path) -> str:
    """The release that is in force."""
    return (prefix / "current").resolve().name
