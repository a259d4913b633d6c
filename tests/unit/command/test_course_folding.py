"""What evaluation keeps of a case: every turn with the due time it began with, whatever befell it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.city.catalogue import Service
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.command import orders
from cityloop.command.course import Course
from cityloop.command.evaluation_table import ROUNDS, TURNS, EvaluationTables, load
from cityloop.journal.refolded import refold_apart
from tests.street import LAMP, Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The city of one street; what its tables say is what its record folds to."""
    made = Street(tmp_path / "data")
    yield made
    scratch = SqliteStore(tmp_path / "apart.db", durable=False)
    with made.node.journal.store.read() as transaction:
        faults = refold_apart(transaction, made.node.journal.tables, (EvaluationTables(),), scratch)
    scratch.close()
    made.node.stop()
    assert faults.sorted() == ()


def course(street: Street, case: str) -> Course:
    with street.node.journal.store.read() as transaction:
        return load(transaction, (case,))[case]


def turns(street: Street, case: str) -> list[tuple[str, str | None]]:
    return [(turn.stage.value, turn.verb) for turn in course(street, case).turns]


def test_each_stay_in_a_stage_is_a_turn_that_ends_with_a_step(street: Street) -> None:
    case = street.closed()
    assert turns(street, case) == [
        ("establish", "establish"), ("dispatch", "dispatch"), ("handle", "handle"), ("feedback", "report-back"),
        ("check", "check"), ("close", "close"),
    ]  # fmt: skip
    assert [turn.lead for turn in course(street, case).turns][1:3] == [None, "qx-light"]
    assert (course(street, case).last.ended_by, course(street, case).last.lead) == ("close", "qx-light")


def test_more_time_moves_the_due_time_and_not_the_one_first_granted(street: Street) -> None:
    case = street.dispatched()
    first = course(street, case).turn.first_due
    assert first is not None
    until = first + timedelta(days=2)
    street.do("pan", orders.AskExtension, case, until=until, ground="extension.weather")
    street.do("chen", orders.DecideExtension, case, granted=True)
    turn = course(street, case).turn
    assert (turn.first_due, turn.extended) == (first, 1)
    assert turn.due is not None
    assert turn.due > first


def test_more_time_that_is_not_granted_changes_nothing(street: Street) -> None:
    case = street.dispatched()
    before = course(street, case).turn
    assert before.due is not None
    street.do("pan", orders.AskExtension, case, until=before.due + timedelta(days=2), ground="extension.weather")
    street.do("chen", orders.DecideExtension, case, granted=False)
    assert course(street, case).turn == before


def test_what_is_held_over_stands_still_and_keeps_its_times(street: Street) -> None:
    case = street.dispatched()
    before = course(street, case).turn
    until = street.now + timedelta(days=30)
    street.do("kong", orders.HoldOver, case, ground="hold-over.project", until=until)
    held = course(street, case).turn
    assert (held.still, held.held, held.due, held.first_due) == (True, 1, before.due, before.first_due)
    street.later(days=31)
    on = course(street, case).turn
    assert (on.still, on.held, on.first_due) == (False, 1, before.first_due)
    assert on.due is not None
    assert on.due > until


def test_what_was_late_before_is_late_though_its_clock_stands_still(street: Street) -> None:
    case = street.dispatched()
    street.later(days=20)
    street.do("kong", orders.Pause, case, ground="pause.weather")
    assert (course(street, case).turn.still, course(street, case).turn.paused) == (False, 1)


