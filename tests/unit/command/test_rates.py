"""The table of rates: each has words, each says where its gaming shows, each prints what is run."""

from re import findall

import pytest

from cityloop.command.evaluation_table import TURNS
from cityloop.command.rate import STAGES, Better, Rate
from cityloop.command.rates import BY_ID, RATES
from cityloop.command.stages import Stage
from cityloop.edge.rate_words import rate_words


def test_every_rate_has_its_words_and_no_words_are_left_over() -> None:
    assert list(rate_words()) == [rate.id for rate in RATES]


def test_no_rate_is_said_twice() -> None:
    assert len(BY_ID) == len(RATES)


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: rate.id)
def test_what_shows_gaming_is_another_rate(rate: Rate) -> None:
    assert set(rate.shown_by) <= set(BY_ID) - {rate.id}


def test_every_rate_that_is_good_when_high_says_where_its_gaming_shows() -> None:
    assert [rate.id for rate in RATES if rate.better is Better.HIGH and not rate.shown_by] == []


def test_no_rate_is_over_turns_in_another_stage_than_those_that_are_looked_at() -> None:
    formulas = [rate.formula[0] for rate in RATES if rate.over is TURNS]
    told = {stage for formula in formulas for stage in findall(r"'([a-z]+)'", formula.partition("stage IN")[2])}
    assert told - {"return", "handle", "contact"} <= set(STAGES)
    assert {stage.value for stage in Stage} >= set(STAGES)
    assert all("stage IN" in formula for formula in formulas)


def test_a_formula_is_what_is_run_without_the_name_of_its_table() -> None:
    due, counts = BY_ID["handle-on-time"].formula
    assert due == "recorded IS NULL AND stage IN ('handle') AND (verb IS NULL OR verb != 'return')"
    assert counts == "verb = 'handle' AND (ended < due OR still) OR ended IS NULL AND (still OR due > now)"


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: rate.id)
def test_every_rate_stays_with_what_was_dealt_with_here_or_says_that_it_does_not(rate: Rate) -> None:
    due, _ = rate.formula
    assert ("recorded IS NULL" in due) is (rate.id != "recorded-on-time")
