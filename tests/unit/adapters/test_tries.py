"""Tries at what a few digits protect, in a store."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import select

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.tries import TRIES, StoredTries
from cityloop.checks.checking import together

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Counter: TypeAlias = Callable[[int], StoredTries]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "tries.db", durable=False)
    yield made
    made.close()


@pytest.fixture
def counter(store: SqliteStore) -> Counter:
    """Tries at cases, so many a day."""
    return lambda most: StoredTries(store, "case", most, DAY)


def test_so_many_may_be_wrong_then_none_is_looked_at_until_the_first_is_old(counter: Counter) -> None:
    tries = counter(3)
    waits = [tries.take("case", NOW + timedelta(hours=hours)) for hours in range(5)]
    assert waits == [timedelta()] * 3 + [timedelta(hours=21), timedelta(hours=20)]
    assert tries.take("case", NOW + DAY) == timedelta()
    assert tries.take("case", NOW + DAY) == timedelta(hours=1)


def test_what_was_refused_prolongs_nothing_and_others_are_not_harmed(counter: Counter) -> None:
    tries = counter(1)
    tries.take("case", NOW)
    for minutes in range(60):
        tries.take("case", NOW + timedelta(minutes=minutes))
    assert tries.take("case", NOW + DAY) == timedelta()
    assert tries.take("another", NOW) == timedelta()


def test_the_one_that_was_right_does_not_count(counter: Counter) -> None:
    tries = counter(2)
    for _ in range(20):
        assert tries.take("case", NOW) == timedelta()
        tries.forgive("case", NOW)
    tries.forgive("nobody", NOW)


def test_many_at_once_are_no_way_around_it(counter: Counter) -> None:
    tries = counter(5)
    found = together(8, lambda _: [tries.take("case", NOW) for _ in range(50)])
    assert sum(not wait for waits in found for wait in waits) == 5


def test_only_so_many_are_remembered_and_none_that_is_too_old(store: SqliteStore) -> None:
    tries = StoredTries(store, "case", 1, DAY, most_kept=2)
    for key in ("a", "b", "c"):
        tries.take(key, NOW)
    assert tries.take("c", NOW) > timedelta()
    assert tries.take("a", NOW) == timedelta()
    tries.take("d", NOW + DAY)
    with store.read() as transaction:
        assert transaction.execute(select(TRIES.c.key)).scalars().all() == ["d"]


def test_a_restart_forgets_none_and_kinds_stand_apart(store: SqliteStore) -> None:
    StoredTries(store, "case", 1, DAY).take("key", NOW)
    assert StoredTries(store, "case", 1, DAY).take("key", NOW) == DAY
    assert StoredTries(store, "source", 1, DAY).take("key", NOW) == timedelta()
