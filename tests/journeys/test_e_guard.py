"""E: who sees what and why, and what stays of every look."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from cityloop.city.catalogue import RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.access import Accessed, Form, PublicLooksCounted
from cityloop.city.facts.intake import Finding
from cityloop.city.label import Grade
from cityloop.city.principal import Principal
from cityloop.command import orders
from cityloop.command.permission import Forbidden
from cityloop.command.receipt import Receipt
from cityloop.command.scene import BadOrder
from cityloop.command.stages import Stage
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
    assert {look.who for look in told.looks} == {"nobody", "person:jin"}
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
    told = [(fact.count, fact.rows) for fact in facts if isinstance(fact, Accessed) and fact.action == "list"]
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


def steps(street: Street) -> list[tuple[str, str, str, str, str | None]]:
    """Steps on the access journal: who, as what, what for, which, on what."""
    street.node.accesses.settle()
    facts = [(entry.author, entry.fact) for entry in street.node.access.read(0, 1_000)]
    looks = [(who, fact) for who, fact in facts if isinstance(fact, Accessed) and fact.form is Form.STEP]
    return [(who, look.duty, look.purpose, look.action, look.case) for who, look in looks]


def test_e09_each_step_stands_on_the_access_journal_with_its_duty_and_purpose(street: Street) -> None:
    case = street.dispatched()
    street.do("kong", orders.Supervise, case)
    street.by_link(orders.Tell, case, note="还是不亮")
    assert steps(street) == [
        ("nobody", "nobody", "following", "report", case),
        ("person:jin", "accept", "casework", "verify", case),
        ("person:jin", "accept", "casework", "establish", case),
        ("person:kong", "supervise", "oversight", "supervise", case),
        (f"citizen:{case}", "citizen", "following", "tell", case),
    ]


def test_e10_a_step_that_is_not_taken_is_not_noted(street: Street) -> None:
    case, jin = street.report().case, street.person("jin")
    before = steps(street)
    twice = orders.Verify(case=case, seen=1, finding=Finding.EXISTS)
    assert [isinstance(each, Receipt) for each in street.node.desk.do_each(jin, (twice, twice))] == [True, False]
    for who, order in (
        ("pan", twice),
        ("jin", orders.Close(case=case, seen=2)),
        ("jin", orders.Establish(case="x", seen=1)),
    ):
        with pytest.raises(CityloopError):
            street.node.desk.do(street.person(who), order)
    assert steps(street)[len(before) :] == [("person:jin", "accept", "casework", "verify", case)]


def test_e11_a_merge_is_a_step_on_both_cases(street: Street) -> None:
    one, two = street.report().case, street.report().case
    street.do("jin", orders.Merge, one, into=two)
    assert {(action, case) for _, _, _, action, case in steps(street)[2:]} == {("merge", one), ("merge", two)}


def test_e12_what_makes_a_case_sensitive_is_guarded_from_that_very_entry_on(street: Street) -> None:
    case = street.request().case
    split = street.do("jin", orders.Split, case, category="request.discipline", words="收红包")
    born = {entry.about for entry in split.entries} - {case}
    assert {entry.label for entry in split.entries if entry.about in born} == {Grade.RESTRICTED}
    receipt = street.do("jin", orders.Classify, case, category="request.discipline")
    assert [entry.label for entry in receipt.entries] == [Grade.RESTRICTED]


def test_e13_a_case_that_turns_out_sensitive_goes_from_its_lead_to_a_desk_that_may_see_it(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.Accept, case)
    street.do("ning", orders.Sign, case)
    street.do("jin", orders.Classify, case, category="request.discipline")
    found = street.case(case)
    assert (found.stage, found.lead, found.signed, found.assisting) == (Stage.SIGN, "qx-centre", False, ())
    assert found.due is not None
    street.do("shen", orders.Sign, case)
    with pytest.raises(Forbidden):
        street.node.views.case(street.person("ning"), case)


def test_e14_where_no_such_desk_answers_for_it_the_named_posts_have_it_in_their_queue(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.Accept, case)
    street.do("jin", orders.Classify, case, category="request.public-order")
    found = street.case(case)
    assert (found.stage, found.lead, found.unowned) == (Stage.DISPATCH, None, True)
    queue = street.node.views.queue(street.person("shen"), Wanted(unowned=True))
    assert [row.id for row in queue.rows] == [case]


def test_e15_a_category_that_its_lead_may_see_leaves_the_case_and_its_clock_alone(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.Accept, case)
    before = street.case(case)
    street.do("jin", orders.Classify, case, category="request.environment")
    after = street.case(case)
    assert (after.stage, after.lead, after.due, after.since) == (before.stage, before.lead, before.due, before.since)


def test_e16_a_sensitive_matter_is_merged_into_no_plain_case(street: Street) -> None:
    plain, grave = street.request().case, street.request(category="request.discipline").case
    with pytest.raises(BadOrder, match="sensitive case alone"):
        street.do("shen", orders.Merge, grave, into=plain)


def test_e17_looking_at_what_is_public_does_not_grow_the_log(street: Street) -> None:
    street.report()
    street.node.accesses.settle()
    before = street.node.access.size()
    for _ in range(300):
        street.node.views.public_list()
    street.now += timedelta(minutes=1)
    street.node.accesses.settle()
    (entry,) = street.node.access.read(before, 10)
    assert isinstance(entry.fact, PublicLooksCounted)
    assert [(each.dataset, each.count) for each in entry.fact.looks] == [("public-case", 300)]
