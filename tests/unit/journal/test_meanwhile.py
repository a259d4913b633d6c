"""Who loses a race begins again, so many times and no more; any other error is nobody's race."""

import pytest

from cityloop.journal.errors import Conflict, StoreFull
from cityloop.journal.meanwhile import TRIES, begun_again


class Racing:
    """Fails so many times, and counts how often it was begun."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error, self.begun = times, error, 0

    def __call__(self) -> str:
        self.begun += 1
        if self.begun <= self.times:
            raise self.error
        return "done"


def conflict() -> Conflict:
    return Conflict("Somebody was first.")


@pytest.mark.parametrize("lost", range(TRIES))
def test_a_race_that_is_lost_is_run_again(lost: int) -> None:
    racing = Racing(lost, conflict())
    assert (begun_again(racing), racing.begun) == ("done", lost + 1)


def test_whoever_always_loses_is_told_in_the_end() -> None:
    racing = Racing(TRIES, conflict())
    with pytest.raises(Conflict):
        begun_again(racing)
    assert racing.begun == TRIES


def test_another_error_comes_out_at_once() -> None:
    racing = Racing(1, StoreFull("The disk is full."))
    with pytest.raises(StoreFull):
        begun_again(racing)
    assert racing.begun == 1
