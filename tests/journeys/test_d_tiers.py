"""D: three tiers: orders go down, effects come up; returns, arbiters, lists and clocks."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

import msgspec
import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.dispatching import Overridden
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.waiting import HelpCameDue, HelpDueSoon
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.command import orders
from cityloop.command.deeds.dispatching import NotOnList
from cityloop.command.lifecycle import IllegalStep
from cityloop.command.permission import Forbidden
from cityloop.command.receipt import Receipt
from cityloop.command.scene import BadOrder
from cityloop.command.stages import Stage
from cityloop.guard.answer import Reason
from cityloop.views.clock import ClockState
from cityloop.views.jobs import MOST
from cityloop.views.queue import Wanted
from tests.street import Street

MESS = "grid.event.environment.dirty-road"
"""A matter that the street itself has to deal with."""


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
    found = street.case(case)
    assert (found.stage, found.arbiter) == (Stage.ARBITRATE, "city-leader")
    street.do("chen", orders.Arbitrate, case, to="qx-light")
    assert street.case(case).arbiter is None
    with pytest.raises(BadOrder, match="arbiter"):
        street.do("pan", orders.Return, case, ground=ground(street, "return"))


def test_d38_a_sensitive_matter_goes_to_an_arbiter_who_is_named_for_such(street: Street) -> None:
    case = street.request(category="request.discipline", kind=RequestKind.DENOUNCE).case
    street.do("shen", orders.Accept, case)
    street.do("shen", orders.Return, case, ground=ground(street, "return"))
    street.do("shen", orders.Dispatch, case, to="qx-centre")
    street.do("shen", orders.Return, case, ground=ground(street, "return"))
    assert street.case(case).arbiter == "city-named"


def test_d39_what_lies_before_an_arbiter_stays_as_it_was_brought_there(street: Street) -> None:
    case = returned_twice(street)
    moves: tuple[tuple[type[orders.Order], dict[str, str]], ...] = (
        (orders.SendUp, {}),
        (orders.Locate, {"node": "qx-east"}),
    )
    for order, said in moves:
        with pytest.raises(IllegalStep):
            street.do("jin", order, case, **said)


def test_d41_what_turns_sensitive_before_an_arbiter_goes_to_one_who_is_named(street: Street) -> None:
    case = returned_twice(street)
    street.do("jin", orders.Classify, case, category="grid.event.emergency.gathering")
    found = street.case(case)
    assert (found.stage, found.arbiter, found.sensitive) == (Stage.ARBITRATE, "city-named", True)


def test_d40_the_arbiter_is_told_as_who_has_it(street: Street) -> None:
    case = returned_twice(street)
    (row,) = street.node.views.queue(street.person("jin"), Wanted()).rows
    assert (row.id, row.lead, row.holder and row.holder.en) == (case, None, "City leader on duty")


def returned_twice(street: Street) -> str:
    """A grid case that waits for the arbiter's word."""
    case = street.dispatched()
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    street.do("jin", orders.Dispatch, case, to="qx-light")
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    return case


def test_d29_a_unit_that_handled_it_cannot_give_it_back_as_not_its_own(street: Street) -> None:
    case = street.dispatched()
    street.do("pan", orders.Handle, case)
    with pytest.raises(IllegalStep):
        street.do("pan", orders.Return, case, ground=ground(street, "return"))
    street.do("pan", orders.ReportBack, case)
    street.do("mei", orders.Check, case, passed=False)
    assert "return" not in offered(street, "pan", case)
    with pytest.raises(BadOrder, match="has handled this case"):
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


def test_d30_a_new_round_that_comes_due_is_told_upward_again(street: Street) -> None:
    case = street.dispatched()
    street.later(days=20)
    street.do("pan", orders.Handle, case)
    street.do("pan", orders.ReportBack, case)
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    first = street.facts(case).count("Escalated")
    street.do("kong", orders.Reopen, case)
    assert street.case(case).escalated is None
    street.later(days=20)
    assert street.case(case).escalated == "qingxi/qx-east/"
    assert street.facts(case).count("Escalated") > first


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


