"""The city of one street, as the demonstration plays in it."""

from datetime import date
from functools import cache

import pytest

from cityloop.app.demo.play import read_city
from cityloop.app.demo.town import Town, town_of
from cityloop.city.index import Index


@cache
def index_of_the_street() -> Index:
    """The look-ups of the example, read once."""
    return Index(read_city("street", date(2026, 5, 12)).city)


@pytest.fixture
def town() -> Town:
    """A town with the seed 1."""
    return town_of(index_of_the_street(), 1)