def test_a_step_taken_back_leaves_no_turn_and_the_one_before_goes_on(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    before = course(street, case)
    street.do("jin", orders.Refuse, case, ground="refuse.double")
    assert course(street, case).last.ended_by == "refuse"
    street.do("jin", orders.Undo, case)
    assert course(street, case) == before


def test_who_is_told_where_to_go_instead_is_noted_and_a_refusal_taken_back_is_not(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.Refuse, case, ground="refuse.petition")
    assert (course(street, case).turn.directed, course(street, case).last.ended_by) == (True, "refuse")
    street.do("jin", orders.Undo, case)
    assert (course(street, case).turn.directed, course(street, case).turn.verb) == (False, None)


def test_a_hand_over_ends_the_round_unless_something_is_left_to_do(street: Street) -> None:
    gone, stays = street.request().case, street.request().case
    street.do("jin", orders.HandOver, gone, to=Service.FIRE)
    before = course(street, stays)
    street.do("jin", orders.HandOver, stays, to=Service.FIRE, stays=True)
    assert (course(street, gone).turn.verb, course(street, gone).last.ended_by) == ("hand-over", "hand-over")
    assert course(street, stays) == before


def test_a_dispatch_taken_back_leaves_the_case_with_nobody(street: Street) -> None:
    case = street.dispatched()
    street.do("jin", orders.Undo, case)
    assert turns(street, case)[-1] == ("dispatch", None)
    assert course(street, case).last.lead is None


def test_a_merge_taken_back_goes_on_where_it_was(street: Street) -> None:
    case, other = street.dispatched(), street.dispatched()
    before = course(street, case)
    street.do("jin", orders.Merge, case, into=other)
    assert course(street, case).last.ended_by == "merge"
    street.do("jin", orders.Undo, case)
    assert course(street, case) == before


def test_a_reopened_case_has_another_round_and_the_first_says_when(street: Street) -> None:
    case = street.closed()
    street.later(days=3)
    street.by_link(orders.Reopen, case)
    first, second = course(street, case).rounds
    assert (first.ended_by, first.reopened) == ("close", street.now)
    assert (second.round, second.opened, second.ended) == (2, street.now, None)


def test_work_that_comes_back_is_marked_where_it_was_done(street: Street) -> None:
    case = street.handled()
    street.do("mei", orders.Check, case, passed=False)
    handled = [turn for turn in course(street, case).turns if turn.stage == "handle"]
    assert [(turn.verb, turn.rework) for turn in handled] == [("handle", True), (None, False)]


def test_the_first_word_and_the_last_are_kept_and_how_often_one_was_asked(street: Street) -> None:
    case = street.answered()
    street.do("mei", orders.Review, case, passed=True)
    street.do("jin", orders.Revisit, case, word=Word.UNSOLVED)
    street.do("ning", orders.Handle, case)
    street.do("ning", orders.Answer, case, note="又去了一次")
    street.do("mei", orders.Review, case, passed=True)
    street.do("jin", orders.Revisit, case, word=Word.SATISFIED)
    last = course(street, case).last
    assert (last.first_word, last.word, last.calls) == (Word.UNSOLVED, Word.SATISFIED, 2)
    assert [turn.rework for turn in course(street, case).turns if turn.stage == "handle"] == [True, False]


def test_a_return_leaves_the_turn_to_who_gave_it_back(street: Street) -> None:
    case = street.established("grid.component.utility.sewage-cover")
    street.do("ning", orders.Return, case, ground="return.not-ours")
    assert [(turn.lead, turn.verb) for turn in course(street, case).turns][2:] == [("qx-urban", "return"), (None, None)]
    assert (course(street, case).last.returns, course(street, case).last.lead) == (1, None)


def test_a_part_split_off_says_so(street: Street) -> None:
    case = street.dispatched()
    street.do("jin", orders.Split, case, category=LAMP, words="另一盏也不亮")
    part = street.case(case).links[-1][1]
    assert (course(street, case).split, course(street, part).split) == (False, True)


def test_the_spot_is_the_place_or_the_grid_and_nothing_wider(street: Street) -> None:
    named, grid = street.report().case, street.report(place=None, node="g1").case
    street_only = street.report(place=None, node="qx-willow").case
    spots = [course(street, case).spot for case in (named, grid, street_only)]
    assert spots == ["road-liuan", "qingxi/qx-east/qx-willow/g1/", None]


def test_a_turn_untouched_by_a_fact_is_not_written_anew(street: Street) -> None:
    case = street.closed()
    with street.node.journal.store.read() as transaction:
        rounds = transaction.execute(select(ROUNDS).where(ROUNDS.c.case == case)).all()
        rows = transaction.execute(select(TURNS).where(TURNS.c.case == case)).all()
    assert (len(rounds), len(rows)) == (1, 6)
