"""``install.sh`` on this machine, with a bundle of one small wheel: it installs, upgrades, refuses and takes away."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from zipfile import ZipFile

import pytest

from bundle.__main__ import INSIDE
from bundle.lock import sums, with_own

PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
PROGRAM = """import os, sys
if sys.argv[1:] == ["--version"]: print("cityloop {version}")
else: print(os.environ.get("CITYLOOP_DATA"), os.environ.get("CITYLOOP_HOSTS"), *sys.argv[1:])
"""


def wheel(folder: Path, version: str, program: str = PROGRAM) -> Path:
    """A program that says its version and its settings."""
    path, told = folder / f"cityloop-{version}-py3-none-any.whl", f"cityloop-{version}.dist-info"
    files = {
        "cityloop/__init__.py": "",
        "cityloop/__main__.py": program.format(version=version),
        f"{told}/METADATA": f"Metadata-Version: 2.1\nName: cityloop\nVersion: {version}\n",
        f"{told}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{name},sha256={urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}"
        for name, text in files.items()
    ]
    with ZipFile(path, "w") as made:
        for name, text in {**files, f"{told}/RECORD": "\n".join((*record, f"{told}/RECORD,,", ""))}.items():
            made.writestr(name, text)
    return path


def bundle(folder: Path, version: str = "1.0", pythons: str = HERE, program: str = PROGRAM) -> Path:
    """A bundle of that program."""
    made = folder / f"bundle-{version}"
    shutil.copytree(INSIDE, made)
    (made / "wheels").mkdir()
    (made / "requirements.lock").write_text(with_own([], wheel(made / "wheels", version, program), version))
    (made / "bundle.txt").write_text(f"version {version}\npythons {pythons}\nmachine {platform.machine()}\n")
    for paper in ("LICENSE", "CHANGELOG.md", "materials.cdx.json"):
        (made / paper).write_text(version)
    resum(made)
    return made


def resum(made: Path) -> None:
    """Write the digests anew."""
    (made / "SHA256SUMS").unlink(missing_ok=True)
    (made / "SHA256SUMS").write_text("".join(f"{line}\n" for line in sums(made)))


def install(
    made: Path, *arguments: str | Path, at: Path | None = None, **said: str
) -> subprocess.CompletedProcess[str]:
    """Run the script, standing in the folder ``at``."""
    environment = {"PATH": os.environ["PATH"], "PYTHON": PYTHON, "HOME": "/nonexistent", **said}
    words = ["sh", str(made / "install.sh"), *map(str, arguments)]
    return subprocess.run(words, env=environment, cwd=at, capture_output=True, text=True, check=False)


def call(prefix: Path, *arguments: str, **said: str) -> str:
    """What the installed command prints."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "/nowhere", **said}
    words = [str(prefix / "bin" / "cityloop"), *arguments]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first release, with settings that somebody changed and data."""
    folder = tmp_path_factory.mktemp("installed")
    result = install(bundle(folder), "--prefix", folder / "here")
    assert result.returncode == 0, result.stderr
    with (folder / "here" / "cityloop.env").open("a") as settings:
        settings.write('CITYLOOP_HOSTS="city.example.org"\n')
    (folder / "here" / "data" / "journal.db").write_text("the record")
    return folder / "here"


def test_the_command_reads_the_settings_and_what_is_said_goes_before(installed: Path) -> None:
    assert call(installed, "--version") == "cityloop 1.0"
    assert call(installed, "apply", "x y") == f"{installed}/data city.example.org apply x y"
    assert call(installed, CITYLOOP_HOSTS="other.example.org") == f"{installed}/data other.example.org"


def test_the_record_is_its_owner_s_alone(installed: Path) -> None:
    assert oct((installed / "data").stat().st_mode & 0o777) == "0o700"


def test_a_newer_release_takes_over_in_one_step_and_touches_neither_settings_nor_data(
    installed: Path, tmp_path: Path
) -> None:
    newer = bundle(tmp_path, "2.0")
    assert install(newer, "--prefix", installed).returncode == 0
    assert call(installed, "--version") == "cityloop 2.0"
    assert (installed / "data" / "journal.db").read_text() == "the record"
    assert "city.example.org" in call(installed)
    assert len(list((installed / "releases").iterdir())) == 2, "the one before stays, for the way back"
    again = install(newer, "--prefix", installed)
    assert "lies in" in again.stdout
    assert again.returncode == 0


def test_whatever_goes_wrong_leaves_the_release_that_runs(installed: Path, tmp_path: Path) -> None:
    before, there = (installed / "current").resolve(), set((installed / "releases").iterdir())
    broken = bundle(tmp_path, "3.0")
    next((broken / "wheels").iterdir()).unlink()
    assert "not as it was made" in install(broken, "--prefix", installed).stderr
    resum(broken)
    assert "not every wheel is here" in install(broken, "--prefix", installed).stderr
    silent = bundle(tmp_path, "4.0", program="raise SystemExit(3)")
    assert install(silent, "--prefix", installed).returncode == 1
    assert (installed / "current").resolve() == before
    assert set((installed / "releases").iterdir()) == there
    assert not (installed / ".installing").exists()


def test_two_at_once_are_one_and_a_refusal(installed: Path, tmp_path: Path) -> None:
    (installed / ".installing").mkdir()
    result = install(bundle(tmp_path, "5.0"), "--prefix", installed)
    assert (result.returncode, "under way" in result.stderr) == (1, True)
    assert (installed / ".installing").is_dir(), "the other one's mark stays"
    (installed / ".installing").rmdir()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--prefix"], "needs a value"),
        (["--sideways"], "is unknown"),
        (["--prefix", "/tmp/with a space"], "spaces"),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    result = install(bundle(tmp_path), *arguments)
    assert result.returncode == 1
    assert said in result.stderr


def test_a_python_without_wheels_is_told_with_what_to_do(tmp_path: Path) -> None:
    result = install(bundle(tmp_path, pythons="3.99"), "--prefix", tmp_path / "here", PYTHON="")
    assert result.returncode == 1
    assert "wheels for 3.99" in result.stderr
    assert "make bundle FOR=" in result.stderr
    assert not (tmp_path / "here").exists()


def test_help_says_what_can_be_said(tmp_path: Path) -> None:
    result = install(bundle(tmp_path), "--help")
    assert result.returncode == 0
    assert all(word in result.stdout for word in ("--prefix", "--uninstall", "--python", "--data"))
    assert "set -eu" not in result.stdout


def test_taken_away_the_record_and_the_settings_stay(tmp_path: Path) -> None:
    made, here = bundle(tmp_path), tmp_path / "here"
    assert install(made, "--prefix", here).returncode == 0
    (here / "data" / "journal.db").write_text("the record")
    assert install(made, "--prefix", here, "--uninstall").returncode == 0
    assert sorted(path.name for path in here.iterdir()) == ["cityloop.env", "data"]
    assert (here / "data" / "journal.db").read_text() == "the record"


def test_taken_away_from_among_others_programs_these_stay(tmp_path: Path) -> None:
    made, here = bundle(tmp_path), tmp_path / "here"
    theirs = [here / "bin" / "backup-tool", here / "releases" / "theirs" / "notes.txt"]
    for path in theirs:
        path.parent.mkdir(parents=True)
        path.write_text("another's")
    assert install(made, "--prefix", here).returncode == 0
    assert install(made, "--prefix", here, "--uninstall").returncode == 0
    assert [path.read_text() for path in theirs] == ["another's"] * 2
    assert sorted(path.name for path in (here / "bin").iterdir()) == ["backup-tool"]
    assert sorted(path.name for path in here.iterdir()) == ["bin", "cityloop.env", "data", "releases"]


def test_a_folder_is_named_from_where_one_stands(tmp_path: Path) -> None:
    made, there = bundle(tmp_path), tmp_path / "there"
    there.mkdir()
    assert install(made, "--prefix", "here", "--data", "kept", at=there).returncode == 0
    assert call(there / "here", "x") == f"{there}/kept None x"
    assert not (made / "here").exists()
