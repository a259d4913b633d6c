"""What goes into a bundle: the locked wheels by their digests, a bill of materials, and nothing of whoever made it."""

import gzip
import json
import tarfile
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from bundle.__main__ import INSIDE, VENDORED, described, name_of
from bundle.archive import pack
from bundle.lock import bare, digest, fits, list_pins, pins_of, sums, with_own
from bundle.lock import name_of as named
from bundle.materials import bill
from bundle.wheels import Target
from tests.conftest import ROOT

METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{more}\n"
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "MemoryDenyWriteExecute": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "User": "@USER@",
    "EnvironmentFile": "@SETTINGS@",
}


def wheel(folder: Path, name: str, version: str, more: str = "") -> Path:
    """A wheel that says this of itself."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with ZipFile(path, "w") as made:
        made.writestr(f"{name}-{version}.dist-info/METADATA", METADATA.format(name=name, version=version, more=more))
    return path


def test_every_pin_of_the_lock_is_taken_with_its_digests() -> None:
    pins = pins_of(ROOT)
    assert len(pins) == (ROOT / "requirements.lock").read_text("utf-8").count("==")
    assert all("--hash=sha256:" in pin and "# via" not in pin and "://" not in pin for pin in pins)


def test_the_driver_of_postgres_comes_only_when_it_is_asked_for() -> None:
    names = {named(pin) for pin in pins_of(ROOT, postgres=True)}
    assert names - {named(pin) for pin in pins_of(ROOT)} == {"psycopg", "psycopg-binary"}


def test_a_pin_is_judged_for_the_python_that_is_meant_not_the_one_that_asks() -> None:
    old, new = list_pins(
        "numpy==2.4 ; python_full_version < '3.12' \\\n    --hash=sha256:aa\n    # via x\n"
        "numpy==2.5 ; python_full_version >= '3.12' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    )
    assert [fits(each, "3.11", "x86_64") for each in (old, new)] == [True, False]
    assert [fits(each, "3.13", "x86_64") for each in (old, new)] == [False, True]
    assert bare(new) == "numpy==2.5 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc"


def test_wheels_are_taken_for_old_machines_whatever_this_one_is() -> None:
    platforms = Target("3.13", "aarch64").platforms
    assert platforms[0] == "manylinux_2_28_aarch64"
    assert "manylinux2014_aarch64" in platforms
    assert not any("2_34" in each for each in platforms)


def test_the_program_itself_is_locked_by_its_digest(tmp_path: Path) -> None:
    own = wheel(tmp_path, "cityloop", "1.0")
    assert with_own(["click==8.5.1 \\\n    --hash=sha256:aa"], own, "1.0").splitlines() == [
        "cityloop==1.0 \\",
        f"    --hash=sha256:{digest(own)}",
        "click==8.5.1 \\",
        "    --hash=sha256:aa",
    ]


def test_the_bill_names_versions_licences_and_digests(tmp_path: Path) -> None:
    made = [
        wheel(tmp_path, "cityloop", "1.0", "License-Expression: Apache-2.0"),
        wheel(tmp_path, "old", "0.9", "License: BSD"),
        wheel(tmp_path, "named", "3", "Classifier: License :: OSI Approved :: MIT License"),
        wheel(tmp_path, "mute", "2", "License: Permission is hereby granted,\n        free of charge, to any person"),
    ]
    said = json.loads(bill(made, VENDORED.glob("*.js"), "1.0"))
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["name"]: part for part in said["components"]}
    assert parts["cityloop"]["licenses"] == [{"expression": "Apache-2.0"}]
    assert parts["old"]["licenses"] == [{"license": {"name": "BSD"}}]
    assert parts["named"]["licenses"] == [{"license": {"name": "MIT License"}}]
    assert parts["mute"]["licenses"] == []
    assert parts["old"]["hashes"] == [{"alg": "SHA-256", "content": digest(made[1])}]
    assert parts["htmx"]["version"] == "4.0.1"
    assert len({part["bom-ref"] for part in said["components"]}) == len(said["components"])


def test_an_archive_holds_nothing_of_whoever_packed_it(tmp_path: Path) -> None:
    for at in ("one", "two"):
        folder = tmp_path / at / "bundle"
        (folder / "deep").mkdir(parents=True)
        for name in ("b.sh", "a.txt", "deep/c.txt") if at == "one" else ("deep/c.txt", "a.txt", "b.sh"):
            (folder / name).write_text(name)
            (folder / name).chmod(0o600 if at == "one" else 0o777)
        pack(folder, tmp_path / f"{at}.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as tar:
        members = tar.getmembers()
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {(member.uid, member.uname, member.mtime) for member in members} == {(0, "", 0)}
    assert {member.name: oct(member.mode) for member in members if member.isfile()} == {
        "bundle/a.txt": "0o644", "bundle/b.sh": "0o755", "bundle/deep/c.txt": "0o644",
    }  # fmt: skip
    with gzip.open(tmp_path / "one.tar.gz") as opened:
        opened.read(1)
        assert opened.mtime == 0


def test_sums_are_of_every_file_by_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_text("x")
    (tmp_path / "a").write_text("y")
    assert [line.split("  ")[1] for line in sums(tmp_path)] == ["a", "b/c"]


def test_a_bundle_is_named_for_what_it_installs_on() -> None:
    targets = Target("3.11", "x86_64"), Target("3.13", "x86_64")
    assert name_of(targets, postgres=True).endswith("-py3.11-py3.13-linux-x86_64-postgres")
    assert described(targets).splitlines()[1:] == ["pythons 3.11 3.13", "machine x86_64"]


def test_the_unit_may_do_little() -> None:
    unit = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read(INSIDE / "cityloop.service")
    assert {name: unit["Service"][name] for name in HARDENED} == HARDENED
    assert unit["Service"]["ExecStart"] == "@PREFIX@/current/bin/python -I -m cityloop serve"


@pytest.mark.parametrize("name", ["README.zh.md", "README.en.md"])
def test_what_the_bundle_says_leads_somewhere(name: str) -> None:
    text = (INSIDE / name).read_text("utf-8")
    assert all((ROOT / page).exists() for page in ("docs/how-to/install.md", "docs/how-to/run-it.md"))
    assert all(word in text for word in ("install.sh", "make demo", "materials.cdx.json", "docs/how-to/install.md"))
