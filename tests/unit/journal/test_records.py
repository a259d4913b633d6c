"""The fakes of these tests keep the promises of their ports, and a whole journal keeps its own upon them."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks import keys, witness
from cityloop.checks.forgetting import FORGETTING
from cityloop.checks.ground import Ground
from tests.unit.journal.records import MemoryKeys, MemoryWitness


@pytest.mark.parametrize("check", keys.KEYS, ids=lambda check: check.__name__)
def test_keys_in_memory_pass(check: Callable[[keys.Opens], None]) -> None:
    kept = MemoryKeys()
    check(lambda: kept)


@pytest.mark.parametrize("check", witness.WITNESS, ids=lambda check: check.__name__)
def test_a_second_place_in_memory_passes(check: Callable[[witness.Opens], None]) -> None:
    kept = MemoryWitness()
    check(lambda: kept)


@pytest.mark.parametrize("check", FORGETTING, ids=lambda check: check.__name__)
def test_a_journal_forgets_with_keys_in_memory(check: Callable[[Ground], None], tmp_path: Path) -> None:
    kept = MemoryKeys()
    with ExitStack() as rest:

        def opened() -> SqliteStore:
            store = SqliteStore(tmp_path / "main.db", durable=False)
            rest.callback(store.close)
            return store

        check(Ground(opened, lambda: kept))
