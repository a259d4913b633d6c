"""What commands are tried on: a town whose record is backed up, and the city of one street behind its doors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.keeping_hands import Town
from tests.web.browser import Served


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """With one report."""
    made = Town(tmp_path, monkeypatch)
    made.report("路灯不亮")
    return made


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The program, not as a demonstration."""
    with Served(tmp_path / "var") as made:
        yield made
