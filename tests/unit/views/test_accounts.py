"""What befell accounts: all of it and nothing else, newest first, a page at a time, and for one reader alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from cityloop.app.accounts import accounts_of
from cityloop.city.facts.access import Accessed, Form
from cityloop.city.facts.accounts import FirstPasswordGiven, Locked, LockGround, PasswordChanged, SignInsEnded, Unlocked
from cityloop.command.permission import Forbidden
from cityloop.guard.accounts import Accounts
from cityloop.views.accounts import ROWS
from tests.street import Street

SHELL, PASSWORD = "machine:shell", "K7QF-2M9X-PPDE-4RTZ"


@pytest.fixture
def street(tmp_path: Path) -> Street:
    """The city, in which somebody looked at something."""
    made = Street(tmp_path)
    made.node.views.board(made.person("an"), "qingxi")
    return made


@pytest.fixture
def accounts(street: Street) -> Accounts:
    """What is done with its accounts."""
    return accounts_of(street.node.access.store, street.node.clock, street.node.accesses)


def lock(accounts: Accounts, times: int) -> None:
    """Lock a person and let the person in again, so often."""
    for _ in range(times):
        accounts.lock(SHELL, "jin", LockGround.AWAY)
        accounts.unlock(SHELL, "jin")


def test_every_kind_is_told_the_newest_first_and_no_look_is(street: Street, accounts: Accounts) -> None:
    until = street.now + timedelta(days=14)
    accounts.give_first(SHELL, "jin", PASSWORD, until)
    accounts.set_password("person:jin", "jin", "路灯 lamps 42 lit")
    accounts.sessions.open("jin")
    accounts.end_all("person:jin", "jin")
    lock(accounts, 1)
    found = street.node.views.accounts(street.person("fang"))
    assert [each.fact for each in found.befallen] == [
        Unlocked(person="jin"),
        Locked(person="jin", ground=LockGround.AWAY),
        SignInsEnded(person="jin", count=1),
        PasswordChanged(person="jin"),
        FirstPasswordGiven(person="jin", until=until),
    ]
    assert [each.by for each in found.befallen] == [SHELL, SHELL, "person:jin", "person:jin", SHELL]
    assert found.older is None


def test_a_page_is_bounded_and_the_next_goes_on_where_it_ended(street: Street, accounts: Accounts) -> None:
    lock(accounts, ROWS)
    views, by = street.node.views, street.person("fang")
    first = views.accounts(by)
    second = views.accounts(by, first.older)
    seqs = [each.seq for each in first.befallen + second.befallen]
    assert (len(first.befallen), len(second.befallen), second.older) == (ROWS, ROWS, None)
    assert seqs == sorted(set(seqs), reverse=True)
    assert views.accounts(by, 0).befallen == ()


def test_the_look_is_noted_and_nobody_else_may_take_it(street: Street, accounts: Accounts) -> None:
    lock(accounts, 1)
    street.node.views.accounts(street.person("fang"))
    last = street.node.access.read(street.node.access.size() - 1, 1)[0]
    assert isinstance(last.fact, Accessed)
    assert (last.author, last.fact.dataset, last.fact.count, last.fact.form) == ("person:fang", "access", 2, Form.PAGE)
    for name in ("jin", "kong", "an", "pan"):
        with pytest.raises(Forbidden):
            street.node.views.accounts(street.person(name))
