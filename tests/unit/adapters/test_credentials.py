"""Passwords: kept as Argon2id hashes, checked a few at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from cityloop.adapters.credentials import PASSWORDS, StoredPasswords
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.edge.limits import SIGN_INS_AT_ONCE, SIGN_INS_WAITING
from cityloop.guard.credentials import TooBusy
from cityloop.guard.guessable import WeakPassword

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "路灯 lamps 42 lit"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "passwords.db", durable=False)
    yield made
    made.close()


def hash_of(store: SqliteStore) -> str:
    with store.read() as transaction:
        return str(transaction.execute(select(PASSWORDS.c.hash)).scalar_one())


def test_the_house_s_own_parameters_are_those_of_rfc_9106(store: SqliteStore) -> None:
    passwords = StoredPasswords(store, lambda: NOON)
    passwords.set("wang", GOOD)
    assert hash_of(store).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify("wang", GOOD)


def test_only_the_right_password_of_the_right_person_fits(store: SqliteStore) -> None:
    passwords = StoredPasswords(store, lambda: NOON, CHEAP)
    passwords.set("wang", GOOD)
    assert passwords.verify("wang", GOOD)
    assert not passwords.verify("wang", GOOD + " ")
    assert not passwords.verify("li", GOOD)
    assert not passwords.verify("li", "nobody's")


def test_a_hash_of_older_parameters_is_made_anew(store: SqliteStore) -> None:
    StoredPasswords(store, lambda: NOON, CHEAP).set("wang", GOOD)
    newer = StoredPasswords(store, lambda: NOON, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert newer.verify("wang", GOOD)
    assert "m=16,t=2" in hash_of(store)


def test_a_password_can_be_changed_and_taken_away(store: SqliteStore) -> None:
    passwords = StoredPasswords(store, lambda: NOON, CHEAP)
    passwords.set("wang", GOOD)
    passwords.set("wang", "another sentence")
    assert not passwords.verify("wang", GOOD)
    assert passwords.drop("wang")
    assert not passwords.drop("wang")
    assert not passwords.verify("wang", "another sentence")


@pytest.mark.parametrize("weak", ["short", "x" * 257, "wangxiaoming1", "aaaaaaaaaaaaaaaa", "1212121212121"])
def test_weak_passwords_are_refused(store: SqliteStore, weak: str) -> None:
    with pytest.raises(WeakPassword):
        StoredPasswords(store, lambda: NOON, CHEAP).set("wangxiaoming", weak)


class Slow(PasswordHasher):
    """Waits until it is let go."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.go = Event()
        self.go.set()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.go.wait(10)
        return super().verify(hash, password)


def test_a_flood_of_sign_ins_is_turned_away_instead_of_taking_every_thread(store: SqliteStore) -> None:
    hasher = Slow()
    passwords = StoredPasswords(store, lambda: NOON, hasher)
    hasher.go.clear()
    with ThreadPoolExecutor(SIGN_INS_AT_ONCE + SIGN_INS_WAITING) as threads:
        waiting = [threads.submit(passwords.verify, "wang", GOOD) for _ in range(SIGN_INS_AT_ONCE + SIGN_INS_WAITING)]
        while passwords._places._value > 0:
            Event().wait(0.001)
        with pytest.raises(TooBusy):
            passwords.verify("wang", GOOD)
        hasher.go.set()
        assert [each.result() for each in waiting] == [False] * (SIGN_INS_AT_ONCE + SIGN_INS_WAITING)
