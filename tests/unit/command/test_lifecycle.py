"""The tables of the two lives: whole, without contradiction, and walked at random."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.city import facts
from cityloop.city.catalogue import Life
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Reported
from cityloop.city.principal import Duty
from cityloop.command import orders
from cityloop.command.deeds import registered
from cityloop.command.lifecycle import STEPS, By, IllegalStep, allow, find_step, steps_in
from cityloop.command.stages import ENDED, NAMES, OPEN, START, Stage
from tests.unit.command.walk import Walk

UNORDERED = {"absorb", "part"}


def test_every_fact_about_a_case_has_its_step() -> None:
    of_cases = {fact for fact in facts.EVERY if issubclass(fact, CaseFact)} - {Reported}
    assert of_cases == {step.fact for step in STEPS}


def test_every_step_that_people_take_has_an_order_and_a_deed() -> None:
    by_people = {step.verb for step in STEPS if step.by is not By.CLOCK} - UNORDERED
    assert by_people == {orders.verb_of(order) for order in orders.EVERY} == {orders.verb_of(o) for o in registered()}


def test_a_step_stands_once_in_a_life() -> None:
    for life in Life:
        verbs = [step.verb for step in STEPS if life in step.lives]
        assert len(verbs) == len(set(verbs))


def test_every_step_but_a_timers_has_a_duty() -> None:
    for step in STEPS:
        assert bool(step.duties) is (step.by is not By.CLOCK), step.verb


@pytest.mark.parametrize("life", list(Life))
def test_every_stage_of_a_life_leads_to_an_end(life: Life) -> None:
    def leads(stage: Stage, seen: frozenset[Stage] = frozenset()) -> bool:
        if stage in ENDED:
            return True
        targets = {step.target for step in steps_in(life, stage) if step.target} - seen
        return any(leads(target, seen | {stage}) for target in targets)

    reached, waiting = set(), [START[life]]
    while waiting:
        stage = waiting.pop()
        reached.add(stage)
        targets = {target for step in steps_in(life, stage) for target in (step.target, step.otherwise) if target}
        waiting += targets - reached
    assert all(leads(stage) for stage in reached)


def test_every_stage_has_both_names() -> None:
    assert set(NAMES) == set(Stage) == OPEN | ENDED
    assert all(name.zh and name.en for name in NAMES.values())


def test_an_illegal_step_says_what_is_possible() -> None:
    with pytest.raises(IllegalStep, match="verify"):
        allow(Life.GRID, Stage.ESTABLISH, "close")


def test_who_handles_neither_checks_nor_closes() -> None:
    for verb in ("check", "review", "close", "revisit", "evaluate"):
        step = find_step(Life.GRID, verb) or find_step(Life.REQUEST, verb)
        assert step is not None
        assert step.by is By.APART
        assert Duty.HANDLE not in step.duties


@settings(max_examples=25)
@given(choices=st.lists(st.integers(0, 10_000), min_size=1, max_size=30), life=st.sampled_from(list(Life)))
def test_a_random_walk_keeps_what_must_hold(choices: list[int], life: Life) -> None:
    with TemporaryDirectory() as folder:
        walk = Walk(Path(folder), life)
        for choice in choices:
            walk.step(choice)
        walk.check()
