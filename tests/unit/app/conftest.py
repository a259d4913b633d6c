"""The log of the program, to be read; a street of its own for each test."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from cityloop.app.logs import configure
from tests.street import Street


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
