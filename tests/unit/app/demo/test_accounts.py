"""The account of a day: what counts as fallen due, and as closed twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cityloop.app.demo.accounts import Account, find_deadline, is_closed_twice
from cityloop.city.words import Name
from cityloop.views.timeline import Happened

NAME = Name(zh="某人", en="Somebody")
NINE = datetime(2026, 5, 12, 9, tzinfo=UTC)


def line(verb: str, due: int | None = None, **details: Any) -> Happened:
    """One line of a timeline; ``due`` hours after nine."""
    told = {**details, **({} if due is None else {"due": NINE + timedelta(hours=due)})}
    return Happened(seq=1, time=NINE, verb=verb, name=NAME, author="x", author_name=NAME, cause=None, details=told)


def test_the_deadline_is_the_last_one_set_while_it_came_to_its_unit() -> None:
    lines = (line("report", 1), line("establish", 2), line("dispatch", 4), line("handle", 9), line("check", 12))
    assert find_deadline(lines) == NINE + timedelta(hours=4)


def test_more_time_moves_it_and_a_refusal_of_more_time_does_not() -> None:
    asked = (line("dispatch", 4), line("ask-extension", until=NINE))
    assert find_deadline((*asked, line("decide-extension", 30, granted=True))) == NINE + timedelta(hours=30)
    assert find_deadline((*asked, line("decide-extension", granted=False))) == NINE + timedelta(hours=4)


def test_work_that_is_sent_back_has_a_new_deadline() -> None:
    lines = (line("dispatch", 4), line("check", 20, passed=False))
    assert find_deadline(lines) == NINE + timedelta(hours=20)
    assert find_deadline((line("dispatch", 4), line("revisit", 20, word="unsolved"))) == NINE + timedelta(hours=20)


def test_where_no_limit_is_set_nothing_falls_due() -> None:
    assert find_deadline((line("report"), line("dispatch"))) is None


def test_closed_again_without_being_reopened_is_closed_twice() -> None:
    assert is_closed_twice((line("close"), line("thank"), line("close")))
    assert not is_closed_twice((line("close"), line("reopen"), line("close")))
    assert is_closed_twice((line("answer-directly"), line("close")))


def test_an_account_is_complete_when_everything_ended_or_is_held() -> None:
    assert Account(made=4, closed=1, refused=1, merged=1, open_held=1).is_complete
    assert not Account(made=4, closed=1, refused=1, merged=1).is_complete
    assert not Account(made=1, closed=1, closed_twice=["A"]).is_complete
    assert not Account(made=1, unheld=["A"]).is_complete
