"""A: a report becomes a case, finds its duty holder, is handled, checked and closed; in both lives."""

import pytest

from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.command import orders
from cityloop.command.scene import BadOrder
from cityloop.command.stages import Stage
from cityloop.journal.errors import Conflict
from tests.street import Street


def test_a01_a_lamp_is_reported_mended_and_closed(street: Street) -> None:
    case = street.closed()
    told = ["Reported", "Verified", "Established", "Dispatched", "Handled", "ReportedBack", "Checked", "Closed"]
    assert street.facts(case) == told
    assert street.case(case).closings == 1


def test_a02_the_loop_dispatches_by_the_citys_data_and_says_why(street: Street) -> None:
    case = street.case(street.dispatched())
    assert case.lead == "qx-light"
    assert case.why is not None
    assert (case.why.rule, case.why.category) == ("responsibility", "grid.component.utility.street-lamp")
    assert case.dispatcher == "stage:decide"


def test_a03_a_request_is_accepted_answered_and_called_back(street: Street) -> None:
    case = street.concluded()
    assert street.facts(case) == [
        *("Reported", "Accepted", "Dispatched", "Signed", "Contacted", "Handled", "Answered", "Reviewed", "Revisited"),
        "Closed",
    ]
    assert street.case(case).word is Word.SATISFIED


def test_a04_a_question_is_answered_at_once(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.AnswerDirectly, case, note="请拨 12345")
    assert street.case(case).stage is Stage.CLOSED
    assert street.case(case).closings == 1


def test_a05_what_does_not_exist_is_not_established(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.Verify, case, finding=Finding.ABSENT)
    ground = street.node.index.law.list_grounds("refuse")[0].id
    street.do("jin", orders.Refuse, case, ground=ground)
    assert street.case(case).stage is Stage.REFUSED


def test_a06_a_report_without_a_place_goes_to_a_person(street: Street) -> None:
    case = street.report(place=None).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    found = street.case(case)
    assert found.unowned
    assert found.why is not None
    assert found.why.rule == "no-place"


def test_a07_work_that_does_not_pass_goes_back(street: Street) -> None:
    case = street.handled()
    street.do("mei", orders.Check, case, passed=False, note="还是不亮")
    found = street.case(case)
    assert (found.stage, found.rework) == (Stage.HANDLE, 1)


def test_a08_an_unsolved_request_goes_back_to_the_unit(street: Street) -> None:
    case = street.answered()
    street.do("mei", orders.Review, case, passed=True)
    street.do("jin", orders.Revisit, case, word=Word.UNSOLVED)
    assert street.case(case).stage is Stage.HANDLE


def assessed(street: Street, value: str = "poor") -> str:
    """A closed case whose lead was assessed."""
    case = street.closed()
    street.do("dai", orders.Evaluate, case, assessment=value)
    return case


def assess_again(street: Street, case: str, because: str) -> None:
    """A second assessment is refused, and not offered."""
    with pytest.raises(BadOrder, match=because):
        street.do("dai", orders.Evaluate, case, assessment="poor")
    assert "evaluate" not in {step.verb for step in street.node.views.case(street.person("dai"), case).steps}


def test_a10_an_assessment_that_an_arbiter_let_fall_is_not_given_anew(street: Street) -> None:
    case = assessed(street)
    assess_again(street, case, "in this round already")
    street.do("pan", orders.Contest, case, ground="contest.clock")
    assess_again(street, case, "A contest waits")
    street.do("chen", orders.DecideContest, case, upheld=True)
    assess_again(street, case, "in this round already")
    found = street.case(case).assessment
    assert found is not None
    assert (found.fallen, found.contested) == (True, False)


def test_a11_a_new_round_is_assessed_anew_once_no_contest_about_the_old_one_waits(street: Street) -> None:
    case = assessed(street)
    street.do("pan", orders.Contest, case, ground="contest.clock")
    street.do("kong", orders.Reopen, case)
    street.do("pan", orders.Handle, case)
    street.do("pan", orders.ReportBack, case)
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    assess_again(street, case, "A contest waits")
    street.do("chen", orders.DecideContest, case, upheld=False)
    street.do("dai", orders.Evaluate, case, assessment="good")


def test_a09_whoever_takes_part_learns_who_was_first(street: Street) -> None:
    case = street.report().case
    seen = street.node.journal.version(case)
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    with pytest.raises(Conflict, match="person:jin"):
        street.do("an", orders.Verify, case, finding=Finding.ABSENT, seen=seen)
