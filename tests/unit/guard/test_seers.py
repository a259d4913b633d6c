"""Who would see what: as the table says it, but for a tip-off, of which those who handle it learn no name."""

import pytest

from cityloop.city.principal import Duty
from cityloop.guard.seers import seers
from cityloop.guard.table import HANDLING, RIGHTS
from cityloop.guard.terms import Dataset, Personal

OF_CASES = [Dataset.WORDS, Dataset.CONTACT, Dataset.PLACE, Dataset.PHOTOS]


@pytest.mark.parametrize("dataset", OF_CASES)
@pytest.mark.parametrize("duty", list(Duty))
def test_each_duty_sees_what_its_row_says(dataset: Dataset, duty: Duty) -> None:
    right = RIGHTS.get((duty, "read", dataset))
    assert seers(dataset, withheld=False)[duty] == (right.personal if right else Personal.NO)


@pytest.mark.parametrize("duty", list(Duty))
def test_of_a_tip_off_only_those_who_handle_it_see_less(duty: Duty) -> None:
    open_to, withheld = (seers(Dataset.CONTACT, withheld=each)[duty] for each in (False, True))
    assert withheld == (Personal.NO if duty in HANDLING else open_to)
