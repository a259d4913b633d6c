"""E: who sees what and why, and what stays of every look."""

import pytest
from sqlalchemy import text

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.access import Accessed
from cityloop.city.principal import Principal
from cityloop.command import orders
from cityloop.command.permission import Forbidden
from cityloop.command.scene import BadOrder
from cityloop.guard.answer import Reason
from cityloop.journal.errors import StoreFull
from cityloop.views.queue import Wanted
from tests.street import Street

PHONE = "王小明 13812341234"


def looks(street: Street) -> list[tuple[str, str, str | None]]:
    """Who looked at which data of which case, as it stands on the access journal now."""
    facts = [(entry.author, entry.fact) for entry in street.node.access.read(0, 1_000)]
    return [(who, fact.dataset, fact.case) for who, fact in facts if isinstance(fact, Accessed)]


def reason(wrong: pytest.ExceptionInfo[Forbidden]) -> object:
    """The guard's word for why."""
    return wrong.value.values["reason"]


def test_e01_a_look_at_a_person_is_on_record_before_it_is_answered(street: Street) -> None:
    case = street.report(contact=PHONE).case
    assert street.node.views.case(street.person("jin"), case).contact == PHONE
    assert ("person:jin", "case.contact", case) in looks(street)
    assert "138" not in str(street.node.access.read(0, 1_000))


def test_e02_whoever_only_supervises_sees_neither_name_nor_number(street: Street) -> None:
    case = street.report(contact=PHONE, words="路灯不亮，我叫王小明，电话13812341234").case
    page = street.node.views.case(street.person("kong"), case)
    assert page.contact is None
    assert page.words == "路灯不亮，我叫王**，电话138****1234"


def test_e03_a_sensitive_matter_is_for_named_posts_alone(street: Street) -> None:
    case = street.request(category="request.discipline", kind=RequestKind.DENOUNCE).case
    views = street.node.views
    assert [row.id for row in views.queue(street.person("shen"), Wanted()).rows] == [case]
    assert views.queue(street.person("an"), Wanted()).rows == ()
    assert views.public_list() == ()
    with pytest.raises(Forbidden) as wrong:
        views.case(street.person("an"), case)
    assert reason(wrong) == Reason.SENSITIVE


def test_e04_who_handled_it_neither_checks_nor_closes_it(street: Street) -> None:
    """One person may hold all posts; on one case the steps are still taken by different people."""
    case = street.request(category="request.discipline", kind=RequestKind.COMPLAIN).case
    street.do("shen", orders.Accept, case)
    if street.case(case).lead != "qx-centre":
        street.do("shen", orders.Dispatch, case, to="qx-centre")
    for order in (orders.Sign, orders.Contact, orders.Handle):
        street.do("shen", order, case)
    street.do("shen", orders.Answer, case, note="已约谈")
    with pytest.raises(Forbidden) as wrong:
        street.do("shen", orders.Review, case, passed=True)
    assert reason(wrong) == Reason.HANDLED_IT


def test_e05_whoever_guards_the_data_reads_who_looked_and_never_what(street: Street) -> None:
    case = street.report(contact=PHONE).case
    street.node.views.case(street.person("jin"), case)
    told = street.node.views.looks(street.person("fang"), 0)
    assert {look.who for look in told.looks} == {"person:jin"}
    with pytest.raises(Forbidden):
        street.node.views.case(street.person("fang"), case)
    with pytest.raises(Forbidden):
        street.node.views.looks(street.person("jin"), 0)


def test_e06_when_a_look_cannot_be_written_down_nothing_is_shown(street: Street) -> None:
    case, jin = street.report(contact=PHONE).case, street.person("jin")
    give_room(street, 1)
    while street.node.access.size() < 1_000 and shown(street, jin, case):
        pass
    with pytest.raises(StoreFull):
        street.node.views.case(jin, case)
    give_room(street, 100_000)
    assert street.node.views.case(jin, case).contact == PHONE


def shown(street: Street, by: Principal, case: str) -> bool:
    """Whether the page could be shown."""
    try:
        return street.node.views.case(by, case).contact == PHONE
    except StoreFull:
        return False


def give_room(street: Street, pages: int) -> None:
    """Let the file of the access journal grow to so many pages and no further, like a disk that is full."""
    with street.node.access.store.write() as transaction:
        transaction.execute(text(f"PRAGMA max_page_count = {pages}"))


def test_e07_a_list_counts_its_rows_and_says_what_narrowed_it(street: Street) -> None:
    street.report()
    street.node.views.queue(street.person("jin"), Wanted())
    street.node.accesses.settle()
    facts = [entry.fact for entry in street.node.access.read(0, 10)]
    told = [(fact.count, fact.rows) for fact in facts if isinstance(fact, Accessed) and fact.dataset == "case"]
    assert told == [(1, "path=qingxi/qx-east/qx-willow/")]


def test_e08_a_sensitive_matter_is_sent_to_no_unit_where_nobody_could_see_it(street: Street) -> None:
    """The data names the street office, which has no post named for such matters: a person has to choose."""
    case = street.request(category="request.public-order", kind=RequestKind.DENOUNCE).case
    street.do("shen", orders.Accept, case)
    found = street.case(case)
    assert found.unowned
    assert found.why is not None
    assert found.why.rule == "no-named-desk"
    with pytest.raises(BadOrder, match="no post named"):
        street.do("shen", orders.Dispatch, case, to="qx-willow-office")
    street.do("shen", orders.Dispatch, case, to="qx-centre")
    assert street.case(case).lead == "qx-centre"
