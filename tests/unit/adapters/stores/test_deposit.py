"""A second place as an audit reads it accuses nobody of what a crash has left, and writes nothing."""

from pathlib import Path

import pytest

from cityloop.adapters.stores.deposit import Deposit
from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.checks.witness import SIZES, leaves, note
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import StoreRefused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A second place with two notes."""
    witness = WitnessFolder(tmp_path / "main")
    witness.write(note(0), leaves(0, SIZES[0]))
    witness.write(note(1), leaves(SIZES[0], SIZES[1]))
    return tmp_path


def name() -> str:
    """The journal that the notes are of."""
    return Checkpoint.parse(note(1)).origin.rpartition("/")[2]


def test_the_place_of_one_journal_or_of_all_or_a_file_of_notes_is_read(folder: Path) -> None:
    for place in (folder / "main", folder / "main" / "checkpoints"):
        assert Deposit(place, name()).notes() == [note(0), note(1)]
    assert Deposit(folder / "main", "another").notes() == []
    assert Deposit(folder / "nowhere", name()).latest() is None


def test_leaves_that_no_note_stands_behind_are_not_believed(folder: Path) -> None:
    with (folder / "main" / "leaves").open("ab") as file:
        file.write(b"torn" * 50)
    assert Deposit(folder / "main", name()).leaves(0, SIZES[1] + 9) == leaves(0, SIZES[1])


def test_nothing_is_written(folder: Path) -> None:
    with pytest.raises(StoreRefused):
        Deposit(folder / "main", name()).write(note(2), b"")


def test_two_programs_at_one_place_tear_nothing_of_each_other(folder: Path) -> None:
    one, other = (WitnessFolder(folder / "main") for _ in range(2))
    assert one.latest() == other.latest() == note(1)
    one.write(note(2), leaves(SIZES[1], SIZES[2]))
    other.write(note(3), leaves(SIZES[1], SIZES[3]))
    one.write(note(2), leaves(SIZES[1], SIZES[2]))
    assert WitnessFolder(folder / "main").notes() == [note(0), note(1), note(2), note(3)]
    assert (folder / "main" / "leaves").read_bytes() == leaves(0, SIZES[3])
