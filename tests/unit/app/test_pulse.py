"""What is done again and again: each time apart, its failures said once, and no more than a code."""

import json
from io import StringIO

import pytest

from cityloop.app.pulse import SAY_S, Chore
from cityloop.journal.errors import StoreFull


class Ticks:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def full() -> int:
    raise StoreFull("王小明 13812341234")


def broken() -> int:
    raise ValueError("王小明 13812341234")


def test_what_goes_well_gives_what_it_found() -> None:
    chore = Chore("loop")
    assert chore.do(lambda: 7) == 7
    assert chore.wrong is None


@pytest.mark.parametrize(("work", "code"), [(full, "store-full"), (broken, "ValueError")])
def test_whatever_fails_is_kept_by_its_code_until_it_goes_well_again(log: StringIO, work: object, code: str) -> None:
    chore = Chore("loop")
    assert chore.do(full if work is full else broken) is None
    assert chore.wrong == code
    chore.do(lambda: 1)
    assert chore.wrong is None


def test_a_failure_is_said_with_its_place_and_without_anybody_s_words(log: StringIO) -> None:
    Chore("loop").do(broken)
    line = json.loads(log.getvalue())
    assert (line["event"], line["name"], line["code"]) == ("failed", "loop", "ValueError")
    assert line["where"].startswith("test_pulse.py:")
    assert "138" not in log.getvalue()


def test_a_failure_that_lasts_is_said_now_and_again(log: StringIO) -> None:
    ticks = Ticks()
    chore = Chore("loop", ticks)
    for _ in range(100):
        chore.do(full)
    assert len(log.getvalue().splitlines()) == 1
    ticks.now += SAY_S
    chore.do(full)
    assert len(log.getvalue().splitlines()) == 2


def test_its_age_is_counted_from_when_it_last_went_well(log: StringIO) -> None:
    ticks = Ticks()
    chore = Chore("loop", ticks)
    ticks.now = 30
    chore.do(full)
    assert chore.age_s == 30
    chore.do(lambda: 1)
    assert chore.age_s == 0
