"""A: a report becomes a case, finds its duty holder, is handled, checked and closed; in both lives."""

import pytest

from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.command import orders
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


def test_a09_whoever_takes_part_learns_who_was_first(street: Street) -> None:
    case = street.report().case
    seen = street.node.journal.version(case)
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    with pytest.raises(Conflict, match="person:jin"):
        street.do("an", orders.Verify, case, finding=Finding.ABSENT, seen=seen)
