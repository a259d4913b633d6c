"""The log of the program, to be read."""

from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from cityloop.app.logs import configure


@pytest.fixture
def log() -> Iterator[StringIO]:
    stream = StringIO()
    configure(stream)
    yield stream
    structlog.reset_defaults()
