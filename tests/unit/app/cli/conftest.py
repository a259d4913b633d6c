"""A town whose record is backed up."""

from pathlib import Path

import pytest

from tests.unit.app.keeping_hands import Town


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """With one report."""
    made = Town(tmp_path, monkeypatch)
    made.report("路灯不亮")
    return made
