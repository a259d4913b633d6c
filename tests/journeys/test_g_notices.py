"""G: whoever has to know is told, in order and at least once, or it is seen that they were not."""

from pathlib import Path

import msgspec
import pytest

from cityloop.city.channel import Audience, Channel, Event, NoticeRule
from cityloop.city.facts.intake import Channel as CameBy
from cityloop.city.ways import File
from cityloop.city.words import Name
from cityloop.command import orders
from tests.sheets import MAP, OPEN, SHEET, bring, plan, sheet
from tests.street import Street

LOG = Channel(id="log", name=Name(zh="文件", en="File"), way=File(path="letters.jsonl"), audience=frozenset(Audience))


@pytest.fixture
def told(street: Street) -> Street:
    """The street with a file for everybody's letters."""
    street.apply(msgspec.structs.replace(street.city, channels=(LOG,)))
    return street


def lines(street: Street, folder: Path) -> list[dict[str, str]]:
    """What was written, in order."""
    street.node.outbox.settle()
    file = folder / "letters.jsonl"
    found = file.read_bytes().splitlines() if file.exists() else []
    return [msgspec.json.decode(line) for line in found]


def letters(street: Street, folder: Path) -> list[tuple[str, str]]:
    """To whom, and of what, in the order in which they were written."""
    return [(each["to"], each["event"]) for each in lines(street, folder)]


def test_the_reporter_and_the_unit_are_told_how_it_goes(told: Street, tmp_path: Path) -> None:
    case = told.established(contact="13800001234")
    told.do("pan", orders.Handle, case, note="换了灯泡")
    told.do("pan", orders.ReportBack, case, note="已修复")
    told.do("mei", orders.Check, case, passed=True)
    told.do("mei", orders.Close, case)
    found = letters(told, tmp_path)
    assert [event for to, event in found if to == "reporter"] == ["reported", "accepted", "closed"]
    assert ("unit:qx-light", "dispatched") in found


def test_a_unit_that_leads_and_one_that_helps_are_told_in_words_of_their_own(told: Street, tmp_path: Path) -> None:
    case = told.request().case
    told.do("jin", orders.Accept, case)
    told.later(days=60)
    late = {each["to"]: each["text"] for each in lines(told, tmp_path) if each["event"] == "late"}
    assert told.case(case).lead == "qx-urban"
    assert "协办" not in late["unit:qx-urban"]
    assert "协办事项已超时" in late["unit:qx-willow-office"]


@pytest.mark.parametrize(("languages", "word"), [(("en", "zh"), "is yours to lead"), (("zh", "en"), "派遣")])
def test_units_are_told_in_the_language_in_which_the_city_works(
    told: Street, tmp_path: Path, languages: tuple[str, ...], word: str
) -> None:
    told.apply(msgspec.structs.replace(told.city, channels=(LOG,), languages=languages))
    told.established()
    (text,) = [each["text"] for each in lines(told, tmp_path) if each["to"].startswith("unit:")]
    assert word in text


def test_two_rules_of_one_event_by_different_channels_have_a_text_each(told: Street, tmp_path: Path) -> None:
    first = NoticeRule(
        id="first", event=Event.DISPATCHED, to=Audience.LEAD, text=Name(zh="甲{number}", en="A {number}"), by=("log",)
    )
    second = msgspec.structs.replace(first, id="second", text=Name(zh="乙{number}", en="B {number}"), by=("other",))
    other = msgspec.structs.replace(LOG, id="other")
    told.apply(msgspec.structs.replace(told.city, channels=(LOG, other), notices=(first, second)))
    case = told.established()
    assert {each["text"] for each in lines(told, tmp_path)} == {f"甲{case}", f"乙{case}"}


PHONED = MAP + '\n[channel]\nfrom = "state"\nwords = { "完" = "phone", "办" = "web", "新" = "machine" }\n'


def test_of_what_was_imported_nobody_is_told_by_whatever_channel_it_came_there(told: Street, tmp_path: Path) -> None:
    lines = [line.replace(",,", ",,13800001234") if line.endswith(",,") else line for line in SHEET]
    assert bring(told, sheet(tmp_path, *lines), plan(PHONED)).imported == len(SHEET)
    assert told.case("old-1").channel is CameBy.PHONE
    assert letters(told, tmp_path) == []


def test_nor_of_what_befalls_it_here(told: Street, tmp_path: Path) -> None:
    bring(told, sheet(tmp_path, OPEN.replace(",,", ",,13800001234")), plan(PHONED))
    told.do("pan", orders.Sign, "old-5")
    told.do("pan", orders.Handle, "old-5", note="换了灯泡")
    told.later(days=60)
    assert letters(told, tmp_path) == []
