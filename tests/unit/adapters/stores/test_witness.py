"""The folder that is the second place: what a crash tore is written over, and what is out of reach is told."""

import shutil
from pathlib import Path

import pytest

from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.checks.witness import SIZES, leaves, note
from cityloop.journal.errors import StoreGone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A second place with two notes."""
    made = tmp_path / "second" / "main"
    fill(WitnessFolder(made), 0, 1)
    return made


def fill(witness: WitnessFolder, *numbers: int) -> None:
    for number in numbers:
        witness.write(note(number), leaves(SIZES[number - 1] if number else 0, SIZES[number]))


def test_two_files_hold_it_all_as_anybody_can_read_it(folder: Path) -> None:
    assert (folder / "checkpoints").read_text("utf-8") == note(0) + note(1)
    assert (folder / "leaves").read_bytes() == leaves(0, SIZES[1])


def test_a_note_torn_anywhere_is_written_over(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "checkpoints").read_bytes()
    first = len(note(0).encode())
    for cut in (*range(first, len(whole), 9), len(whole) - 1):
        torn = shutil.copytree(folder, tmp_path / f"torn{cut}")
        (torn / "checkpoints").write_bytes(whole[:cut])
        witness = WitnessFolder(torn)
        assert (witness.latest(), witness.notes()) == (note(0), [note(0)])
        fill(witness, 1)
        assert (torn / "checkpoints").read_bytes() == whole
        assert (torn / "leaves").read_bytes() == leaves(0, SIZES[1])


@pytest.mark.parametrize("tail", [b"\xff\xfe\x00", bytes(200), b"\n\n\n", b"text without an end"])
def test_whatever_a_crash_left_behind_the_last_note_is_written_over(folder: Path, tail: bytes) -> None:
    with (folder / "checkpoints").open("ab") as file:
        file.write(tail)
    witness = WitnessFolder(folder)
    assert witness.latest() == note(1)
    fill(witness, 2)
    assert WitnessFolder(folder).notes() == [note(0), note(1), note(2)]
    assert (folder / "checkpoints").read_bytes() == (note(0) + note(1) + note(2)).encode()


def test_hashes_whose_note_was_never_written_are_written_over(folder: Path) -> None:
    with (folder / "leaves").open("ab") as file:
        file.write(b"x" * 100)
    fill(WitnessFolder(folder), 2)
    assert (folder / "leaves").read_bytes() == leaves(0, SIZES[2])


def test_nothing_else_is_left_in_the_folder(folder: Path) -> None:
    fill(WitnessFolder(folder), 2, 3)
    assert sorted(path.name for path in folder.iterdir()) == ["checkpoints", "leaves"]


def test_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "second").write_text("a file")
    with pytest.raises(StoreGone, match="second place can be reached"):
        WitnessFolder(tmp_path / "second")


def test_a_place_that_is_gone_is_told_whatever_is_asked(folder: Path) -> None:
    witness = WitnessFolder(folder)
    assert witness.latest() == note(1)
    shutil.rmtree(folder)
    for ask in (witness.latest, witness.notes, lambda: witness.leaves(0, 1), lambda: fill(witness, 2)):
        with pytest.raises(StoreGone):
            ask()


def test_a_place_that_comes_back_is_used_again(folder: Path) -> None:
    witness = WitnessFolder(folder)
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(StoreGone):
        fill(witness, 2)
    away.rename(folder)
    fill(witness, 2)
    assert witness.notes() == [note(0), note(1), note(2)]
