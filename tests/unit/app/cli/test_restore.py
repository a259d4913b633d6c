"""``cityloop restore``: a backup is put back whole or refused, and nobody who was forgotten comes back."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from cityloop.adapters.stores.backups import BadBackup
from cityloop.adapters.stores.erasures import BadErasures
from cityloop.adapters.stores.key_copies import BadKeyCopy, KeysExpired
from cityloop.adapters.stores.key_locks import Passphrase, WrongKey
from cityloop.app.key_restore import Wanted
from cityloop.app.opening import places, utc_now
from cityloop.app.restore import ErasuresUnknown, RecordThere, restore
from cityloop.city.catalogue import Life
from cityloop.city.facts.record import Restored, SubjectErased
from cityloop.city.principal import NOBODY
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.journal.errors import Forked
from tests.unit.app.keeping_hands import CONTACT, LAMP, PASSPHRASE, Town, call, key_of, node_at, said


@pytest.fixture
def kept(town: Town) -> tuple[Path, Path]:
    """A backup of the town and a copy of its keys."""
    return town.backup(), town.copy_keys()


def verified(folder: Path) -> str:
    """What verify says of a whole record."""
    words = said("verify", "--data", folder)
    assert words.endswith("The record is whole.\n")
    return words


def test_what_was_backed_up_is_there_again_and_goes_on(town: Town) -> None:
    case = town.report("井盖丢了")
    backup, keys = town.backup(), town.copy_keys()
    result = town.restore(backup, keys)
    assert result.exit_code == 0, (result.output, result.exception)
    assert town.words(case) == "井盖丢了"
    assert "restored at entry 3" in verified(town.folder / "again")
    with node_at(town.folder / "again") as node:
        assert [type(entry.fact) for entry in node.journal.read(3, 1)] == [Restored]
        assert node.journal.version(case) == 1


def test_whoever_was_forgotten_after_it_is_forgotten_again(town: Town) -> None:
    case = town.report("我叫王小明，路灯不亮")
    backup, keys = town.backup(), town.copy_keys()
    subject = town.erase(case)
    result = town.restore(backup, keys)
    assert "1 person(s) forgotten after the backup are forgotten again." in result.output
    assert town.words(case) is None
    verified(town.folder / "again")
    with node_at(town.folder / "again") as node:
        erased = [entry.fact for entry in node.journal.tagged("record.subject-erased")]
    assert [fact.subject for fact in erased if isinstance(fact, SubjectErased)] == [subject]


def test_the_key_of_the_forgotten_is_in_no_file_of_the_new_record(town: Town) -> None:
    case = town.report("路灯不亮")
    backup, copy, key = town.backup(), town.copy_keys(), key_of(town.data, case)
    town.erase(case)
    assert town.restore(backup, copy).exit_code == 0
    files = [path for path in (town.folder / "again").rglob("*") if path.is_file()]
    assert [path for path in files if key in path.read_bytes()] == []
    assert len(key) == 32


def test_an_erasure_before_the_copy_of_keys_is_known_from_it_alone(town: Town) -> None:
    case = town.report("路灯不亮")
    backup = town.backup()
    town.erase(case)
    result = town.restore(backup, town.copy_keys(), "--erasures", "none")
    assert "1 person(s) forgotten" in result.output
    assert town.words(case) is None


def test_without_the_list_of_erasures_it_has_to_be_said_that_there_are_none(
    town: Town, kept: tuple[Path, Path]
) -> None:
    (town.second / "erasures").unlink()
    assert isinstance(town.restore(*kept).exception, ErasuresUnknown)
    assert not (town.folder / "again").exists()
    assert town.restore(*kept, "--erasures", "none").exit_code == 0
    with node_at(town.folder / "again") as node:
        (entry,) = node.journal.tagged("record.restored")
    assert isinstance(entry.fact, Restored)
    assert entry.fact.erasures == "none"


def test_a_list_that_lacks_what_the_backup_knows_is_refused(town: Town) -> None:
    town.erase(town.report("路灯不亮"))
    old = shutil.copy(town.second / "erasures", town.folder / "old")
    town.erase(town.report("井盖丢了"))
    result = town.restore(town.backup(), town.copy_keys(), "--erasures", str(old))
    assert isinstance(result.exception, BadErasures)
    assert "lacks 1 erasure(s)" in str(result.exception)


def test_a_list_that_was_changed_is_refused(town: Town, kept: tuple[Path, Path]) -> None:
    town.erase(town.report("路灯不亮"))
    path = town.second / "erasures"
    path.write_text(path.read_text().replace("\n1\n", "\n2\n"))
    assert isinstance(town.restore(*kept).exception, BadErasures)


# What is lost is said


def test_what_the_second_place_had_seen_beyond_it_is_lost_and_said(town: Town, kept: tuple[Path, Path]) -> None:
    for _ in range(3):
        town.report("路灯不亮")
    result = town.restore(*kept)
    assert "LOST: entries 2 to 5 of the main journal" in result.output
    with node_at(town.folder / "again") as node:
        (entry,) = node.journal.tagged("record.restored")
    assert isinstance(entry.fact, Restored)
    assert {(seen.journal, seen.line): seen.size for seen in entry.fact.seen}["main", 1] == 6
    words = verified(town.folder / "again")
    assert "of main the second place had seen 6: entries 2 to 5 are lost" in words
    assert (town.second / "main" / "checkpoints").exists()
    assert (town.second / "main.2" / "checkpoints").exists()


def test_the_old_record_that_is_still_written_to_shows(town: Town, kept: tuple[Path, Path]) -> None:
    assert town.restore(*kept).exit_code == 0
    town.report("路灯不亮")
    result = call("verify", "--data", town.folder / "again")
    assert result.exit_code == 1
    assert "main has gone on to" in result.output
    assert "another copy of it is still written to" in result.output


def test_a_line_that_the_record_does_not_know_shows(town: Town, kept: tuple[Path, Path]) -> None:
    assert town.restore(*kept).exit_code == 0
    with node_at(town.folder / "again"):
        pass
    result = call("verify", "--data", town.data)
    assert "the second place holds main.2" in result.output


def test_a_record_that_was_restored_can_be_backed_up_and_restored_again(town: Town, kept: tuple[Path, Path]) -> None:
    assert town.restore(*kept).exit_code == 0
    town.data = town.folder / "again"
    case = town.report("井盖丢了")
    backup, keys = town.backup(), town.copy_keys()
    assert town.restore(backup, keys, into="third").exit_code == 0
    assert town.words(case, "third") == "井盖丢了"
    assert "restored at entry 4" in verified(town.folder / "third")
    assert (town.second / "main.3" / "checkpoints").exists()


def test_an_older_backup_put_over_a_restore_leaves_both_lines(town: Town, kept: tuple[Path, Path]) -> None:
    assert town.restore(*kept).exit_code == 0
    with node_at(town.folder / "again"):
        pass
    assert town.restore(*kept, into="third").exit_code == 0
    words = verified(town.folder / "third")
    assert "of main.2 the second place had seen" in words


def test_the_old_record_put_back_by_hand_is_not_signed(town: Town, kept: tuple[Path, Path]) -> None:
    """Whoever copies files instead of restoring is told by the second place, as before."""
    copied = Path(shutil.copytree(town.data, town.folder / "copied"))
    town.report("路灯不亮")
    with pytest.raises(Forked):
        _signed(copied)


def _signed(data: Path) -> None:
    where = places(data)
    with node_at(data) as node:
        where.notary(node.journal, "cityloop/qingxi/main", node.clock).write()


# Keys


def test_a_wrong_passphrase_opens_nothing(town: Town, kept: tuple[Path, Path]) -> None:
    wrong = town.folder / "wrong"
    wrong.write_text("six lamps by the river")
    result = call("restore", kept[0], "--keys", kept[1], "--passphrase", wrong, "--data", town.folder / "again")
    assert isinstance(result.exception, WrongKey)
    assert sorted(path.name for path in town.folder.glob(".again*")) == []


def test_a_copy_of_keys_past_its_time_is_refused(town: Town, kept: tuple[Path, Path]) -> None:
    opener = Passphrase(PASSPHRASE, os.urandom)
    wanted = Wanted(kept[0], kept[1], opener, town.second / "erasures")
    later = utc_now() + timedelta(days=31)
    with pytest.raises(KeysExpired, match="was good until"):
        restore(places(town.folder / "again"), wanted, lambda: later, lambda *_: None)
    assert not (town.folder / "again").exists()


def test_a_recovery_key_locks_without_a_person_and_opens_with_its_other_half(town: Town) -> None:
    secret = X25519PrivateKey.generate()
    private, public = town.folder / "private.pem", town.folder / "public.pem"
    private.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    said("backup-keys", town.copies, "--to", public, "--data", town.data)
    (copy,) = town.copies.glob("*.keys")
    backup = town.backup()
    with_passphrase = town.restore(backup, copy)
    assert isinstance(with_passphrase.exception, WrongKey)
    said("restore", backup, "--keys", copy, "--recovery", private, "--data", town.folder / "again")
    verified(town.folder / "again")


def test_keys_that_stayed_in_their_place_are_gone_on_with(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = town.folder / "keys"
    monkeypatch.setenv("CITYLOOP_KEYS", str(keys))
    shutil.copytree(town.data / "keys", keys)
    case, other = town.report("路灯不亮"), town.report("井盖丢了")
    backup = town.backup()
    town.erase(case)
    shutil.rmtree(town.data)
    said("restore", backup, "--data", town.folder / "again")
    assert (town.words(case), town.words(other)) == (None, "井盖丢了")
    verified(town.folder / "again")


def test_keys_older_than_the_record_leave_words_that_nobody_can_read_and_are_refused(town: Town) -> None:
    keys = town.copy_keys()
    town.report("井盖丢了")
    result = town.restore(town.backup(), keys)
    assert isinstance(result.exception, BadBackup)
    assert "the key of its sealed payload is gone" in str(result.exception)


def test_keys_of_another_city_open_nothing(
    town: Town, kept: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Town(tmp_path / "other", monkeypatch)
    other.report("井盖丢了")
    keys = other.copy_keys()
    result = town.restore(kept[0], keys)
    assert isinstance(result.exception, BadBackup)
    assert "another key" in str(result.exception)


# Places


def test_nothing_is_written_over_a_record(town: Town, kept: tuple[Path, Path]) -> None:
    before = said("verify", "--data", town.data)
    assert isinstance(town.restore(*kept, into="var").exception, RecordThere)
    assert said("verify", "--data", town.data) == before


def test_without_any_keys_it_is_told(town: Town, kept: tuple[Path, Path]) -> None:
    assert isinstance(call("restore", kept[0], "--data", town.folder / "again").exception, BadKeyCopy)


def test_what_a_broken_off_restore_left_is_cleared_away(town: Town, kept: tuple[Path, Path]) -> None:
    left = town.folder / ".again.partial" / "keys"
    left.mkdir(parents=True)
    (left / "keys.db").write_bytes(b"old")
    assert town.restore(*kept).exit_code == 0
    verified(town.folder / "again")


# Cut and changed


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[Random(len(data)).randrange(len(data))] ^= 4
    path.write_bytes(data)


HARMS: dict[str, Callable[[Path], None]] = {"cut": _cut, "flipped": _flip, "missing": Path.unlink}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", ["journal.db", "access.db", "manifest", "witness/main/leaves"])
def test_a_backup_that_was_harmed_is_refused_by_the_name_of_the_file(
    town: Town, kept: tuple[Path, Path], name: str, harm: str
) -> None:
    HARMS[harm](kept[0] / name)
    result = town.restore(*kept)
    assert isinstance(result.exception, BadBackup)
    assert name.rpartition("/")[2] in str(result.exception)
    assert sorted(path.name for path in town.folder.glob("*again*")) == []


def test_a_manifest_that_was_made_anew_with_another_key_is_refused(town: Town, kept: tuple[Path, Path]) -> None:
    path = kept[0] / "manifest"
    path.write_text(path.read_text().replace('"erased": 0', '"erased": 1'))
    assert isinstance(town.restore(*kept).exception, BadBackup)


def test_a_folder_that_is_no_backup_is_told(town: Town, kept: tuple[Path, Path]) -> None:
    result = town.restore(town.backups, kept[1])
    assert isinstance(result.exception, BadBackup)
    assert "this is no backup" in str(result.exception)


LETTERS = "\nchannels:\n  - {id: letters, zh: 信, en: Letters, kind: file, for: [reporter], path: letters.jsonl}\n"


def with_letters(town: Town) -> None:
    """Whoever reports is told, by a file."""
    files = town.folder / "city" / "catalogue" / "duties.yaml"
    files.write_text(files.read_text("utf-8") + LETTERS, "utf-8")
    said("apply", town.folder / "city", "--data", town.data)


def told(data: Path) -> set[tuple[str, str]]:
    """Three people report, and are told of it: the key of each letter, and of which case it was."""
    with node_at(data) as node:
        report = orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", contact=CONTACT, place="road-liuan")
        cases = {
            outcome.case for outcome in node.desk.report_each(NOBODY, [report] * 3) if isinstance(outcome, Receipt)
        }
        node.step()
        node.outbox.settle()
    lines = [msgspec.json.decode(line) for line in (data / "letters.jsonl").read_bytes().splitlines()]
    return {(line["key"], line["case"]) for line in lines if line["case"] in cases}


def test_no_letter_after_a_restore_has_the_key_of_one_that_was_sent(town: Town) -> None:
    with_letters(town)
    backup, keys = town.backup(), town.copy_keys()
    before = told(town.data)
    assert town.restore(backup, keys).exit_code == 0
    after = told(town.folder / "again")
    assert len(before) == len(after) == 3
    assert {key for key, _ in before}.isdisjoint(key for key, _ in after)


def test_what_was_due_before_a_restore_goes_out_with_the_same_key(town: Town) -> None:
    with_letters(town)
    town.report("路灯不亮")
    backup, keys = town.backup(), town.copy_keys()
    assert town.restore(backup, keys).exit_code == 0
    sent = []
    for data in (town.data, town.folder / "again"):
        with node_at(data) as node:
            node.outbox.settle()
        sent.append([msgspec.json.decode(line)["key"] for line in (data / "letters.jsonl").read_bytes().splitlines()])
    assert sent[0] == sent[1]
    assert len(sent[0]) == 1