def more_time(street: Street, who: str, case: str, days: int) -> Receipt:
    """More time is asked for, so many days beyond the due time."""
    due = street.case(case).due
    assert due is not None
    return street.do(who, orders.AskExtension, case, until=due + timedelta(days=days), ground="extension.complex")


def test_d20_an_extension_ends_no_later_than_the_catalogue_lets_it(street: Street) -> None:
    case = street.dispatched()
    for days in (16, 300, 2_900_000):
        with pytest.raises(BadOrder, match="can be had until"):
            more_time(street, "pan", case, days)
    more_time(street, "pan", case, 15)


def test_d21_more_time_is_granted_where_the_due_time_was_set_or_above(street: Street) -> None:
    case = undone_dispatch(street)
    street.do("an", orders.Dispatch, case, to="qx-light")
    assert street.case(case).set_at == "qingxi/"
    more_time(street, "pan", case, 3)
    for who in ("jin", "he", "kong"):
        with pytest.raises(BadOrder, match="where the due time was set"):
            street.do(who, orders.DecideExtension, case, granted=True)
    assert "decide-extension" not in offered(street, "jin", case)
    street.do("an", orders.DecideExtension, case, granted=True)
    assert street.case(case).extensions == 1


def test_d22_what_the_loop_set_in_a_street_the_street_and_those_above_may_extend(street: Street) -> None:
    for who in ("jin", "kong", "he", "an", "chen"):
        case = street.dispatched()
        more_time(street, "pan", case, 3)
        street.do(who, orders.DecideExtension, case, granted=True)


def test_d23_nobody_grants_the_time_that_he_asked_for_himself(street: Street) -> None:
    case = street.request(category="request.discipline", kind=RequestKind.COMPLAIN).case
    street.do("shen", orders.Accept, case)
    assert street.case(case).lead == "qx-centre"
    more_time(street, "shen", case, 3)
    with pytest.raises(BadOrder, match="yourself"):
        street.do("shen", orders.DecideExtension, case, granted=True)
    assert "decide-extension" not in offered(street, "shen", case)
    street.do("tao", orders.DecideExtension, case, granted=True)


def test_d24_while_the_clock_stands_still_more_time_is_not_asked_too_late(street: Street) -> None:
    case = street.dispatched()
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.later(days=10)
    assert street.case(case).due is None
    with pytest.raises(BadOrder, match="later due time"):
        street.do("pan", orders.AskExtension, case, until=street.now, ground="extension.complex")
    until = street.now + timedelta(days=6)
    street.do("pan", orders.AskExtension, case, until=until, ground="extension.complex")
    street.do("jin", orders.Resume, case)
    street.do("jin", orders.DecideExtension, case, granted=True)
    assert street.case(case).due == until


def test_d25_more_time_that_a_long_pause_has_overtaken_is_turned_down(street: Street) -> None:
    case = street.dispatched()
    more_time(street, "pan", case, 1)
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.later(days=10)
    street.do("jin", orders.Resume, case)
    due = street.case(case).due
    with pytest.raises(BadOrder, match="can only be refused"):
        street.do("jin", orders.DecideExtension, case, granted=True)
    street.do("jin", orders.DecideExtension, case, granted=False)
    assert street.case(case).due == due


def undone_dispatch(street: Street) -> str:
    """A grid case that a street officer took back from the loop, to send it by hand."""
    case = street.dispatched()
    street.do("jin", orders.Undo, case)
    return case


def offered(street: Street, who: str, case: str) -> set[str]:
    """The steps that the page of the case offers."""
    return {step.verb for step in street.node.views.case(street.person(who), case).steps}


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
    return street.established("grid.component.utility.sewage-cover")


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


def test_d23_an_override_ends_at_its_end(street: Street) -> None:
    case = sewage_cover(street)
    street.do("ning", orders.Return, case, ground=ground(street, "return"))
    end = street.now + timedelta(hours=2)
    street.do("kong", orders.Override, case, to="qx-willow-office", ground=ground(street, "override"), until=end)
    street.now = end
    with pytest.raises(NotOnList):
        street.do("jin", orders.Dispatch, case, to="qx-willow-office")


