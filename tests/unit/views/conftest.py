"""A street for each test, shut down afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The street on an ordinary Monday, journal on disk."""
    made = Street(tmp_path)
    yield made
    made.node.stop()
