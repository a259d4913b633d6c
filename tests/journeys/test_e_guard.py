"""E: what the guard keeps: a person forgotten, roles apart, no look without a reason."""

import pytest

from cityloop.command import configuration, forgetting
from cityloop.command.permission import Forbidden
from tests.street import Street


def test_e01_a_person_is_forgotten_and_every_proof_still_holds(street: Street) -> None:
    receipt = street.report(contact="13800138000")
    journal = street.node.journal
    size, root = journal.size(), journal.root(journal.size())
    forgetting.forget(journal, configuration.machine("qingxi"), receipt.case, "PIPL art. 47")
    page = street.node.views.case(street.person("jin"), receipt.case)
    assert (page.words, page.contact, page.forgotten) == (None, None, True)
    assert journal.root(size) == root


def test_e02_nobody_but_city_it_may_forget_a_person(street: Street) -> None:
    receipt = street.report()
    with pytest.raises(Forbidden):
        forgetting.forget(street.node.journal, street.person("jin"), receipt.case, "because")


def test_e03_data_security_reads_no_case(street: Street) -> None:
    receipt = street.report()
    with pytest.raises(Forbidden):
        street.node.views.case(street.person("fang"), receipt.case)


def test_e04_another_street_or_unit_sees_nothing(street: Street) -> None:
    case = street.dispatched()
    with pytest.raises(Forbidden):
        street.node.views.case(street.person("ouyang"), case)
