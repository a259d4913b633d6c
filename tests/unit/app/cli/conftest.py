"""The city of one street behind its doors, for commands that concern who is signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browser import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The program, not as a demonstration."""
    with Served(tmp_path / "var") as made:
        yield made
