"""Each store, the keys and the second place pass their suites, and the whole journal passes on each store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cityloop.adapters.stores.witness import WitnessFolder
from cityloop.checks import keys, store, witness
from cityloop.checks.ground import Ground
from cityloop.checks.journal import JOURNAL
from tests.unit.adapters.stores.places import Place


def name_of(check: Callable[..., None]) -> str:
    return check.__name__


@pytest.mark.parametrize("check", store.STORE, ids=name_of)
def test_a_store_passes(check: Callable[[store.Opens], None], place: Place) -> None:
    check(place.store)


@pytest.mark.parametrize("check", JOURNAL, ids=name_of)
def test_a_journal_passes(check: Callable[[Ground], None], place: Place) -> None:
    check(place.ground)


@pytest.mark.parametrize("check", keys.KEYS, ids=name_of)
def test_a_file_of_keys_passes(check: Callable[[keys.Opens], None], sqlite_place: Place) -> None:
    check(sqlite_place.keys)


@pytest.mark.parametrize("check", witness.WITNESS, ids=name_of)
def test_a_folder_passes(check: Callable[[witness.Opens], None], tmp_path: Path) -> None:
    check(lambda: WitnessFolder(tmp_path / "second"))
