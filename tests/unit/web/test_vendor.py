"""What others wrote is served as it came: each file stands in the lock, with its digest and licence, and no other."""

from hashlib import sha256

from cityloop.web.render import STATIC

VENDOR = STATIC / "vendor"
FREE = {"0BSD", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "OFL-1.1"}


def locked() -> dict[str, list[str]]:
    """The lines of the lock by file: package, version, licence, path in the package, SHA-256."""
    lines = (VENDOR / "VENDOR.lock").read_text(encoding="utf-8").splitlines()
    return {parts[0]: parts[1:] for line in lines if (parts := line.split()) and not line.startswith("#")}


def test_every_file_is_locked_and_every_lock_has_its_file() -> None:
    assert {path.name for path in VENDOR.iterdir()} - {"VENDOR.lock"} == set(locked())


def test_every_file_is_as_it_came() -> None:
    for name, (_, _, _, _, digest) in locked().items():
        assert sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_file_is_free_and_names_its_version() -> None:
    for name, (_, version, licence, _, _) in locked().items():
        assert licence in FREE
        assert version in name
