"""A journal of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.journal.records import Record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = Record(tmp_path)
    yield made
    made.store.close()
