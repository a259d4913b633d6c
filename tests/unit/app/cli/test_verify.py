"""``cityloop verify`` and ``cityloop trace`` on a record as a node leaves it, whole and tampered with."""

import sqlite3
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cityloop.app.cli import cli
from cityloop.app.opening import open_node
from cityloop.city.catalogue import Life
from cityloop.city.principal import NOBODY
from cityloop.command.orders import Report
from cityloop.journal.errors import NoRecord
from cityloop.journal.note import Signer

LAMP = "grid.component.utility.street-lamp"


def call(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with three reports, signed in the second place."""
    folder = tmp_path_factory.mktemp("kept")
    assert call("new", folder / "city").exit_code == 0
    assert call("apply", folder / "city", "--data", folder / "var").exit_code == 0
    node = open_node(folder / "var")
    node.reload()
    for number in range(3):
        words = f"路灯不亮，第{number}盏"
        node.desk.report(NOBODY, Report(life=Life.GRID, category=LAMP, words=words, place="road-liuan"))
    node.step()
    node.stop()
    return folder / "var"


@pytest.fixture
def record(kept: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(copytree(kept, tmp_path / "var"))


def tamper(record: Path, statement: str, file: str = "journal.db") -> None:
    """Do it behind the node's back."""
    with sqlite3.connect(record / file) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_a_whole_record_is_said_to_be(record: Path) -> None:
    result = call("verify", "--data", record)
    assert result.exit_code == 0, result.output
    assert "main: 4 entries" in result.output
    assert "signed by cityloop/qingxi+" in result.output
    assert result.output.endswith("The record is whole.\n")


EDIT = """
    UPDATE main_entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'road-liuan', 'road-liuaN') AS BLOB) WHERE seq = 2
"""
TAMPERINGS = {
    "edited": (EDIT, "entry 2 changed"),
    "deleted": ("DELETE FROM main_entries WHERE seq = 1", "entry 1 cut"),
    "cut off": ("DELETE FROM main_entries WHERE seq = 3", "entry 3 cut"),
    "table for reading": ("UPDATE cases SET stage = 'closed', open = 0 WHERE rowid = 1", "the row says something else"),
    "row of a table": ("DELETE FROM cases WHERE rowid = 1", "the row is missing"),
    "configuration": ("UPDATE configurations SET content = x'00'", "entry 0 lost: The configuration"),
    "words": ("UPDATE main_payloads SET ciphertext = zeroblob(64)", "its sealed payload is not the one"),
    "words gone": ("DELETE FROM main_payloads", "lost: its sealed payload is gone"),
    "signature": ("UPDATE main_checkpoints SET note = replace(note, 'qingxi', 'qingx1')", "record unsigned"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_tampered_with_is_named(record: Path, name: str) -> None:
    statement, said = TAMPERINGS[name]
    tamper(record, statement)
    result = call("verify", "--data", record)
    assert result.exit_code == 1
    assert said in result.output
    assert "The record is NOT whole" in result.output


def test_a_past_that_was_made_anew_shows_in_the_second_place(record: Path, tmp_path: Path, again: Path) -> None:
    place = Path(copytree(record / "witness", tmp_path / "elsewhere"))
    assert call("verify", "--data", again).exit_code == 0
    result = call("verify", "--data", again, "--against", place)
    assert result.exit_code == 1
    assert "entry 0 forked" in result.output


@pytest.fixture
def again(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Path:
    """Another record under the same keys: what whoever owns the machine can make of it."""
    folder = tmp_path_factory.mktemp("again")
    copytree(record / "keys", folder / "var" / "keys")
    assert call("new", folder / "city").exit_code == 0
    assert call("apply", folder / "city", "--data", folder / "var").exit_code == 0
    node = open_node(folder / "var")
    node.reload()
    node.stop()
    return folder / "var"


def test_checkpoints_in_a_file_by_itself_are_enough(record: Path, again: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    file.write_bytes((record / "witness" / "main" / "checkpoints").read_bytes())
    assert call("verify", "--data", record, "--against", file).exit_code == 0
    assert call("verify", "--data", again, "--against", file).exit_code == 1


def test_signatures_of_another_key_do_not_count(record: Path) -> None:
    other = Signer("cityloop/qingxi", Ed25519PrivateKey.generate()).verifier
    result = call("verify", "--data", record, "--key", str(other))
    assert result.exit_code == 1
    assert "is not signed by cityloop/qingxi" in result.output


def test_the_key_that_was_kept_counts(record: Path) -> None:
    said = call("verify", "--data", record).output
    key = next(line.rpartition("signed by ")[2] for line in said.splitlines() if "signed by" in line)
    assert call("verify", "--data", record, "--key", key).exit_code == 0


def test_without_a_second_place_it_says_what_would_not_show(record: Path, tmp_path: Path) -> None:
    (record / "witness").rename(tmp_path / "gone")
    result = call("verify", "--data", record)
    assert result.exit_code == 0
    assert "would not show" in result.output


@pytest.mark.parametrize("verb", [("verify",), ("trace", "1"), ("erase", "X", "--ground", "x"), ("serve",)])
def test_where_nothing_was_recorded_nothing_is_made(tmp_path: Path, verb: tuple[str, ...]) -> None:
    assert isinstance(call(*verb, "--data", tmp_path / "nowhere").exception, NoRecord)
    assert not (tmp_path / "nowhere").exists()


def test_trace_tells_why(record: Path) -> None:
    result = call("trace", "2", "--data", record)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("▶ 2  ")
    assert "case.reported" in result.output
    assert "路灯" not in result.output
