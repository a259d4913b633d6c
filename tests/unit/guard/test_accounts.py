"""What is done with accounts takes effect at once and is kept; a store that fails leaves the door shut."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from cityloop.adapters.credentials import StoredPasswords
from cityloop.adapters.locks import StoredLocks
from cityloop.adapters.sessions import StoredSessions
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.city.facts.accounts import (
    AccountFact,
    FirstPasswordGiven,
    Locked,
    LockGround,
    PasswordChanged,
    SignInsEnded,
    Unlocked,
)
from cityloop.guard.accounts import Accounts
from cityloop.guard.guessable import WeakPassword
from cityloop.guard.sessions import SignIn
from cityloop.journal.errors import StoreFull

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SENTENCE, OTHER = "the lamps of willow street", "another quiet sentence"


class Book:
    """Keeps facts in memory; full where it is told to be."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, AccountFact]] = []
        self.is_full = False

    def __call__(self, author: str, fact: AccountFact) -> None:
        if self.is_full:
            raise StoreFull("The disk is full.")
        self.kept.append((author, fact))


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def accounts(tmp_path: Path, book: Book) -> Iterator[Accounts]:
    store = SqliteStore(tmp_path / "accounts.db", durable=False)

    def clock() -> datetime:
        return NOON

    yield Accounts(StoredPasswords(store, clock, CHEAP), StoredSessions(store, clock), StoredLocks(store, clock), book)
    store.close()


def test_a_lock_ends_every_sign_in_and_is_kept_with_its_ground(accounts: Accounts, book: Book) -> None:
    secrets = [accounts.sessions.open("wang") for _ in range(3)]
    assert accounts.lock("machine:shell", "wang", LockGround.LEFT) == 3
    assert [accounts.sessions.find(each) for each in secrets] == [None] * 3
    assert book.kept == [("machine:shell", Locked(person="wang", ground=LockGround.LEFT))]
    found = accounts.locks.find("wang")
    assert found is not None
    assert (found.since, found.ground) == (NOON, LockGround.LEFT)


def test_a_lock_holds_though_it_could_not_be_kept_and_none_is_lifted_without_a_trace(
    accounts: Accounts, book: Book
) -> None:
    book.is_full = True
    with pytest.raises(StoreFull):
        accounts.lock("machine:shell", "wang", LockGround.LOST)
    with pytest.raises(StoreFull):
        accounts.unlock("machine:shell", "wang")
    assert accounts.locks.find("wang") is not None
    with pytest.raises(StoreFull):
        accounts.give_first("machine:shell", "wang", "AAAA-BBBB", NOON + timedelta(days=1))
    assert not accounts.passwords.has("wang")


def test_unlocking_is_kept_and_unlocking_twice_is_told(accounts: Accounts, book: Book) -> None:
    accounts.lock("machine:shell", "wang", LockGround.AWAY)
    assert accounts.unlock("machine:shell", "wang")
    assert not accounts.unlock("machine:shell", "wang")
    assert [type(fact) for _, fact in book.kept] == [Locked, Unlocked]


def test_one_sign_in_is_ended_by_its_mark_and_only_of_its_person(accounts: Accounts, book: Book) -> None:
    first, second, other = accounts.sessions.open("wang"), accounts.sessions.open("wang"), accounts.sessions.open("li")
    found = accounts.sessions.find(first)
    assert found is not None
    assert not accounts.end_one("person:li", "li", found.mark)
    assert not accounts.end_one("person:wang", "wang", "%")
    assert accounts.end_one("person:wang", "wang", found.mark)
    assert [accounts.sessions.find(each) is None for each in (first, second, other)] == [True, False, False]
    assert book.kept == [("person:wang", SignInsEnded(person="wang", count=1))]


def test_all_others_are_ended_and_this_one_stays(accounts: Accounts) -> None:
    secrets = [accounts.sessions.open("wang") for _ in range(3)]
    this = accounts.sessions.find(secrets[0])
    assert this is not None
    assert accounts.end_all("person:wang", "wang", but=this.digest) == 2
    assert accounts.list_sign_ins("wang") == (this,)


def test_a_first_password_holds_until_its_end_and_is_exchanged_once(accounts: Accounts, book: Book) -> None:
    secret, until = accounts.sessions.open("wang"), NOON + timedelta(days=14)
    accounts.give_first("machine:shell", "wang", "K7QF-2M9X-PPDE-4RTZ", until)
    assert accounts.sessions.find(secret) is None
    assert accounts.passwords.verify("wang", "K7QF-2M9X-PPDE-4RTZ")
    assert accounts.passwords.first_until("wang") == until
    accounts.set_password("person:wang", "wang", SENTENCE)
    assert accounts.passwords.first_until("wang") is None
    assert not accounts.passwords.verify("wang", "K7QF-2M9X-PPDE-4RTZ")
    assert [type(fact) for _, fact in book.kept] == [FirstPasswordGiven, PasswordChanged]


def test_a_weak_password_changes_nothing(accounts: Accounts, book: Book) -> None:
    accounts.set_password("person:wang", "wang", SENTENCE)
    secret = accounts.sessions.open("wang")
    with pytest.raises(WeakPassword):
        accounts.set_password("person:wang", "wang", "Password123456!!")
    assert accounts.passwords.verify("wang", SENTENCE)
    assert accounts.sessions.find(secret) is not None
    assert len(book.kept) == 1


def test_what_an_identity_provider_ends_is_its_own(accounts: Accounts, book: Book) -> None:
    by_password = accounts.sessions.open("wang")
    vouched = accounts.sessions.open("wang", SignIn(subject="8f1", provider_session="s1"))
    again = accounts.sessions.open("wang", SignIn(subject="8f1", provider_session="s2"))
    assert accounts.end_vouched("identity-provider", "8f1", "s1") == ("wang",)
    assert [accounts.sessions.find(each) is None for each in (by_password, vouched, again)] == [False, True, False]
    assert accounts.end_vouched("identity-provider", "", "") == ()
    assert accounts.end_vouched("identity-provider", "8f1", "") == ("wang",)
    assert [accounts.sessions.find(each) is None for each in (by_password, again)] == [False, True]
    assert len(book.kept) == 2
