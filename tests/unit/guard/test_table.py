"""The table of rights: each thing said once, a row for every step, nothing that the principles forbid."""

from collections import Counter
from collections.abc import Iterator

from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Kind
from cityloop.command import lifecycle, orders
from cityloop.command.lifecycle import By
from cityloop.guard.table import HANDLING, LOOKING, RIGHTS, SEPARATE, STEPS
from cityloop.guard.terms import Dataset, Office, Personal, Scope

OF_CASES = frozenset({Dataset.CASE, Dataset.WORDS, Dataset.CONTACT, Dataset.PLACE, Dataset.PHOTOS})
BESIDE = frozenset({"report", "split"})
"""Orders that are no step of a case's life."""


def list_steps() -> Iterator[tuple[Office, str]]:
    """Who may take which step, as the life cycle says it."""
    for step in lifecycle.STEPS:
        yield from ((duty, step.verb) for duty in step.duties)
        if step.by is By.CITIZEN:
            yield Kind.CITIZEN, step.verb


def test_no_right_is_said_twice() -> None:
    said = Counter((each.duty, action, each.dataset) for each in LOOKING + STEPS for action in each.actions)
    assert [right for right, count in said.items() if count > 1] == []


def test_every_step_of_both_lives_has_its_rows() -> None:
    """A new step needs a word in the row of each of its duties, and nothing else of the guard."""
    assert sorted(str(right) for right in list_steps() if (*right, Dataset.CASE) not in RIGHTS) == []


def test_no_row_gives_a_step_that_no_life_knows() -> None:
    given = {(each.duty, action) for each in STEPS for action in each.actions - BESIDE}
    assert sorted(str(right) for right in given - set(list_steps())) == []
    assert {"split"} <= {orders.verb_of(order) for order in orders.EVERY}


def test_the_steps_to_be_taken_by_others_are_those_of_the_life_cycle() -> None:
    assert {step.verb for step in lifecycle.STEPS if step.by is By.APART} == SEPARATE


def test_every_duty_has_something_to_do() -> None:
    assert set(Duty) <= {right.duty for right in LOOKING + STEPS}


def test_whoever_guards_the_data_sees_none_of_it() -> None:
    seen = {right.dataset for right in LOOKING + STEPS if right.duty in (Duty.SECURE, Duty.CONFIGURE)}
    assert seen & OF_CASES == set()


def test_words_and_contacts_are_never_listed_nor_exported() -> None:
    for right in LOOKING:
        if right.dataset in (Dataset.WORDS, Dataset.CONTACT):
            assert right.actions <= {"read", "search"}


def test_only_those_who_write_to_a_reporter_see_the_contact_in_clear() -> None:
    clear = {each.duty for each in LOOKING if each.dataset is Dataset.CONTACT and each.personal is Personal.CLEAR}
    assert clear == {Duty.ACCEPT, Duty.HANDLE, Duty.CHECK}


def test_anybody_sees_open_data_without_persons() -> None:
    for right in LOOKING + STEPS:
        if right.duty is Kind.NOBODY:
            assert (right.highest, right.personal) == (Grade.OPEN, Personal.NO)


def test_nothing_restricted_is_shown_to_any_duty() -> None:
    assert max(right.highest for right in LOOKING + STEPS) < Grade.RESTRICTED


def test_those_who_handle_are_those_of_the_handling_unit() -> None:
    assert {right.duty for right in STEPS if right.scope in (Scope.UNIT, Scope.JOB)} == HANDLING
