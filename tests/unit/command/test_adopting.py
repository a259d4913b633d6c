"""What another system dealt with is taken over as a whole, by the same law as any order, or not at all."""

from typing import Any

import pytest
from msgspec.structs import replace

from cityloop.adapters.importing.hands import Hands
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel, Finding
from cityloop.command import orders
from cityloop.command.adopting import Adoption
from cityloop.command.lifecycle import IllegalStep
from cityloop.command.permission import Forbidden
from cityloop.command.receipt import Receipt
from cityloop.command.stages import Stage
from cityloop.command.whereabouts import UnknownPlace
from cityloop.journal.errors import Conflict
from tests.street import LAMP, Street

CASE = "old-1"
TOLD: dict[str, Any] = {"case": CASE, "seen": 0}


@pytest.fixture
def hands(street: Street) -> Hands:
    """Who imports."""
    return Hands(street.node.index)


def adoption(hands: Hands, *steps: Any, **said: Any) -> Adoption:
    told: dict[str, Any] = {"life": Life.GRID, "category": LAMP, "node": "qx-willow", "channel": Channel.IMPORT}
    return Adoption(case=CASE, by=hands.intake, report=orders.Report(**(told | said)), steps=steps)


def established(hands: Hands) -> tuple[Any, ...]:
    def intake(case: object) -> Any:
        return hands.intake

    return (intake, orders.Verify(**TOLD, finding=Finding.EXISTS)), (intake, orders.Establish(**TOLD))


def sent(hands: Hands, to: str | None) -> tuple[Any, ...]:
    return (*established(hands), (lambda _: hands.intake, orders.Dispatch(**TOLD, to=to)))


def adopt(street: Street, wanted: Adoption) -> Receipt | CityloopError:
    (outcome,) = street.node.desk.adopt_each((wanted,))
    return outcome


def test_all_of_it_stands_or_nothing(street: Street, hands: Hands) -> None:
    size = street.node.journal.size()
    closing = (lambda _: hands.checking, orders.Close(**TOLD))
    assert isinstance(adopt(street, adoption(hands, *established(hands), closing)), IllegalStep)
    assert street.node.journal.size() == size
    assert isinstance(adopt(street, adoption(hands, *established(hands))), Receipt)
    assert street.case(CASE).stage is Stage.DISPATCH


def test_the_case_is_what_its_entries_fold_to(street: Street, hands: Hands) -> None:
    adopt(street, adoption(hands, *sent(hands, "qx-light")))
    before = street.case(CASE)
    street.node.journal.refold()
    assert street.case(CASE) == before


def test_the_second_time_it_is_there_already(street: Street, hands: Hands) -> None:
    wanted = adoption(hands, *established(hands))
    adopt(street, wanted)
    assert isinstance(adopt(street, wanted), Conflict)
    assert street.node.desk.list_known([CASE, "old-2"]) == {CASE}


def test_a_recorded_lead_is_set_down_though_a_list_names_another_today(street: Street, hands: Hands) -> None:
    adopt(street, adoption(hands, *sent(hands, "qx-willow-office")))
    case = street.case(CASE)
    assert (case.lead, case.why and case.why.rule, case.assisting) == ("qx-willow-office", "recorded", ())


def test_without_a_recorded_lead_the_data_decides(street: Street, hands: Hands) -> None:
    adopt(street, adoption(hands, *sent(hands, None)))
    why = street.case(CASE).why
    assert why is not None
    assert why.rule != "recorded"


def test_a_hand_without_the_duty_is_refused(street: Street, hands: Hands) -> None:
    step = (lambda _: hands.checking, orders.Verify(**TOLD, finding=Finding.EXISTS))
    assert isinstance(adopt(street, adoption(hands, step)), Forbidden)


def test_who_handled_may_not_check(street: Street, hands: Hands) -> None:
    def handled(order: type[orders.Order]) -> Any:
        return hands.handling, order(**TOLD)

    done = (handled(orders.Sign), handled(orders.Handle), handled(orders.ReportBack))
    checked = (hands.handling, orders.Check(**TOLD, passed=True))
    assert isinstance(adopt(street, adoption(hands, *sent(hands, "qx-light"), *done, checked)), Forbidden)


def test_a_place_that_is_none_is_refused(street: Street, hands: Hands) -> None:
    assert isinstance(adopt(street, adoption(hands, node="moon")), UnknownPlace)


def test_judging_writes_nothing(street: Street, hands: Hands) -> None:
    size = street.node.journal.size()
    good, bad = adoption(hands, *established(hands)), adoption(hands, node="moon")
    judged = street.node.desk.judge_each((good, bad))
    assert judged[0] is None
    assert isinstance(judged[1], UnknownPlace)
    assert street.node.journal.size() == size


def test_the_loop_routes_what_was_left_to_it_in_one_reading(street: Street, hands: Hands) -> None:
    """Entries about one case follow each other here; only those that cause something are taken one by one."""
    many = [adoption(hands, *established(hands))._replace(case=f"old-{number}") for number in range(30)]
    renamed = [each._replace(steps=tuple((hand, _of(each.case, order)) for hand, order in each.steps)) for each in many]
    assert all(isinstance(each, Receipt) for each in street.node.desk.adopt_each(renamed))
    assert street.node.step() == 30
    assert {street.case(each.case).dispatcher for each in many} == {"stage:decide"}


def _of(case: str, order: orders.Order) -> orders.Order:
    return replace(order, case=case)


def test_where_another_system_sent_a_sensitive_matter_is_taken_as_it_was(street: Street, hands: Hands) -> None:
    told = {"life": Life.REQUEST, "kind": RequestKind.COMPLAIN, "category": "request.discipline"}
    intake = (lambda _: hands.intake, orders.Accept(**TOLD))
    sent_on = (lambda _: hands.intake, orders.Dispatch(**TOLD, to="qx-water"))
    assert isinstance(adopt(street, adoption(hands, intake, sent_on, **told)), Receipt)
    assert (street.case(CASE).lead, street.case(CASE).sensitive) == ("qx-water", True)
