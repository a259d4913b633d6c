"""D: three tiers: orders go down, effects come up; returns, arbiters, lists and clocks."""

from datetime import timedelta

import pytest

from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.command.deeds.dispatching import NotOnList
from cityloop.command.lifecycle import IllegalStep
from cityloop.command.permission import Forbidden
from cityloop.command.scene import BadOrder
from cityloop.command.stages import Stage
from cityloop.views.queue import Wanted
from tests.street import Street


def ground(street: Street, step: str) -> str:
    """The first ground that the catalogue has for a step."""
    return street.node.index.law.list_grounds(step)[0].id


def test_d01_a_case_sent_up_is_the_districts_to_move(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.SendUp, case, note="跨街道")
    assert street.case(case).at == "qingxi/qx-east/"
    with pytest.raises(Forbidden):
        street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("he", orders.Verify, case, finding=Finding.EXISTS)


def test_d02_the_street_still_sees_what_it_sent_up(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.SendUp, case)
    assert case in [row.id for row in street.node.views.queue(street.person("jin"), Wanted()).rows]


def test_d03_an_order_goes_down_to_a_tier_below(street: Street) -> None:
    case = street.report(place=None).case
    street.do("an", orders.OrderDown, case, to="qx-willow")
    assert street.case(case).at == "qingxi/qx-east/qx-willow/"


def test_d04_a_return_goes_back_to_dispatch_and_the_second_to_the_arbiter(street: Street) -> None:
    case = street.dispatched()
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    assert street.case(case).stage is Stage.DISPATCH
    street.do("jin", orders.Dispatch, case, to="qx-light")
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    assert street.case(case).stage is Stage.ARBITRATE
    street.do("chen", orders.Arbitrate, case, to="qx-light")
    with pytest.raises(BadOrder, match="arbiter"):
        street.do("pan", orders.Return, case, ground=ground(street, "return"))


def test_d05_a_late_return_is_refused(street: Street) -> None:
    case = street.dispatched()
    street.later(days=20)
    with pytest.raises(BadOrder, match="had to come by"):
        street.do("pan", orders.Return, case, ground=ground(street, "return"))


def test_d06_late_is_a_fact_and_is_told_to_the_tier_above(street: Street) -> None:
    case = street.dispatched()
    due = street.case(case).due
    assert due is not None
    street.now = due
    street.node.step()
    assert street.facts(case)[-2:] == ["CameDue", "Escalated"]
    assert street.case(case).escalated == "qingxi/qx-east/"


def test_d07_due_soon_is_a_fact_once(street: Street) -> None:
    case = street.dispatched()
    soon = street.case(case).soon
    assert soon is not None
    street.now = soon
    street.node.step()
    street.node.step()
    assert street.facts(case).count("DueSoon") == 1


def test_d08_an_extension_is_asked_before_it_is_late_and_granted_by_who_may(street: Street) -> None:
    case = street.dispatched()
    due = street.case(case).due
    assert due is not None
    later = due + timedelta(days=2)
    street.do("pan", orders.AskExtension, case, until=later, ground=ground(street, "extension"))
    with pytest.raises(Forbidden):
        street.do("pan", orders.DecideExtension, case, granted=True)
    street.do("jin", orders.DecideExtension, case, granted=True)
    assert street.case(case).due == later


def test_d09_an_extension_asked_too_late_changes_nothing(street: Street) -> None:
    case = street.dispatched()
    due = street.case(case).due
    assert due is not None
    street.now = due + timedelta(minutes=1)
    street.node.step()
    before = street.node.journal.version(case)
    with pytest.raises(BadOrder, match="the case is late"):
        street.do("pan", orders.AskExtension, case, until=due + timedelta(days=3), ground=ground(street, "extension"))
    assert street.node.journal.version(case) == before


def time_left(street: Street, case: str) -> timedelta:
    """What the clock of a case has left, in the time that counts."""
    clock = street.node.in_force().timing.clock(street.case(case))
    assert clock is not None
    return clock.remaining(street.now)


