"""G: whoever has to know is told, in order and at least once, or it is seen that they were not."""

from pathlib import Path

import msgspec
import pytest

from cityloop.city.channel import Audience, Channel
from cityloop.city.ways import File
from cityloop.city.words import Name
from cityloop.command import orders
from tests.street import Street

LOG = Channel(id="log", name=Name(zh="文件", en="File"), way=File(path="letters.jsonl"), audience=frozenset(Audience))


@pytest.fixture
def told(street: Street) -> Street:
    """The street with a file for everybody's letters."""
    street.apply(msgspec.structs.replace(street.city, channels=(LOG,)))
    return street


def letters(street: Street, folder: Path) -> list[tuple[str, str]]:
    """To whom, and of what, in the order in which they were written."""
    street.node.outbox.settle()
    file = folder / "letters.jsonl"
    lines = file.read_bytes().splitlines() if file.exists() else []
    said = [msgspec.json.decode(line) for line in lines]
    return [(each["to"], each["event"]) for each in said]


def test_the_reporter_and_the_unit_are_told_how_it_goes(told: Street, tmp_path: Path) -> None:
    case = told.established(contact="13800001234")
    told.do("pan", orders.Handle, case, note="换了灯泡")
    told.do("pan", orders.ReportBack, case, note="已修复")
    told.do("mei", orders.Check, case, passed=True)
    told.do("mei", orders.Close, case)
    found = letters(told, tmp_path)
    assert [event for to, event in found if to == "reporter"] == ["reported", "accepted", "closed"]
    assert ("unit:qx-light", "dispatched") in found
