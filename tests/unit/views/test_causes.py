"""Why an entry came about: what a step answers, how the tree is told, and who may ask."""

from pathlib import Path

import pytest

from cityloop.city.principal import Principal
from cityloop.command import orders
from cityloop.command.configuration import machine
from cityloop.command.permission import Forbidden
from cityloop.journal.errors import NotInRecord
from cityloop.views.causes import BRANCHES, Cause
from tests.street import Street

SHELL = machine("qingxi")


@pytest.fixture
def street(tmp_path: Path) -> Street:
    return Street(tmp_path)


def tree(street: Street, seq: int, by: Principal = SHELL) -> Cause:
    return street.node.views.causes(by, seq)


def chain(cause: Cause) -> list[str]:
    """The tags from the first cause down, where each has one answer."""
    return [each.tag.removeprefix("case.") for each in cause.list_all()]


def test_each_step_answers_the_one_that_made_it_somebodys_turn(street: Street) -> None:
    entries = street.node.journal.about(street.closed())
    steps = "reported verified established dispatched handled reported-back checked closed".split()
    assert chain(tree(street, entries[-1].seq)) == steps
    assert chain(tree(street, entries[0].seq)) == steps


def test_what_only_adds_is_answered_by_nobody(street: Street) -> None:
    case = street.dispatched()
    street.do("jin", orders.Tell, case, note="三天内修好")
    street.do("pan", orders.Handle, case, note="换了灯泡")
    dispatched = next(each for each in tree(street, 1).list_all() if each.tag == "case.dispatched")
    assert [answer.tag for answer in dispatched.answers] == ["case.told", "case.handled"]


def test_what_the_clock_says_answers_what_set_it(street: Street) -> None:
    case = street.dispatched()
    street.later(days=30)
    entries = {type(entry.fact).__name__: entry for entry in street.node.journal.about(case)}
    assert entries["CameDue"].cause == entries["Dispatched"].seq
    assert entries["Escalated"].cause == entries["CameDue"].seq


def test_one_order_of_several_facts_is_one_answer(street: Street) -> None:
    kept, gone = street.dispatched(), street.dispatched()
    entries = street.do("jin", orders.Merge, gone, into=kept).entries
    assert [entry.cause for entry in entries[1:]] == [entries[0].seq] * (len(entries) - 1)


def test_the_entry_asked_for_is_marked_and_further_answers_are_counted(street: Street) -> None:
    case = street.dispatched()
    for number in range(BRANCHES + 3):
        street.do("jin", orders.Tell, case, note=f"第{number}次")
    asked = next(each for each in tree(street, street.node.journal.about(case)[-1].seq).list_all() if each.asked)
    above = next(each for each in tree(street, asked.seq).list_all() if each.tag == "case.dispatched")
    assert (len(above.answers), above.more) == (BRANCHES + 1, 2)
    assert asked in above.answers


def test_the_look_is_noted_and_only_whoever_guards_the_record_may_look(street: Street) -> None:
    street.dispatched()
    tree(street, 1)
    street.node.accesses.settle()
    assert street.node.access.read(street.node.access.size() - 1, 1)[0].author == SHELL.id
    with pytest.raises(Forbidden):
        tree(street, 1, street.person("jin"))


def test_an_entry_that_is_not_there_is_said_so(street: Street) -> None:
    with pytest.raises(NotInRecord):
        tree(street, 10_000)
