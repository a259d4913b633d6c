"""A street of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The city, closed afterwards."""
    made = Street(tmp_path)
    yield made
    made.node.stop()
