"""What a node is opened on is its owner's alone: the record holds people's data, the store beside it digests."""

import os
from pathlib import Path

import pytest

from cityloop.app.opening import open_node


@pytest.mark.parametrize("mask", [0o022, 0o000], ids=["usual", "none"])
def test_what_a_node_makes_is_for_its_owner_alone(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        node = open_node(tmp_path / "var")
        node.journal.size()
        node.access.size()
    finally:
        os.umask(before)
    made = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "var", *(tmp_path / "var").iterdir())}
    assert {path.name for path, mode in made.items() if path.is_dir() and mode == 0o700} >= {"var", "keys"}
    assert {path.name: oct(mode) for path, mode in made.items() if path.is_file() and mode != 0o600} == {}
    assert (tmp_path / "var" / "journal.db") in made


def test_a_record_that_is_there_keeps_the_mode_that_it_has(tmp_path: Path) -> None:
    open_node(tmp_path)
    (tmp_path / "journal.db").chmod(0o640)
    open_node(tmp_path)
    assert (tmp_path / "journal.db").stat().st_mode & 0o777 == 0o640
