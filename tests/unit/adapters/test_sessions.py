"""Sessions in a store: told once, kept as a digest, ended in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cityloop.adapters.sessions import SESSIONS, SIGN_INS, StoredSessions
from cityloop.adapters.stores.sqlite import SqliteStore

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Clock:
    """Set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "sessions.db", durable=False)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(store: SqliteStore, clock: Clock) -> StoredSessions:
    return StoredSessions(store, clock)


def test_a_secret_has_256_bits_and_is_not_in_the_store(sessions: StoredSessions, store: SqliteStore) -> None:
    secret = sessions.open("wang")
    assert len(secret) == 43
    with store.read() as transaction:
        rows = transaction.execute(select(SESSIONS)).all()
    assert secret not in str(rows)


def test_a_session_is_found_by_its_secret_alone(sessions: StoredSessions) -> None:
    secret = sessions.open("wang")
    found = sessions.find(secret)
    assert found is not None
    assert found.person == "wang"
    assert sessions.find("guessed") is None
    assert sessions.find(found.digest) is None


def test_use_keeps_it_and_idleness_ends_it(sessions: StoredSessions, clock: Clock) -> None:
    secret = sessions.open("wang")
    for _ in range(7):
        clock.now += timedelta(hours=1, minutes=40)
        assert sessions.find(secret) is not None
    clock.now += timedelta(minutes=30)
    assert sessions.find(secret) is None


def test_being_looked_at_by_a_live_line_is_no_use(sessions: StoredSessions, clock: Clock) -> None:
    secret = sessions.open("wang")
    clock.now += timedelta(hours=1)
    assert sessions.find(secret, live=True) is not None
    clock.now += timedelta(hours=1)
    assert sessions.find(secret, live=True) is None


def test_one_or_all_of_a_person_s_sessions_can_be_ended(sessions: StoredSessions) -> None:
    first, second, other = sessions.open("wang"), sessions.open("wang"), sessions.open("li")
    assert sessions.close(first)
    assert not sessions.close(first)
    assert sessions.close_all("wang") == 1
    assert [sessions.find(each) is None for each in (first, second, other)] == [True, True, False]


def test_where_all_are_ended_nothing_stays_of_how_they_began(sessions: StoredSessions, store: SqliteStore) -> None:
    for person in ("wang", "wang", "li"):
        sessions.open(person)
    assert sessions.clear() == 3
    with store.read() as transaction:
        assert transaction.execute(select(SIGN_INS)).all() == []


def test_ended_sessions_are_forgotten(sessions: StoredSessions, clock: Clock) -> None:
    sessions.open("wang")
    clock.now += timedelta(hours=1)
    kept = sessions.open("li")
    clock.now += timedelta(hours=1)
    assert sessions.sweep() == 1
    assert sessions.find(kept) is not None