def test_d24_a_street_is_refused_as_lead_of_what_is_on_none_of_its_lists(street: Street) -> None:
    case = street.report(category="grid.component.green.ancient-tree").case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    found = street.case(case)
    assert (found.lead, found.why and found.why.rule) == ("qx-urban", "unlisted")
    street.do("ning", orders.Return, case, ground=ground(street, "return"))
    with pytest.raises(NotOnList, match="no list of its street"):
        street.do("jin", orders.Dispatch, case, to="qx-willow-office")


def test_d25_what_is_recorded_of_an_outcome_is_a_code_and_no_sentence(street: Street) -> None:
    case = street.report().case
    for outcome in ("找张三，电话13800138000", "13800138000", "", "a-b-c-d"):
        with pytest.raises(BadOrder, match="short word"):
            street.do("jin", orders.Record, case, outcome=outcome)
    with pytest.raises(BadOrder, match="no unit"):
        street.do("jin", orders.Record, case, outcome="按期办结", unit="张三")
    street.do("jin", orders.Record, case, outcome="按期办结")
    assert street.case(case).outcome == "按期办结"


@pytest.mark.parametrize(
    "said",
    [
        {"do": "link", "other": "x", "how": "张三"},
        {"do": "publish", "what": "张三"},
        {"do": "record", "outcome": "1 a"},
    ],
)
def test_d26_no_words_of_ones_own_stand_where_a_code_does(said: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**said, "case": "c", "seen": 1}, reduce(or_, orders.EVERY))


def test_d13_who_handles_neither_checks_nor_closes(street: Street) -> None:
    case = street.handled()
    with pytest.raises(Forbidden):
        street.do("pan", orders.Check, case, passed=True)


def test_d26_whoever_had_a_hand_in_it_neither_checks_nor_closes(street: Street) -> None:
    """Signing, ringing up, sending, being sent and assisting are a hand in it, as handling is."""
    case = street.request().case
    street.do("jin", orders.Accept, case)
    street.do("ning", orders.Sign, case)
    street.do("ning", orders.Contact, case)
    street.do("liang", orders.Assist, case, note="已现场协助")
    assert street.case(case).handlers == {"person:ning", "person:liang"}
    rubbish = street.established("grid.event.environment.exposed-rubbish")
    street.do("kong", orders.Send, rubbish, team="willow-crew")
    street.do("liang", orders.Handle, rubbish)
    assert street.case(rubbish).handlers == {"person:kong", "person:qin", "person:ren", "person:liang"}


def test_d27_a_grid_worker_who_was_sent_does_not_check_the_work(street: Street) -> None:
    case = street.established("grid.event.environment.exposed-rubbish", node="g1", place=None)
    street.do("liang", orders.Send, case, person="qin")
    street.do("liang", orders.Handle, case)
    street.do("liang", orders.ReportBack, case)
    with pytest.raises(Forbidden) as wrong:
        street.do("qin", orders.Check, case, passed=True)
    assert wrong.value.values["reason"] == Reason.HANDLED_IT
    street.do("mei", orders.Check, case, passed=True)


def test_d28_only_teams_and_persons_of_the_lead_are_sent(street: Street) -> None:
    case = street.established("grid.event.environment.exposed-rubbish")
    wrong: tuple[dict[str, str], ...] = (
        {"team": "light-crew"},
        {"person": "gao"},
        {"person": "pan"},
        {"team": "willow-crew", "person": "liang"},
    )
    for said in wrong:
        with pytest.raises(BadOrder):
            street.do("liang", orders.Send, case, **said)
    right: tuple[dict[str, str], ...] = (
        {"person": "liang"},
        {"person": "qin"},
        {"team": "willow-crew"},
        {"team": "willow-crew", "person": "qin"},
    )
    for said in right:
        street.do("liang", orders.Send, case, **said)


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


