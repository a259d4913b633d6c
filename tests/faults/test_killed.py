"""Killed in the middle of a replay, with the power or with the server: nothing acknowledged is lost, none is doubled.

A handful of what ``make show CLAIM=journal-kill`` does hundreds of times.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import _forgetful as forgetful
from benchmarks._replay_kills import Mode, Tally, kill_folders, kill_servers
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import StoreGone
from cityloop.journal.note import Signer
from tests import postgres

SIGNER = Signer("cityloop", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def note(size: int) -> str:
    return Checkpoint("cityloop/killed/main", size, bytes(32)).signed(SIGNER)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk that forgets."""
    compiler = forgetful.find_compiler()
    if compiler is None:
        pytest.skip(forgetful.ABSENT)
    return forgetful.build(compiler, tmp_path_factory.mktemp("forgetful"))


def holds(tally: Tally, kills: int) -> bool:
    """Whether so many kills left nothing wrong."""
    assert tally.words == []
    return (tally.kills, tally.lost, tally.doubled, tally.half, tally.faults) == (kills, 0, 0, 0, 0)


def test_kill_nine_loses_and_doubles_nothing() -> None:
    assert holds(kill_folders(Mode("killed"), seed=1, kills=3, stopping=Event()), 3)


def test_a_disk_that_forgets_what_was_not_synced_loses_and_doubles_nothing(library: Path) -> None:
    tally = kill_folders(Mode("forgetful", library), seed=2, kills=4, stopping=Event())
    assert holds(tally, 4)
    assert tally.forgotten + tally.torn > 0


def test_a_log_that_is_never_synced_is_missed(library: Path) -> None:
    tally = kill_folders(Mode("deaf", library, deaf="-wal"), seed=3, kills=8, stopping=Event())
    assert tally.lost + tally.half + tally.faults > 0


def test_a_killed_server_is_named_and_the_writer_goes_on() -> None:
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip(postgres.ABSENT)
    tally = kill_servers(programs, seed=4, kills=1, stopping=Event())
    assert holds(tally, 1)
    assert tally.gone == 1


def test_leaves_that_no_note_stands_behind_are_not_handed_out(tmp_path: Path) -> None:
    """A note is written after its leaves: between the two the power may fail."""
    WitnessFolder(tmp_path).write(note(2), bytes(64))
    with (tmp_path / "leaves").open("ab") as leaves:
        leaves.write(b"torn" * 20)
    witness = WitnessFolder(tmp_path)
    assert (len(witness.leaves(0, 9)), witness.leaves(2, 9), witness.leaves(3, 9)) == (64, b"", b"")
    witness.write(note(3), b"\1" * 32)
    assert witness.leaves(2, 9) == b"\1" * 32


def test_a_note_that_can_no_longer_be_read_does_not_hide_the_leaves_of_those_before(tmp_path: Path) -> None:
    witness = WitnessFolder(tmp_path)
    witness.write(note(2), bytes(64))
    witness.write(note(3), bytes(32))
    path = tmp_path / "checkpoints"
    path.write_text(path.read_text("utf-8").replace("\n3\n", "\nx\n"), "utf-8")
    assert len(WitnessFolder(tmp_path).leaves(0, 9)) == 64


@pytest.mark.parametrize("hole", [8, 30, 120])
def test_a_torn_note_is_no_note(tmp_path: Path, hole: int) -> None:
    """The file grew, and of the note only the end reached the disk."""
    WitnessFolder(tmp_path).write(note(2), bytes(64))
    with (tmp_path / "checkpoints").open("ab") as file:
        file.write(bytes(hole) + note(3).encode()[hole:])
    witness = WitnessFolder(tmp_path)
    assert witness.notes() == [note(2)]
    witness.write(note(4), bytes(64))
    assert WitnessFolder(tmp_path).notes() == [note(2), note(4)]


MADE = {
    "folders": "make_folder(place / 'a' / 'b' / 'c')",
    "signing key": "open_signer(place / 'signing.pem', 'cityloop')",
    "second place": "WitnessFolder(place / 'witness' / 'main')",
    "keys": "KeyFile(place / 'keys.db').create(['somebody'])",
    "erasure": "KeyFile(place / 'keys.db').erase('somebody')",
}
IMPORTS = """
from pathlib import Path
from cityloop.adapters.stores.folders import make_folder
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.witness import WitnessFolder
"""


def unsynced(library: Path, place: Path, act: str) -> int:
    """How much of what ``act`` does in a process of its own could still be lost when it is done."""
    disk = forgetful.Disk(library, place / "disk", place / "side")
    disk.folder.mkdir()
    program = f"{IMPORTS}\nplace = Path({str(disk.folder)!r})\n{act}"
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **disk.variables()})
    return disk.fail(Random(1)).pending


@pytest.mark.parametrize("what", MADE)
def test_what_was_made_outlasts_the_power(library: Path, tmp_path: Path, what: str) -> None:
    assert unsynced(library, tmp_path, MADE[what]) == 0


def test_what_is_only_written_does_not(library: Path, tmp_path: Path) -> None:
    assert unsynced(library, tmp_path, "(place / 'a').mkdir(); (place / 'b').write_text('b')") == 3


def test_a_broken_file_of_keys_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "keys.db"
    path.write_bytes(b"no database at all, " * 400)
    with pytest.raises(StoreGone, match=r"keys\.db"):
        KeyFile(path)