def test_d10_a_pause_conserves_what_was_left(street: Street) -> None:
    case = street.dispatched()
    left = time_left(street, case)
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.later(days=7)
    assert time_left(street, case) == left
    street.do("jin", orders.Resume, case)
    assert time_left(street, case) == left


def test_d11_a_hold_over_ends_by_itself(street: Street) -> None:
    case = street.dispatched()
    end = street.now + timedelta(days=7)
    street.do("kong", orders.HoldOver, case, ground=ground(street, "hold-over"), until=end)
    assert street.case(case).held_until == end
    street.now = end
    street.node.step()
    assert street.case(case).held_until is None
    assert street.facts(case)[-1] == "HoldEnded"


def sewage_cover(street: Street) -> str:
    """A case of a sort that the department above took back from the street."""
    case = street.report(category="grid.component.utility.sewage-cover").case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    return case


def test_d12_what_was_taken_back_from_a_street_goes_to_the_named_department(street: Street) -> None:
    case = street.case(sewage_cover(street))
    assert case.why is not None
    assert (case.lead, case.why.rule, case.why.instead_of) == ("qx-urban", "list", "qx-willow-office")


def test_d18_a_lead_that_its_list_excludes_is_refused_unless_a_leader_overrides(street: Street) -> None:
    case = sewage_cover(street)
    street.do("ning", orders.Return, case, ground=ground(street, "return"))
    with pytest.raises(NotOnList, match="qx-urban"):
        street.do("jin", orders.Dispatch, case, to="qx-willow-office")
    end = street.now + timedelta(days=2)
    street.do("kong", orders.Override, case, to="qx-willow-office", ground=ground(street, "override"), until=end)
    street.do("jin", orders.Dispatch, case, to="qx-willow-office")
    found = street.case(case)
    assert (found.lead, found.why and found.why.rule) == ("qx-willow-office", "override")


def test_d13_who_handles_neither_checks_nor_closes(street: Street) -> None:
    case = street.handled()
    with pytest.raises(Forbidden):
        street.do("pan", orders.Check, case, passed=True)


def test_d14_a_step_that_the_life_cycle_forbids_changes_nothing(street: Street) -> None:
    case = street.report().case
    with pytest.raises(IllegalStep, match="Possible now"):
        street.do("mei", orders.Close, case)
    assert street.facts(case) == ["Reported"]


def test_d15_merging_and_parting(street: Street) -> None:
    one, other = street.report().case, street.report().case
    street.do("jin", orders.Merge, one, into=other)
    assert street.case(one).stage is Stage.MERGED
    assert street.case(other).absorbed == (one,)
    street.do("jin", orders.Undo, one)
    assert street.case(one).stage is Stage.ESTABLISH
    assert street.case(other).absorbed == ()


def test_d16_a_split_case_keeps_ground_and_person(street: Street) -> None:
    case = street.report().case
    receipt = street.do("jin", orders.Split, case, category="grid.component.utility.water-cover", words="井盖也坏了")
    new = street.case(receipt.entries[1].about)
    assert new.where == street.case(case).where
    assert new.links == (("split-from", case),)


def test_d17_the_record_refolds_to_the_same_cases(street: Street) -> None:
    cases = [street.closed(), street.dispatched(), street.concluded()]
    before = [street.case(case) for case in cases]
    street.node.journal.refold()
    assert [street.case(case) for case in cases] == before


def test_d19_a_unit_that_assists_reports_its_part_once(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.Accept, case)
    helper = street.person("liang")
    assert [help.unit for help in street.case(case).assisting] == ["qx-willow-office"]
    street.do(helper, orders.Assist, case, note="已现场协助")
    with pytest.raises(BadOrder, match="done already"):
        street.do(helper, orders.Assist, case)
    assert "assist" not in {step.verb for step in street.node.views.case(helper, case).steps}
