"""The access journal's pen: in groups where it may wait, at once where a person's data goes out."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cityloop.city.facts.access import Accessed, Form, PublicLooksCounted
from cityloop.city.label import INTERNAL, OPEN, PERSONAL, Label
from cityloop.city.principal import NOBODY, Duty, Kind
from cityloop.guard.access import access
from cityloop.guard.accesses import MOST_WAITING, Accesses
from cityloop.guard.answer import Granted
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Entry
from cityloop.journal.errors import StoreFull
from tests.unit.guard.people import D1, holder, matter


class Pen:
    """A journal that keeps what it was handed, or has no room."""

    def __init__(self) -> None:
        self.written: list[Append] = []
        self.is_full = False

    def append(self, append: Append, /) -> tuple[Entry, ...]:
        if self.is_full:
            raise StoreFull("full")
        self.written.append(append)
        return ()

    @property
    def facts(self) -> list[Accessed]:
        return [draft.fact for append in self.written for draft in append.drafts if isinstance(draft.fact, Accessed)]


def grant(label: Label) -> Granted:
    """A dispatcher's look at one field so labelled."""
    answer = access(
        holder(Duty.DISPATCH, D1), Duty.DISPATCH, Purpose.CASEWORK, matter(), "read", Dataset.CASE, {"x": label}, ""
    )
    assert isinstance(answer, Granted)
    return answer


NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLAIN, OF_A_PERSON = grant(INTERNAL), grant(PERSONAL)


def test_a_look_at_no_person_waits_for_company() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    accesses.note(PLAIN, 3)
    accesses.note(PLAIN, 4, Form.EXPORT)
    assert pen.written == []
    accesses.settle()
    assert [(fact.count, fact.form) for fact in pen.facts] == [(3, Form.PAGE), (4, Form.EXPORT)]
    assert len(pen.written) == 1


def test_the_looks_of_one_page_are_written_together_before_it_goes_out() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    with accesses.together():
        accesses.note(PLAIN, 1)
        accesses.note(OF_A_PERSON, 1)
        accesses.note(OF_A_PERSON, 1)
        assert pen.written == []
    assert [len(append.drafts) for append in pen.written] == [3]
    accesses.note(OF_A_PERSON, 1)
    assert len(pen.written) == 2


def test_a_page_whose_looks_cannot_be_written_does_not_go_out() -> None:
    pen = Pen()
    pen.is_full = True
    accesses = Accesses(pen, "city", lambda: NOON)
    with pytest.raises(StoreFull), accesses.together():
        accesses.note(OF_A_PERSON, 1)


def test_a_look_at_a_person_is_written_before_it_is_answered_and_takes_the_others_along() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    accesses.note(PLAIN, 1)
    accesses.note(OF_A_PERSON, 1)
    assert [fact.personal for fact in pen.facts] == [False, True]


def test_an_entry_says_who_why_and_which_rows_and_nothing_of_any_content() -> None:
    pen = Pen()
    Accesses(pen, "city", lambda: NOON).note(OF_A_PERSON, 1)
    (draft,) = pen.written[0].drafts
    assert (draft.author, draft.jurisdiction) == ("person:dispatch", "city")
    assert msgspec.to_builtins(draft.fact) == {
        "fact": "access.granted", "duty": "dispatch", "purpose": "casework", "action": "read", "dataset": "case",
        "case": "c1", "rows": "path=city/d1/", "count": 1, "personal": True, "form": "page",
    }  # fmt: skip


def test_when_nothing_can_be_written_no_person_is_disclosed_and_nothing_grows() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    pen.is_full = True
    with pytest.raises(StoreFull):
        accesses.note(OF_A_PERSON, 1)
    for _ in range(MOST_WAITING - 1):
        accesses.note(PLAIN, 1)
    for _ in range(10):
        with pytest.raises(StoreFull):
            accesses.note(PLAIN, 1)
    pen.is_full = False
    accesses.settle()
    assert len(pen.facts) == MOST_WAITING


def test_what_nobody_in_particular_sees_of_what_is_public_is_counted_by_the_minute() -> None:
    now = [NOON]
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: now[0])
    public = access(NOBODY, Kind.NOBODY, Purpose.PUBLICATION, None, "list", Dataset.PUBLIC_CASE, {"x": OPEN}, "")
    assert isinstance(public, Granted)
    for _ in range(5 * MOST_WAITING):
        accesses.note(public, 50)
    accesses.settle()
    assert pen.written == []
    now[0] += timedelta(minutes=1)
    accesses.settle()
    accesses.settle()
    ((draft,),) = (append.drafts for append in pen.written)
    assert isinstance(draft.fact, PublicLooksCounted)
    assert msgspec.to_builtins(draft.fact.looks) == (
        {"action": "list", "dataset": "public-case", "count": 5 * MOST_WAITING},
    )


def test_steps_wait_for_company_and_those_of_an_import_are_one_number() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    accesses.note_steps((PLAIN, PLAIN))
    accesses.note_steps((PLAIN, OF_A_PERSON, PLAIN), summed=True)
    assert pen.written == []
    accesses.settle()
    assert [(fact.form, fact.case, fact.count) for fact in pen.facts] == [
        (Form.STEP, "c1", 1), (Form.STEP, "c1", 1), (Form.STEP, None, 3),
    ]  # fmt: skip


def test_where_nothing_more_can_be_noted_no_step_is_taken() -> None:
    pen = Pen()
    accesses = Accesses(pen, "city", lambda: NOON)
    pen.is_full = True
    accesses.make_room()
    accesses.note_steps((PLAIN,) * MOST_WAITING)
    with pytest.raises(StoreFull):
        accesses.make_room()
    pen.is_full = False
    accesses.make_room()
    assert len(pen.facts) == MOST_WAITING
