"""``cityloop backup`` and ``backup-keys``: whole or none, beside writers, never beside what they must not lie with."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from threading import Event, Thread

import pytest

from cityloop.adapters.sessions import StoredSessions
from cityloop.adapters.stores import backups, key_copies
from cityloop.adapters.stores.backups import BackupRunning
from cityloop.adapters.stores.folders import put
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.tries import StoredTries
from cityloop.app.backup import BadPlace
from cityloop.app.opening import open_node, places
from cityloop.city.facts.record import KeysCopied
from cityloop.command.configuration import NotConfigured
from cityloop.journal.errors import NoRecord
from tests.unit.app.keeping_hands import Town, call, key_of, node_at, said, subject_of


def test_it_holds_the_record_and_no_key(town: Town) -> None:
    key = key_of(town.data, town.report("井盖丢了"))
    backup = town.backup()
    assert sorted(path.name for path in backup.iterdir()) == ["access.db", "journal.db", "manifest", "witness"]
    private = places(town.data).signing_key.read_bytes().splitlines()[1]
    content = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert len(key) == 32
    assert key not in content
    assert private not in content


def test_only_the_owner_reads_it(town: Town) -> None:
    backup = town.backup()
    town.copy_keys()
    for path in (town.backups, backup, *backup.rglob("*"), *town.copies.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_files_open_by_themselves_and_nobody_is_signed_in_by_them(town: Town) -> None:
    with node_at(town.data) as node:
        StoredSessions(node.access.store, node.clock).open("jin")
    backup = town.backup()
    assert not list(backup.glob("*-wal"))
    with closing(sqlite3.connect(backup / "access.db")) as copy:
        assert copy.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    with closing(sqlite3.connect(backup / "journal.db")) as copy:
        assert copy.execute("SELECT count(*) FROM main_entries").fetchone() == (2,)


def test_who_guessed_at_a_number_lately_is_not_in_it(town: Town) -> None:
    with node_at(town.data) as node:
        StoredTries(node.access.store, "digits", 5, timedelta(hours=1)).take("482-913-0671", node.clock())
    assert b"482-913-0671" not in (town.backup() / "access.db").read_bytes()


def test_while_others_write_it_is_of_one_moment(town: Town) -> None:
    stop, written = Event(), []

    def write() -> None:
        while not stop.is_set():
            written.append(town.report("路灯不亮"))

    writer = Thread(target=write)
    writer.start()
    try:
        made = [town.backup(), *_later(town)]
    finally:
        stop.set()
        writer.join()
    assert written
    for backup in made:
        manifest, _ = backups.read(backup)
        backups.refuse_changed(backup, manifest)
        with closing(sqlite3.connect(backup / "journal.db")) as copy:
            (size,) = copy.execute("SELECT count(*) FROM main_entries").fetchone()
        assert size == manifest.journals["main"].size


def _later(town: Town) -> list[Path]:
    """One more, in another second."""
    into = town.folder / "later"
    return [Path(said("backup", into, "--data", town.data).partition(":")[0])]


def older(backup: Path, name: str, made: str, city: str = "qingxi") -> None:
    """A backup as ``backup``, but of another moment, or of another city."""
    copy = backup.with_name(name)
    copytree(backup, copy)
    manifest = (copy / "manifest").read_text()
    dated = re.sub(r'("made": )"[^"]*"', rf'\1"{made}"', manifest)
    (copy / "manifest").write_text(dated.replace('"city": "qingxi"', f'"city": "{city}"'))


def test_older_ones_make_room_and_a_stranger_stays(town: Town) -> None:
    first = town.backup()
    older(first, "qingxi-b", "2025-01-01T00:00:00Z")
    older(first, "qingxi-a", "2025-01-02T00:00:00Z")
    first.rename(town.backups / "notes")
    (town.backups / "notes" / "manifest").write_text("of whom?")
    older(town.backups / "qingxi-b", "aachen-20250101T000000Z", "2025-01-01T00:00:00Z", city="aachen")
    said("backup", town.backups, "--keep", "2", "--data", town.data)
    names = sorted(path.name for path in town.backups.iterdir() if not path.name.startswith("."))
    assert names[:3] == ["aachen-20250101T000000Z", "notes", "qingxi-2" + names[2][8:]]
    assert names[3:] == ["qingxi-a"], "the younger of the two, by what their manifests say"


def test_the_one_that_was_just_made_stays_whatever_a_clock_said_before(town: Town) -> None:
    first = town.backup()
    older(first, "qingxi-29990101T000000Z", "2999-01-01T00:00:00Z")
    first.rename(town.backups / "qingxi-z")
    (town.backups / "qingxi-z" / "manifest").unlink()
    now = Path(said("backup", town.backups, "--keep", "1", "--data", town.data).partition(":")[0])
    assert now.is_dir()
    assert backups.list_backups(town.backups) == [now]


@pytest.mark.parametrize("where", ["var", "var/backups", "var/keys/x", "second", "second/x"])
def test_it_does_not_lie_with_what_it_is_a_backup_of(town: Town, where: str) -> None:
    assert isinstance(call("backup", town.folder / where, "--data", town.data).exception, BadPlace)


def test_keys_and_backups_do_not_lie_together(town: Town) -> None:
    backup = town.backup()
    town.copy_keys()
    words = ("--passphrase", town.passphrase, "--data", town.data)
    for near in (town.backups, town.backups / "keys", backup / "keys", town.data / "copies"):
        assert isinstance(call("backup-keys", near, *words).exception, BadPlace)
    for near in (town.copies, town.copies / "backups"):
        assert isinstance(call("backup", near, "--data", town.data).exception, BadPlace)


def test_two_at_once_in_one_folder_are_one(town: Town) -> None:
    with backups.alone(town.backups):
        assert isinstance(call("backup", town.backups, "--data", town.data).exception, BackupRunning)
    town.backup()


def test_what_a_crash_left_is_no_backup_and_cleared_away(town: Town) -> None:
    left = town.backups / ".qingxi-20250101T000000Z.partial"
    left.mkdir(parents=True)
    (left / "journal.db").write_bytes(b"half")
    assert backups.list_backups(town.backups) == []
    town.backup()
    assert not left.exists()


def test_a_folder_without_a_record_is_told_and_stays_empty(tmp_path: Path) -> None:
    result = call("backup", tmp_path / "backups", "--data", tmp_path / "nowhere")
    assert isinstance(result.exception, NoRecord)
    assert not (tmp_path / "nowhere").exists()


def test_a_record_without_a_city_is_told(tmp_path: Path) -> None:
    open_node(tmp_path / "var")
    assert isinstance(call("backup", tmp_path / "b", "--data", tmp_path / "var").exception, NotConfigured)


# A full disk

FULL = """
import resource, sys
from cityloop.app.cli import main
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
sys.argv = ["cityloop", *sys.argv[1:]]
main()
"""


def test_on_a_full_disk_the_older_ones_stay(town: Town) -> None:
    before = town.backup()
    content = (before / "manifest").read_bytes()
    words = [sys.executable, "-c", FULL, "backup", str(town.backups), "--data", str(town.data)]
    result = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ)
    assert result.returncode == 1
    assert result.stderr.startswith("store-full: ")
    assert list(town.backups.glob(".*.partial")) == []
    assert backups.list_backups(town.backups) == [before]
    assert (before / "manifest").read_bytes() == content


# Copies of keys


def test_a_copy_stands_on_the_record_with_its_end(town: Town) -> None:
    copy = town.copy_keys()
    head = key_copies.head_of(copy)
    assert head.until - head.made == timedelta(days=30)
    with node_at(town.data) as node:
        (entry,) = node.journal.tagged("record.keys-copied")
    assert isinstance(entry.fact, KeysCopied)
    assert entry.fact.until == head.until


def test_what_is_past_its_time_is_overwritten_and_goes(town: Town) -> None:
    copy = town.copy_keys()
    other = Path(str(copy).replace(".keys", "x.keys"))
    other.write_bytes(copy.read_bytes())
    start, _, rest = copy.read_bytes().partition(b'"until":"')
    copy.write_bytes(start + b'"until":"2020' + rest[4:])
    link = town.folder / "link"
    os.link(copy, link)
    assert "1 removed" in said("prune-keys", town.copies)
    assert set(link.read_bytes()) == {0}
    assert not copy.exists()
    assert other.exists()


def test_one_that_cannot_be_read_keeps_none_of_the_others(town: Town) -> None:
    copy = town.copy_keys()
    bad = town.copies / "0.keys"
    bad.write_bytes(b"torn")
    start, _, rest = copy.read_bytes().partition(b'"until":"')
    copy.write_bytes(start + b'"until":"2020' + rest[4:])
    result = call("prune-keys", town.copies)
    assert (result.exit_code, copy.exists(), bad.exists()) == (1, False, True)
    assert "1 removed" in result.stdout
    assert "0.keys is no copy of keys" in result.stderr


def test_an_end_that_was_put_off_opens_nothing(town: Town) -> None:
    copy = town.copy_keys()
    backup = town.backup()
    start, _, rest = copy.read_bytes().partition(b'"until":"')
    copy.write_bytes(start + b'"until":"2099' + rest[4:])
    assert getattr(town.restore(backup, copy).exception, "code", "") == "wrong-key"


def test_what_is_no_copy_is_told(town: Town) -> None:
    backup = town.backup()
    for content in (b"", b"cityloop keys 1\n", b"cityloop keys 1\n{}\nx", b"\xff" * 99):
        (town.folder / "strange.keys").write_bytes(content)
        assert getattr(town.restore(backup, town.folder / "strange.keys").exception, "code", "") == "bad-key-copy"


def test_a_short_passphrase_is_refused_before_anything_is_written(town: Town) -> None:
    town.passphrase.write_text("short")
    result = call("backup-keys", town.copies, "--passphrase", town.passphrase, "--data", town.data)
    assert getattr(result.exception, "code", "") == "wrong-key"
    assert not town.copies.exists()
    with node_at(town.data) as node:
        assert node.journal.tagged("record.keys-copied") == []


def test_keys_of_an_image_are_destroyed_before_they_are_on_a_disk(tmp_path: Path) -> None:
    numbers = {"ann": "13800000001", "bob": "13800000002"}
    with closing(KeyFile(tmp_path / "keys.db")) as keys:
        made = dict(keys.create(list(numbers)))
        assert [keys.known_as(number, name) for name, number in numbers.items()] == list(numbers)
    with closing(sqlite3.connect(tmp_path / "keys.db")) as copy:
        digests = dict(copy.execute("SELECT subject, digest FROM callers"))
    image = key_copies.KeyImage(key_copies.image_of(tmp_path / "keys.db"))
    image.destroy(["ann", "nobody"])
    image.write(tmp_path / "new.db")
    content = (tmp_path / "new.db").read_bytes()
    assert [name for name in numbers if made[name] in content] == ["bob"]
    assert [name for name in numbers if digests[name] in content] == ["bob"]
    assert image.destroyed() == {"ann"}
    image.close()
    with closing(KeyFile(tmp_path / "new.db")) as keys:
        assert [keys.find_known(number) for number in numbers.values()] == [None, "bob"]


def test_the_list_of_erasures_only_grows_and_knows_each_once(town: Town) -> None:
    subject = town.erase(town.report("路灯不亮"))
    lists = [town.second / "erasures", town.data / "keys" / "erasures"]
    assert lists[0].read_bytes() == lists[1].read_bytes()
    before = lists[0].read_bytes()
    with node_at(town.data):
        pass
    assert lists[0].read_bytes() == before
    assert before.count(subject.encode()) == 1


def test_a_torn_end_of_the_list_is_written_again(town: Town) -> None:
    path = town.second / "erasures"
    town.erase(town.report("路灯不亮"))
    put(path, path.stat().st_size, b"cityloop/erasures\n2\nhalf")
    subject = town.erase(town.report("井盖丢了"))
    assert path.read_text().count("cityloop/erasures\n") == 3
    assert subject in path.read_text()


def test_erasures_of_a_time_without_a_list_are_made_up_for(town: Town) -> None:
    subject = town.erase(town.report("路灯不亮"))
    for path in (town.second / "erasures", town.data / "keys" / "erasures"):
        path.unlink()
    with node_at(town.data):
        pass
    assert subject in (town.second / "erasures").read_text()


def test_a_second_place_that_is_away_keeps_nobody_from_being_forgotten(town: Town) -> None:
    case = town.report("路灯不亮")
    kept = town.second.rename(town.folder / "away")
    town.second.write_text("no folder")
    subject = subject_of(town.data, case)
    said("erase", case, "--ground", "PIPL art. 47", "--yes", "--data", town.data)
    with node_at(town.data) as node:
        assert node.journal.keys.find(subject) is None
    town.second.unlink()
    kept.rename(town.second)
    with node_at(town.data):
        pass
    assert subject in (town.second / "erasures").read_text()
