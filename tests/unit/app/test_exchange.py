"""What an outside system tells becomes cases here: each number once, each change once, whatever breaks off."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import not_, select

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.system import System
from cityloop.city.words import Name
from cityloop.command import orders
from cityloop.command.case import Mirror
from cityloop.command.case_table import MIRRORS
from cityloop.command.exchange import DoorShut
from cityloop.command.stages import Stage
from tests.outside import SECRET, Outside
from tests.street import LAMP, STREET, Street

BRIDGE = System(
    id="bridge",
    name=Name(zh="区网格平台", en="District grid platform"),
    door="json",
    address="http://bridge.test/",
    jurisdiction="qingxi",
    unit="qx-light",
    ground="return.not-ours",
    categories={"0101": LAMP},
)


class There:
    """A street, an outside system, and the exchange between them."""

    def __init__(self, folder: Path, **more: Any) -> None:
        city = load(STREET, crs.find)
        self.system, self.outside = BRIDGE, Outside()
        city = msgspec.structs.replace(city, systems=(self.system,))
        self.street = Street(folder, city=city, **{"door": self.door, **more})
        self.exchange = self.street.node.bridges.exchange(self.system)

    def door(self, system: System) -> JsonDoor:
        """A way there without a socket."""
        return JsonDoor(system.address, SECRET, self.outside.transport())

    def pull(self) -> None:
        """Hear all that is new, and let the loop route it."""
        self.exchange.pull()
        self.street.node.step()

    def push(self) -> None:
        """Tell all that is due."""
        self.street.node.step()
        self.street.node.outbox.settle()

    def differing(self) -> int:
        """How many mirrored cases stand otherwise there than here."""
        with self.street.node.journal.store.read() as transaction:
            return len(transaction.execute(select(MIRRORS).where(not_(MIRRORS.c.agree))).all())


@pytest.fixture
def there(tmp_path: Path) -> There:
    return There(tmp_path)


def cases(there: There) -> list[str]:
    return [entry.about for entry in there.street.node.journal.tagged("case.reported")]


def test_a_matter_told_there_is_a_case_here(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    (case_id,) = cases(there)
    case = there.street.case(case_id)
    (mirror,) = case.mirrors
    assert (mirror.number, mirror.way, mirror.state) == (record.number, Way.IN, State.OPEN)
    assert (case.category, case.stage, case.source) == (LAMP, Stage.HANDLE, f"bridge:{record.number}")


def test_told_again_it_stays_one_case(there: There) -> None:
    there.outside.opens()
    there.pull()
    there.outside.log.extend(there.outside.log[:])
    there.pull()
    assert len(cases(there)) == 1


def test_older_after_newer_is_not_heard(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    old = record.said()
    there.outside.moves(record, "taken")
    there.outside.log.append(old)
    there.pull()
    (mirror,) = there.street.case(cases(there)[0]).mirrors
    assert (mirror.revision, mirror.state) == (2, State.TAKEN)


def test_what_cannot_be_read_keeps_nothing_from_the_others(there: There) -> None:
    there.outside.log.append({"number": "W9", "revision": 1, "state": "asleep"})
    there.outside.opens()
    came = there.exchange.pull()
    assert (came.refused, came.new) == (1, 1)


def test_a_category_that_is_none_here_is_listed_until_it_can_be_taken(there: There) -> None:
    record = there.outside.opens(category="9999")
    assert there.exchange.pull().refused == 1
    assert cases(there) == []
    there.outside.moves(record, "open", matter={**(record.matter or {}), "category": "0101"})
    assert there.exchange.pull().new == 1


def test_a_door_that_is_shut_loses_nothing(there: There) -> None:
    there.outside.opens()
    there.outside.faults = lambda _: httpx.Response(500)
    with pytest.raises(DoorShut):
        there.exchange.pull()
    there.outside.faults = lambda _: None
    assert there.exchange.pull().new == 1


def test_remarks_are_added_once(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    there.outside.moves(record, "open", remarks=[{"id": "m1", "words": "还是不亮"}])
    there.pull()
    there.outside.moves(record, "open", remarks=[{"id": "m1", "words": "还是不亮"}, {"id": "m2", "words": "两盏"}])
    there.pull()
    assert there.street.facts(cases(there)[0]).count("Told") == 2


def test_a_unit_that_works_there_brings_our_case_on(there: There) -> None:
    case_id = there.street.dispatched()
    assert there.street.case(case_id).lead == there.system.unit
    there.outside.log.append({"number": "V1", "revision": 1, "state": "taken", "case": case_id})
    there.outside.log.append({"number": "V1", "revision": 2, "state": "done", "case": case_id, "answer": "换了灯泡"})
    there.pull()
    case = there.street.case(case_id)
    assert (case.stage, case.mirrors[0].way, case.mirrors[0].why) == (Stage.CHECK, Way.OUT, "")


def test_what_is_not_its_own_comes_back(there: There) -> None:
    case_id = there.street.dispatched()
    there.outside.log.append({"number": "V1", "revision": 1, "state": "returned", "case": case_id})
    there.pull()
    case = there.street.case(case_id)
    assert (case.stage, case.returns) == (Stage.DISPATCH, 1)


def test_how_a_matter_goes_on_here_is_told_there(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    case_id = cases(there)[0]
    there.street.do("pan", orders.Handle, case_id, note="换了灯泡")
    there.street.do("pan", orders.ReportBack, case_id, note="已修复")
    there.push()
    assert (record.state, record.case) == ("done", case_id)
    there.pull()
    assert there.differing() == 0


def test_a_case_whose_unit_works_there_is_handed_over_once(there: There) -> None:
    case_id = there.street.dispatched()
    there.push()
    (record,) = there.outside.records.values()
    assert (record.case, record.state) == (case_id, "open")
    there.outside.moves(record, "done", answer="换了灯泡")
    there.pull()
    there.push()
    there.street.do("mei", orders.Check, case_id, passed=True)
    there.street.do("mei", orders.Close, case_id)
    there.push()
    there.pull()
    assert len(there.outside.records) == 1
    assert (record.state, there.differing()) == ("closed", 0)


def test_an_answer_that_got_lost_doubles_nothing(there: There) -> None:
    lost = iter([True])
    there.outside.forgets = lambda request: request.method == "PUT" and next(lost, False)
    case_id = there.street.dispatched()
    there.push()
    there.street.node.outbox.turn()
    there.pull()
    (record,) = there.outside.records.values()
    (mirror,) = there.street.case(case_id).mirrors
    assert (mirror.number, mirror.way) == (record.number, Way.OUT)


def test_what_the_other_side_no_longer_has_is_listed_as_missing(there: There) -> None:
    kept, gone = there.outside.opens(), there.outside.opens()
    there.pull()
    there.outside.log = [told for told in there.outside.log if told["number"] == kept.number]
    there.exchange.compare()
    found = {mirror.number: mirror.state for case in cases(there) for mirror in there.street.case(case).mirrors}
    assert found == {kept.number: State.OPEN, gone.number: State.MISSING}
    assert there.differing() == 1


def test_what_is_listed_again_after_it_was_missing_agrees_again(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    log, there.outside.log = there.outside.log, []
    there.exchange.compare()
    there.outside.log = log
    there.exchange.compare()
    (mirror,) = there.street.case(cases(there)[0]).mirrors
    assert (mirror.number, mirror.state, there.differing()) == (record.number, State.OPEN, 0)


def fails(there: There, *times: int) -> list[str]:
    """The positions that are asked from; every page holds one case, and those times nothing is answered."""
    asked: list[str] = []

    def fault(request: httpx.Request) -> httpx.Response | None:
        asked.append(request.url.params["after"])
        return httpx.Response(500) if len(asked) in times else None

    there.outside.rows, there.outside.faults = 1, fault
    return asked


def test_of_many_pages_some_get_lost_and_all_are_heard(there: There) -> None:
    for _ in range(4):
        there.outside.opens()
    fails(there, 2, 3, 5)
    assert there.exchange.pull().new == 4


def test_a_comparison_goes_on_where_it_broke_off(there: There) -> None:
    for _ in range(4):
        there.outside.opens()
    there.pull()
    asked = fails(there, 3, 4, 5, 6)
    with pytest.raises(DoorShut):
        there.exchange.compare()
    assert there.exchange.compare().old == 2
    assert asked == ["0", "1", *["2"] * 5, "3"]


def test_photos_are_shown_there_and_once(there: There) -> None:
    record = there.outside.opens()
    there.pull()
    photo = {"view": "near", "image": b"\xff\xd8\xff", "width": 1, "height": 1}
    there.street.do("pan", orders.AddPhoto, cases(there)[0], **photo)
    there.push()
    assert list(record.photos.values()) == [b"\xff\xd8\xff"]


def test_nothing_of_a_sensitive_matter_goes_out(there: There) -> None:
    case_id = there.street.dispatched()
    there.push()
    asked = there.outside.asked
    there.street.do("jin", orders.Classify, case_id, category="grid.event.emergency.gathering")
    there.push()
    assert there.outside.asked == asked


@pytest.mark.parametrize("way", list(Way))
def test_a_merged_case_says_there_where_it_goes_on_and_nothing_differs(there: There, way: Way) -> None:
    case, other = mirrored(there, way), there.street.dispatched()
    there.street.do("jin", orders.Merge, case, into=other)
    there.push()
    record = there.outside.records[there.outside.by_case[case]]
    assert (record.state, record.into) == ("merged", other)
    there.pull()
    assert mirror_of(there, case).state is State.MERGED
    assert [row for row in differing_rows(there) if row == case] == []


def test_what_goes_on_through_two_merges_says_where_it_ends(there: There) -> None:
    case, other, last = mirrored(there, Way.IN), there.street.dispatched(), there.street.dispatched()
    there.street.do("jin", orders.Merge, case, into=other)
    there.street.do("jin", orders.Merge, other, into=last)
    there.push()
    assert there.outside.records[there.outside.by_case[case]].into == last


def test_a_merge_that_is_undone_goes_on_there_too(there: There) -> None:
    case, other = mirrored(there, Way.IN), there.street.dispatched()
    there.street.do("jin", orders.Merge, case, into=other)
    there.push()
    there.pull()
    there.street.do("jin", orders.Undo, case)
    there.push()
    record = there.outside.records[there.outside.by_case[case]]
    assert (record.state, record.into) == ("open", None)
    there.pull()
    assert case not in differing_rows(there)


def test_into_which_sensitive_case_it_went_is_told_to_nobody(there: There) -> None:
    case, other = mirrored(there, Way.IN), there.street.dispatched()
    there.street.do("jin", orders.Merge, case, into=other)
    there.street.do("jin", orders.Classify, other, category="grid.event.emergency.gathering")
    there.push()
    record = there.outside.records[there.outside.by_case[case]]
    assert (record.state, record.into) == ("merged", None)


def test_what_was_merged_there_before_it_was_told_here_is_not_begun_here(there: There) -> None:
    record = there.outside.opens()
    there.outside.moves(record, "merged")
    there.outside.log = there.outside.log[-1:]
    there.pull()
    (case,) = cases(there)
    assert there.street.case(case).stage is Stage.ESTABLISH
    assert differing_rows(there) == [case]


def mirrored(there: There, way: Way) -> str:
    """A case that is there too, first told there, or handed over by us."""
    if way is Way.OUT:
        case = there.street.dispatched()
        there.push()
    else:
        there.outside.opens()
        there.pull()
        (case,) = cases(there)
        there.push()
    there.pull()
    assert mirror_of(there, case).way is way
    return case


def mirror_of(there: There, case: str) -> Mirror:
    """What it is in the outside system."""
    found = there.street.case(case).find_mirror("bridge")
    assert found is not None
    return found


def differing_rows(there: There) -> list[str]:
    """The cases that stand otherwise there."""
    with there.street.node.journal.store.read() as transaction:
        return list(transaction.execute(select(MIRRORS.c.case).where(not_(MIRRORS.c.agree))).scalars())


def test_a_number_that_is_another_cases_is_refused_and_listed(there: There) -> None:
    first, second = there.street.dispatched(), there.street.dispatched()
    there.outside.log.append({"number": "V1", "revision": 1, "state": "open", "case": first})
    there.outside.log.append({"number": "V1", "revision": 2, "state": "open", "case": second})
    there.outside.log.append({"number": "V2", "revision": 1, "state": "open", "case": "none-such"})
    assert there.exchange.pull().refused == 1
    assert there.street.case(second).mirrors == ()


def test_how_far_an_outside_system_was_heard_is_no_stage_of_the_loop(tmp_path: Path) -> None:
    there = There(tmp_path)
    for _ in range(40):
        there.outside.opens()
    there.exchange.pull()
    there.street.node.step()
    assert {there.street.case(case).stage for case in cases(there)} == {Stage.HANDLE}
