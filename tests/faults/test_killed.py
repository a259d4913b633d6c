"""Killed in the middle of a replay, with the power or with the server: nothing acknowledged is lost, none is doubled.

A handful of what ``make show CLAIM=journal-kill`` does hundreds of times.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import MetaData, text

from benchmarks import _forgetful as forgetful
from benchmarks._replay_kills import Mode, Tally, kill_folders, kill_servers
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.app.opening import utc_now
from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import SubjectErased
from cityloop.city.label import Grade
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.errors import FoldFailed, StoreFull, StoreGone
from cityloop.journal.journal import Journal
from cityloop.journal.note import Signer
from cityloop.journal.ports import Store, Transaction
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


class Tampering:
    """A table for reading that does something to its store in the middle of a fold."""

    name = "tampering"
    tables = MetaData()

    def __init__(self, statement: str) -> None:
        self._statement = statement

    def fold(self, transaction: Transaction, entries: Sequence[Entry], /) -> None:
        transaction.execute(text(self._statement))

    def clear(self, transaction: Transaction, /) -> None:
        """There is nothing to empty."""


def met_by_a_fold(store: Store, keys: Path, statement: str) -> CityloopError:
    """What an append raises whose fold does that; nothing of it stands."""
    journal = Journal(store, KeyFile(keys), utc_now, [Tampering(statement)])
    fact = SubjectErased(subject="somebody", ground="")
    with pytest.raises(CityloopError) as met:
        journal.append(Append(drafts=(Draft(author="a", label=Grade.OPEN, jurisdiction="", fact=fact),)))
    assert journal.size() == 0
    return met.value


def test_a_server_that_goes_while_a_table_folds_is_gone_and_the_table_not_at_fault(tmp_path: Path) -> None:
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip(postgres.ABSENT)
    with postgres.PrivateServer(programs) as server:
        store = PostgresStore(server.url)
        met = met_by_a_fold(store, tmp_path / "keys.db", "SELECT pg_terminate_backend(pg_backend_pid())")
        store.close()
    assert type(met) is StoreGone


def test_a_disk_that_is_full_while_a_table_folds_is_full(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "journal.db")
    with store.write() as transaction:
        transaction.execute(text("PRAGMA max_page_count = 60"))
        transaction.execute(text("CREATE TABLE room (bytes BLOB)"))
    met = met_by_a_fold(store, tmp_path / "keys.db", "INSERT INTO room VALUES (zeroblob(1000000))")
    assert type(met) is StoreFull


def test_a_table_that_asks_what_is_not_there_is_at_fault_itself(tmp_path: Path) -> None:
    met = met_by_a_fold(SqliteStore(tmp_path / "journal.db"), tmp_path / "keys.db", "SELECT nothing FROM main_tiles")
    assert type(met) is FoldFailed
