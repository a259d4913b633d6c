"""B: what a citizen can do with the link of an own report, and what others see."""

import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.principal import citizen
from cityloop.command import orders
from cityloop.command.desk import NoSuchCase
from cityloop.command.permission import Forbidden
from cityloop.command.stages import Stage
from cityloop.views.queue import Wanted
from tests.street import Street


def test_b01_a_report_is_followed_by_its_link(street: Street) -> None:
    receipt = street.report(contact="13800138000")
    assert receipt.secret is not None
    followed = street.node.views.followed(receipt.secret)
    assert followed.words == "路灯不亮"
    assert [step.verb for step in followed.steps] == ["add-photo", "tell"]


def test_b02_a_guessed_link_leads_nowhere(street: Street) -> None:
    street.report()
    with pytest.raises(NoSuchCase):
        street.node.views.followed("A" * 26)


def test_b03_a_citizen_reopens_what_is_not_solved(street: Street) -> None:
    case = street.closed()
    street.by_link(orders.Reopen, case)
    found = street.case(case)
    assert (found.stage, found.rounds, found.lead) == (Stage.HANDLE, 2, "qx-light")


def test_b04_a_link_opens_its_own_case_alone(street: Street) -> None:
    mine, other = street.report().case, street.report().case
    with pytest.raises(Forbidden):
        street.do(citizen(mine), orders.Tell, other, note="别人的")


def test_b05_a_citizen_takes_no_officers_step(street: Street) -> None:
    case = street.handled()
    with pytest.raises(Forbidden):
        street.by_link(orders.Check, case, passed=True)


def test_b06_the_reporter_of_a_tip_off_is_withheld_from_the_unit(street: Street) -> None:
    case = street.request(kind=RequestKind.DENOUNCE, contact="13800138000").case
    street.do("jin", orders.Accept, case)
    views = street.node.views
    assert views.case(street.person("ning"), case).contact is None
    assert views.case(street.person("an"), case).contact is not None


def test_b07_others_see_category_coarse_place_and_status(street: Street) -> None:
    street.report()
    (row,) = street.node.views.public_list()
    assert row.street.zh == "柳岸街道"
    assert set(row.__struct_fields__) == {"title", "street", "stage", "stage_name", "day"}


def test_b08_no_tip_off_is_on_a_public_list(street: Street) -> None:
    street.request(kind=RequestKind.DENOUNCE)
    assert street.node.views.public_list() == ()


def test_b09_the_forgotten_are_forgotten(street: Street) -> None:
    receipt = street.report(contact="13800138000")
    street.node.journal.keys.erase(street.case(receipt.case).subject)
    page = street.node.views.case(street.person("jin"), receipt.case)
    assert (page.words, page.contact, page.forgotten) == (None, None, True)


def test_b10_every_look_at_words_stands_on_the_access_journal(street: Street) -> None:
    case = street.report(contact="13800138000").case
    street.node.views.case(street.person("jin"), case)
    street.node.views.queue(street.person("jin"), Wanted())
    street.node.accesses.settle()
    looks = [entry.fact for entry in street.node.access.read(0, 100)]
    assert {"case", "case.words", "case.contact"} <= {getattr(look, "dataset", "") for look in looks}
