"""The areas below a node, counted by the store, are those of the board."""

from pathlib import Path

import pytest

from cityloop.command.permission import Forbidden
from tests.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Street:
    """The city, with cases in two grids and one beside them."""
    made = Street(tmp_path)
    for node in ("g1", "g1", "g2"):
        made.report(place=None, node=node)
    made.report()
    return made


def test_the_counts_are_those_of_the_board(street: Street) -> None:
    street.later(days=20)
    views, by = street.node.views, street.person("an")
    for node in ("qingxi", "qx-east", "qx-willow"):
        assert views.areas(by, node) == views.board(by, node).parts
    assert {part.id: (part.open, part.late) for part in views.areas(by, "qx-willow")}["g1"] == (2, 2)


def test_where_nothing_lies_below_there_is_nothing(street: Street) -> None:
    assert street.node.views.areas(street.person("an"), "g1") == ()


def test_a_post_without_the_board_is_refused(street: Street) -> None:
    with pytest.raises(Forbidden):
        street.node.views.areas(street.person("pan"), "qx-willow")
