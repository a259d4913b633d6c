"""Whose a case is: the crews' or somebody's at the pages."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from cityloop.app.demo.hands import READING_S, Hands
from cityloop.city.words import Name
from cityloop.journal.entry import Entry
from cityloop.views.case_page import CasePage
from cityloop.views.timeline import Happened

NAME = Name(zh="某人", en="Somebody")


def happened(seq: int, verb: str, author: str) -> Happened:
    """One line of a timeline."""
    time = datetime(2026, 5, 12, tzinfo=UTC)
    return Happened(seq=seq, time=time, verb=verb, name=NAME, author=author, author_name=NAME, cause=None, details={})


def page(*timeline: Happened) -> CasePage:
    """A page of which nothing but the timeline matters."""
    shown: Any = SimpleNamespace(timeline=timeline, row=SimpleNamespace(id="A"))
    return cast("CasePage", shown)


def written(seq: int) -> Entry:
    """An entry of which nothing but the place matters."""
    return cast("Entry", SimpleNamespace(seq=seq))


def test_what_the_crews_did_takes_nothing_over() -> None:
    hands = Hands()
    hands.note([written(7)])
    assert not hands.is_taken(page(happened(6, "report", "nobody"), happened(7, "verify", "person:jin")))


def test_a_step_at_the_pages_takes_the_case_over_for_good() -> None:
    hands = Hands()
    assert hands.is_taken(page(happened(8, "verify", "person:jin")))
    assert hands.taken == {"A"}


def test_reports_citizens_and_the_loop_take_nothing_over() -> None:
    lines = (
        happened(1, "report", "person:jin"),
        happened(2, "urge", "citizen:A"),
        happened(3, "dispatch", "stage:decide"),
    )
    assert not Hands().is_taken(page(*lines))


def test_what_was_there_before_the_play_belongs_to_nobody() -> None:
    assert not Hands(known=10).is_taken(page(happened(9, "verify", "person:jin")))


def test_while_somebody_reads_the_crews_wait() -> None:
    now = [0.0]
    hands = Hands(ticks=lambda: now[0])
    assert not hands.is_read("A")
    hands.open("A")
    assert hands.is_read("A")
    now[0] = READING_S
    assert not hands.is_read("A")
