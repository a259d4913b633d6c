"""A file of letters: whole lines, whatever was cut short before."""

from pathlib import Path

import msgspec

from cityloop.adapters.channels.file import FileChannel
from cityloop.command.notices import Delivered, Failed
from tests.unit.adapters.channels.letters import letter


def test_a_letter_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "letters.jsonl"
    channel = FileChannel(file)
    assert channel.deliver(letter()) == Delivered()
    assert channel.deliver(letter(key="cityloop-8", text="第一行\n第二行")) == Delivered()
    lines = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    assert [line["key"] for line in lines] == ["cityloop-7", "cityloop-8"]
    assert lines[1]["text"] == "第一行\n第二行"
    assert file.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "letters.jsonl"
    file.write_bytes(b'{"key": "cityl')
    FileChannel(file).deliver(letter())
    torn, whole = file.read_bytes().splitlines()
    assert torn == b'{"key": "cityl'
    assert msgspec.json.decode(whole)["key"] == "cityloop-7"


def test_what_the_disk_does_not_take_is_not_delivered(tmp_path: Path) -> None:
    outcome = FileChannel(tmp_path / "none" / "letters.jsonl").deliver(letter())
    assert isinstance(outcome, Failed)
    assert outcome.down
    assert outcome.why.startswith("disk-")
