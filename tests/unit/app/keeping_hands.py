"""A small record to back up and put back: reports through the desk, commands as they are called, places on disk."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cityloop.adapters.stores.keys import KeyFile
from cityloop.app.cli import cli
from cityloop.app.node import Node
from cityloop.app.opening import open_node, places
from cityloop.city.catalogue import Life
from cityloop.city.principal import NOBODY, Kind, Principal
from cityloop.command import orders
from cityloop.command.forgetting import find_subject

LAMP = "grid.component.utility.street-lamp"
PASSPHRASE = "six lamps by the bridge"
CONTACT = "王小明 13812341234"


def call(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def said(*arguments: str | Path) -> str:
    """What a command prints that goes well."""
    result = call(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@contextmanager
def node_at(folder: Path) -> Iterator[Node]:
    """The node of a record, stopped in the end."""
    node = open_node(folder)
    node.reload()
    yield node
    node.step()
    node.stop()


def subject_of(data: Path, case: str) -> str:
    """Whose case it is."""
    with node_at(data) as node:
        return find_subject(node.journal, case)


def key_of(data: Path, case: str) -> bytes:
    """The key of a case's person; empty where there is none any more."""
    with closing(KeyFile(places(data).key_file)) as keys:
        return keys.find(subject_of(data, case)) or b""


class Town:
    """A record in ``folder/var``, with its second place and everything that is copied apart from it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.data = folder, folder / "var"
        self.second, self.backups, self.copies = folder / "second", folder / "backups", folder / "copies"
        monkeypatch.setenv("CITYLOOP_WITNESS", str(self.second))
        folder.mkdir(exist_ok=True)
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        said("new", folder / "city")
        said("apply", folder / "city", "--data", self.data)

    def report(self, words: str) -> str:
        """Somebody reports a lamp; the case."""
        with node_at(self.data) as node:
            told = orders.Report(life=Life.GRID, category=LAMP, words=words, contact=CONTACT, place="road-liuan")
            return node.desk.report(NOBODY, told).case

    def backup(self) -> Path:
        """A backup of the record."""
        return Path(said("backup", self.backups, "--data", self.data).partition(":")[0])

    def copy_keys(self) -> Path:
        """A copy of the keys."""
        words = said("backup-keys", self.copies, "--passphrase", self.passphrase, "--data", self.data)
        return Path(words.partition(":")[0])

    def erase(self, case: str) -> str:
        """The person of a case is forgotten; whose subject that was."""
        subject = subject_of(self.data, case)
        said("erase", case, "--ground", "PIPL art. 47", "--yes", "--data", self.data)
        return subject

    def restore(self, backup: Path, keys: Path, *more: str | Path, into: str = "again") -> Result:
        """Put a backup back into a folder of its own."""
        words = ("--keys", keys, "--passphrase", self.passphrase, "--data", self.folder / into)
        return call("restore", backup, *words, *more)

    def words(self, case: str, folder: str = "again") -> str | None:
        """What a case's report says, in a record that was put back."""
        with node_at(self.folder / folder) as node:
            jin = Principal(id="person:jin", kind=Kind.PERSON, claims=node.index.claims("jin", node.clock()))
            return node.views.case(jin, case).words