def test_d31_a_step_taken_back_gives_no_new_time(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    before = street.case(case).standing
    street.later(minutes=30)
    street.do("jin", orders.Establish, case)
    street.do("jin", orders.Undo, case)
    dispatching = street.case(case).standing
    street.later(minutes=20)
    street.do("jin", orders.Dispatch, case)
    street.later(minutes=5)
    street.do("jin", orders.Undo, case)
    assert street.case(case).standing == dispatching
    street.later(days=1)
    assert street.case(case).late
    assert before.since < dispatching.since
    assert street.facts(case).count("CameDue") == 1


def test_d32_what_was_late_before_a_step_taken_back_is_late_again_and_told_once(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.later(days=3)
    street.do("jin", orders.Refuse, case, ground=ground(street, "refuse"))
    street.do("jin", orders.Undo, case)
    street.later(minutes=1)
    found = street.case(case)
    assert (found.late, found.stage) == (True, Stage.ESTABLISH)
    assert street.facts(case).count("CameDue") == 1


def test_d33_a_merge_taken_back_leaves_the_clock_as_it_stood(street: Street) -> None:
    one, other = street.dispatched(), street.report().case
    end = street.now + timedelta(days=30)
    street.do("kong", orders.HoldOver, one, ground=ground(street, "hold-over"), until=end)
    before = street.case(one).standing
    street.do("jin", orders.Merge, one, into=other)
    street.do("jin", orders.Undo, one)
    assert street.case(one).standing == before


def test_d34_what_was_established_where_nobody_owns_it_and_taken_back_is_routed_anew(street: Street) -> None:
    case = street.report(place=None).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    assert street.case(case).unowned
    street.do("an", orders.Undo, case)
    assert not street.case(case).unowned
    street.do("an", orders.Locate, case, place="road-liuan")
    street.do("jin", orders.Establish, case)
    assert street.case(case).lead == "qx-light"


def nobodys(street: Street, **said: Any) -> str:
    """A case that waits for a person to say whose it is."""
    case = street.report(**said).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    assert street.case(case).unowned
    return case


def test_d35_what_is_located_better_is_sent_to_whom_the_data_names(street: Street) -> None:
    case = nobodys(street, place=None)
    street.do("an", orders.Locate, case, place="road-liuan")
    assert (street.case(case).lead, street.case(case).unowned) == ("qx-light", False)


def test_d36_what_is_still_nobodys_after_it_was_classified_stays_in_the_queue(street: Street) -> None:
    case = nobodys(street, place=None)
    street.do("an", orders.Classify, case, category="grid.component.green.ancient-tree")
    found = street.case(case)
    assert found.unowned
    assert found.why is not None
    assert found.why.rule == "no-place"


def test_d37_what_a_unit_gave_back_is_not_sent_by_itself(street: Street) -> None:
    case = street.dispatched()
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    street.do("jin", orders.Classify, case, category="grid.event.environment.exposed-rubbish")
    assert street.case(case).stage is Stage.DISPATCH


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


def both(*posts: tuple[str, str]) -> Principal:
    """A leader who holds a post of each name at each node."""
    claims = [Claim(post=post, duties=frozenset({Duty.SUPERVISE}), jurisdiction=path.split("/")[-2], path=path)
              for post, path in posts]  # fmt: skip
    return Principal(id="person:both", kind=Kind.PERSON, claims=tuple(claims))


@pytest.mark.parametrize(
    ("posts", "level"),
    [
        ((("west", "qingxi/qx-west/"), ("city", "qingxi/")), "city"),
        ((("city", "qingxi/"), ("east", "qingxi/qx-east/")), "district"),
        ((("city", "qingxi/"), ("willow", "qingxi/qx-east/qx-willow/"), ("east", "qingxi/qx-east/")), "street"),
    ],
)
def test_d22_a_leader_of_several_posts_supervises_by_the_one_nearest_to_the_case(
    street: Street, posts: tuple[tuple[str, str], ...], level: str
) -> None:
    case = street.dispatched()
    street.do(both(*posts), orders.Supervise, case)
    assert street.case(case).supervised == level


def test_d23_an_override_counts_against_the_post_that_covers_the_case(street: Street) -> None:
    case = street.dispatched()
    street.do("pan", orders.Return, case, ground=ground(street, "return"))
    leader = both(("west", "qingxi/qx-west/"), ("city", "qingxi/"))
    said = {"to": "qx-willow-office", "ground": ground(street, "override"), "until": street.now + timedelta(days=1)}
    street.do(leader, orders.Override, case, **said)
    told = [entry.fact for entry in street.node.journal.about(case)]
    assert [fact.post for fact in told if isinstance(fact, Overridden)] == ["city"]


def sent_jobs(street: Street, name: str) -> list[str]:
    """The cases on somebody's own phone."""
    return [job.row.id for job in street.node.views.jobs(street.person(name)).sent]


def test_d20_what_a_team_is_sent_is_a_job_of_each_of_its_members(street: Street) -> None:
    case = street.report(category=MESS).case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    street.do("liang", orders.Send, case, team="willow-crew")
    assert sent_jobs(street, "qin") == sent_jobs(street, "ren") == [case]
    assert sent_jobs(street, "pan") == []
    street.do("ren", orders.Handle, case, note="已清理")
    assert "person:ren" in street.case(case).handlers


def test_d21_who_is_in_no_team_that_was_sent_may_not_do_its_job(street: Street) -> None:
    case = street.dispatched()
    street.do("pan", orders.Send, case, team="light-crew")
    with pytest.raises(Forbidden):
        street.do("ren", orders.Handle, case)


def test_d22_ones_own_job_is_told_however_much_there_is_to_look_at(street: Street) -> None:
    case = street.report(category=MESS).case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    street.do("liang", orders.Send, case, person="qin")
    for _ in range(MOST + 1):
        street.report(place="road-liuan")
    assert sent_jobs(street, "qin") == [case]


def assisted(street: Street) -> str:
    """A request that an office of the street helps with."""
    case = street.request().case
    street.do("jin", orders.Accept, case)
    return case


def test_d27_a_unit_that_assists_is_told_that_its_part_is_due_soon_and_late(street: Street) -> None:
    case = assisted(street)
    (help,) = street.case(case).assisting
    assert help.soon is not None
    assert help.due is not None
    street.now = help.soon
    street.node.step()
    street.node.step()
    street.now = help.due
    street.node.step()
    street.node.step()
    told = [e.fact for e in street.node.journal.about(case) if isinstance(e.fact, HelpDueSoon | HelpCameDue)]
    assert told == [HelpDueSoon(case=case, unit=help.unit), HelpCameDue(case=case, unit=help.unit)]
    page = street.node.views.case(street.person("jin"), case)
    assert (page.assisting[0].clock.state, page.row.help_late) == (ClockState.LATE, True)


def test_d28_a_part_that_is_done_comes_due_no_more(street: Street) -> None:
    case = assisted(street)
    street.do("liang", orders.Assist, case)
    street.later(days=30)
    assert not {"HelpDueSoon", "HelpCameDue"} & set(street.facts(case))


def test_d29_a_pause_conserves_what_was_left_for_those_who_assist(street: Street) -> None:
    case = assisted(street)
    given = street.node.in_force().timing

    def left() -> timedelta:
        found = street.case(case)
        clock = given.help_clock(found, found.assisting[0])
        assert clock is not None
        return clock.remaining(street.now)

    before = left()
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.later(days=7)
    assert left() == before
    street.do("jin", orders.Resume, case)
    assert left() == before


def test_d30_whoever_dispatches_names_any_units_to_assist_and_further_ones_later(street: Street) -> None:
    case = street.report(place=None).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    street.do("an", orders.Dispatch, case, to="qx-light", assisting=("qx-water", "qx-urban", "qx-water"))
    street.do("an", orders.AskHelp, case, assisting=("qx-willow-office", "qx-light", "qx-urban"))
    found = street.case(case).assisting
    assert [help.unit for help in found] == ["qx-water", "qx-urban", "qx-willow-office"]
    assert all(help.due for help in found)
    with pytest.raises(BadOrder, match="neither leads nor assists"):
        street.do("an", orders.AskHelp, case, assisting=("qx-light",))
    with pytest.raises(Forbidden):
        street.do("pan", orders.AskHelp, case, assisting=("qx-centre",))


def test_d29_a_pause_of_an_earlier_stage_still_counts_for_those_who_assist(street: Street) -> None:
    case = assisted(street)
    given = street.node.in_force().timing
    first = street.case(case).assisting[0].due
    assert first is not None
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.later(days=7)
    street.do("jin", orders.Resume, case)
    street.do("ning", orders.Sign, case)
    found = street.case(case)
    assert found.ticks == ()
    clock = given.help_clock(found, found.assisting[0])
    assert clock is not None
    assert clock.due is not None
    assert clock.due > first
    assert clock.due == found.assisting[0].due
