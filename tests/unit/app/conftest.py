"""The log of the program, to be read; and the program behind its doors."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from cityloop.app.logs import configure
from tests.street import Street
from tests.web.browser import Served


@pytest.fixture
def log() -> Iterator[StringIO]:
    stream = StringIO()
    configure(stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The city on a Monday, closed afterwards."""
    made = Street(tmp_path)
    yield made
    made.node.stop()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The city of one street behind its doors, not as a demonstration."""
    with Served(tmp_path / "var") as made:
        yield made
