"""The due times worked by hand, of cases that live through them at the desk."""

from pathlib import Path

import pytest

from cityloop.command.timing import Span
from tests.unit.command.desk_life import Life, lived
from tests.unit.command.due_times import DueTime, list_due_times

EVENTFUL = [entry for entry in list_due_times() if entry.then]


@pytest.mark.parametrize("entry", list_due_times(), ids=lambda entry: entry.name)
def test_a_case_is_due_as_worked_by_hand(entry: DueTime, tmp_path: Path) -> None:
    assert lived(entry, tmp_path) == entry.due


@pytest.mark.parametrize("entry", EVENTFUL, ids=lambda entry: entry.name)
def test_what_a_case_holds_is_what_its_clock_says(entry: DueTime, tmp_path: Path) -> None:
    life = Life(tmp_path, entry)
    for case in life.live(entry):
        assert life.street.node.in_force().timing.span(case) == Span(case.due, case.soon)
    life.street.node.stop()
