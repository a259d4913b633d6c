"""The guard's decision, example by example, and the law that a list shows what a case page would."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cityloop.city.catalogue import Life
from cityloop.city.label import INTERNAL, OPEN, PERSONAL, RESTRICTED, STAFF
from cityloop.city.principal import CITIZEN, NOBODY, Duty, Kind, Principal
from cityloop.guard.access import access, is_scoped, may_ask
from cityloop.guard.answer import Answer, Denied, Fields, Granted, Reason
from cityloop.guard.matter import Matter
from cityloop.guard.table import LOOKING, RIGHTS, SEPARATE, STEPS, Right
from cityloop.guard.terms import Dataset, Office, Purpose, Scope
from tests.unit.guard.people import CITY, D1, D2, LAMPS, S1, WATER, claim, holder, matter, person

WORK, OVER, FOLLOW = Purpose.CASEWORK, Purpose.OVERSIGHT, Purpose.FOLLOWING
FIELDS: Fields = {"category": OPEN, "due": INTERNAL, "officer": STAFF, "words": PERSONAL, "key": RESTRICTED}


def ask(
    by: Principal,
    duty: Office,
    action: str,
    dataset: Dataset = Dataset.CASE,
    case: Matter | None = None,
    **more: Any,
) -> Answer:
    """A question with the usual things left out."""
    asked = {"purpose": WORK, "fields": {}, "area": ""} | more
    return access(by, duty, asked["purpose"], case, action, dataset, asked["fields"], asked["area"])


def reason(answer: Answer) -> Reason | None:
    """Why not; None where it was granted."""
    return answer.reason if isinstance(answer, Denied) else None


DISPATCHER = holder(Duty.DISPATCH, D1)
HANDLER = holder(Duty.HANDLE, S1, LAMPS)
CHECKER = holder(Duty.CHECK)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (ask(DISPATCHER, Duty.DISPATCH, "dispatch", case=matter()), None),
        (ask(HANDLER, Duty.HANDLE, "handle", case=matter()), None),
        (ask(holder(Duty.FIELD), Duty.FIELD, "handle", case=matter(sent=frozenset({"person:field"}))), None),
        (ask(CITIZEN, Kind.CITIZEN, "follow", case=matter(linked=True), purpose=FOLLOW), None),
        (ask(NOBODY, Kind.NOBODY, "report", purpose=FOLLOW, area=S1), None),
        (ask(NOBODY, Kind.NOBODY, "list", Dataset.PUBLIC_CASE, purpose=Purpose.PUBLICATION), None),
        (ask(HANDLER, Kind.NOBODY, "report", purpose=FOLLOW), None),
        (ask(DISPATCHER, Duty.DISPATCH, "close", case=matter()), Reason.NO_RIGHT),
        (ask(NOBODY, Kind.NOBODY, "list"), Reason.NO_RIGHT),
        (ask(holder(Duty.SECURE, CITY), Duty.SECURE, "read", Dataset.WORDS, matter()), Reason.NO_RIGHT),
        (ask(HANDLER, Duty.DISPATCH, "dispatch", case=matter()), Reason.NOT_YOUR_DUTY),
        (ask(NOBODY, Kind.CITIZEN, "follow", case=matter(linked=True), purpose=FOLLOW), Reason.NOT_YOUR_DUTY),
        (ask(HANDLER, Duty.HANDLE, "read", case=matter(), purpose=OVER), Reason.WRONG_PURPOSE),
        (ask(holder(Duty.DISPATCH, D2), Duty.DISPATCH, "dispatch", case=matter()), Reason.WRONG_AREA),
        (ask(DISPATCHER, Duty.DISPATCH, "list", area=D2), Reason.WRONG_AREA),
        (ask(holder(Duty.HANDLE, S1, WATER), Duty.HANDLE, "read", case=matter()), Reason.NOT_YOUR_UNIT),
        (ask(holder(Duty.HANDLE, S1, None), Duty.HANDLE, "read", case=matter(lead=None)), Reason.NOT_YOUR_UNIT),
        (ask(holder(Duty.FIELD), Duty.FIELD, "handle", case=matter()), Reason.NOT_YOUR_JOB),
        (ask(CITIZEN, Kind.CITIZEN, "follow", case=matter(), purpose=FOLLOW), Reason.NO_LINK),
        (ask(CITIZEN, Kind.CITIZEN, "follow", purpose=FOLLOW), Reason.NO_LINK),
        (ask(DISPATCHER, Duty.DISPATCH, "dispatch", case=matter(sensitive=True)), Reason.SENSITIVE),
        (ask(HANDLER, Duty.HANDLE, "read", Dataset.CONTACT, matter(withheld=True)), Reason.WITHHELD),
        (ask(CHECKER, Duty.CHECK, "check", case=matter(handled=frozenset({"person:check"}))), Reason.HANDLED_IT),
        (ask(HANDLER, Duty.HANDLE, "read", case=matter(), fields={"key": RESTRICTED}), Reason.NO_FIELD),
    ],
)  # fmt: skip
def test_examples(answer: Answer, why: Reason | None) -> None:
    assert reason(answer) is why


def test_fields_are_sorted_into_clear_masked_and_withheld() -> None:
    clear = ask(HANDLER, Duty.HANDLE, "read", Dataset.WORDS, matter(), fields=FIELDS)
    assert isinstance(clear, Granted)
    assert (set(clear.fields), set(clear.masked)) == ({"category", "due", "officer", "words"}, set())
    masked = ask(DISPATCHER, Duty.DISPATCH, "read", Dataset.WORDS, matter(), fields=FIELDS)
    assert isinstance(masked, Granted)
    assert (set(masked.fields), set(masked.masked)) == ({"category", "due"}, {"officer", "words"})
    none = ask(holder(Duty.EVALUATE), Duty.EVALUATE, "read", case=matter(), purpose=Purpose.EVALUATION, fields=FIELDS)
    assert isinstance(none, Granted)
    assert (set(none.fields), set(none.masked), none.personal) == ({"category", "due"}, set(), False)
    assert [masked.show(name, "abc", lambda _: "***") for name in ("due", "words", "key")] == ["abc", "***", None]


@pytest.mark.parametrize("duty", [Duty.HANDLE, Duty.FIELD, Duty.ACCEPT, Duty.CHECK])
def test_whoever_belongs_to_the_handling_unit_never_learns_who_reported(duty: Duty) -> None:
    """Also by another post: what one knows at one desk, one knows at the next."""
    case = matter(withheld=True, sent=frozenset({"person:both"}))
    both = person("both", claim(duty, S1, LAMPS), claim(Duty.HANDLE, S1, LAMPS))
    assert reason(ask(both, duty, "read", Dataset.CONTACT, case)) is Reason.WITHHELD
    words = ask(both, duty, "read", Dataset.WORDS, case, fields={"words": PERSONAL})
    assert isinstance(words, Granted)
    assert (set(words.fields), set(words.masked)) == (set(), {"words"})


def test_the_one_who_took_a_denunciation_in_still_sees_the_reporter() -> None:
    answer = ask(holder(Duty.ACCEPT), Duty.ACCEPT, "read", Dataset.CONTACT, matter(withheld=True), fields=FIELDS)
    assert isinstance(answer, Granted)
    assert "words" in answer.fields


def test_sensitive_matters_are_for_named_posts_and_only_where_they_are_named() -> None:
    case = matter(sensitive=True)
    assert reason(ask(holder(Duty.DISPATCH, D1, named=True), Duty.DISPATCH, "read", case=case)) is None
    elsewhere = person("two", claim(Duty.DISPATCH, D1), claim(Duty.DISPATCH, D2, named=True))
    assert reason(ask(elsewhere, Duty.DISPATCH, "read", case=case)) is Reason.SENSITIVE
    public = ask(NOBODY, Kind.NOBODY, "list", Dataset.PUBLIC_CASE, purpose=Purpose.PUBLICATION)
    assert isinstance(public, Granted)
    assert public.rows.admits(matter())
    assert not public.rows.admits(case)


def test_a_token_does_only_what_it_is_scoped_for() -> None:
    scoped = holder(Duty.ACCEPT, S1, scopes=frozenset({"report:case"}))
    assert reason(ask(scoped, Duty.ACCEPT, "report", area=S1)) is None
    assert reason(ask(scoped, Duty.ACCEPT, "list")) is Reason.NOT_YOUR_DUTY
    assert may_ask(scoped, "report", Dataset.CASE, frozenset({WORK}))
    assert not may_ask(scoped, "list", Dataset.CASE, frozenset({WORK}))


def test_a_claim_without_a_path_reaches_nothing() -> None:
    assert reason(ask(holder(Duty.DISPATCH, ""), Duty.DISPATCH, "list")) is Reason.NOT_YOUR_DUTY


def test_a_prefix_of_a_name_is_not_a_jurisdiction_above_it() -> None:
    assert reason(ask(holder(Duty.DISPATCH, "city/d1/"), Duty.DISPATCH, "dispatch", case=matter(path="city/d10/"))) is (
        Reason.WRONG_AREA
    )


def test_a_list_is_narrowed_to_the_posts_and_to_the_area_asked_for() -> None:
    both = person("both", claim(Duty.DISPATCH, S1), claim(Duty.DISPATCH, D2))
    answer = ask(both, Duty.DISPATCH, "list", area="city/d2/s9/")
    assert isinstance(answer, Granted)
    assert not answer.rows.admits(matter())
    assert answer.rows.admits(matter(path="city/d2/s9/g1/"))
    assert answer.rows.said() == "path=city/d1/s1/ or path=city/d2/ within city/d2/s9/"


PATHS = st.sampled_from([CITY, D1, D2, S1, "city/d2/s9/", "city/d1/s1/g1/"])
UNITS = st.sampled_from([None, LAMPS, WATER])
CLAIMS = st.builds(claim, st.sampled_from(list(Duty)), PATHS, UNITS, named=st.booleans())
PEOPLE = st.builds(lambda claims: person("p", *claims), st.lists(CLAIMS, max_size=3))
SOME = st.frozensets(st.sampled_from(["person:p", "person:q"]))
MATTERS = st.builds(
    Matter, id=st.just("c"), path=PATHS, life=st.sampled_from(Life), lead=UNITS, sent=SOME, handled=SOME,
    assisting=st.frozensets(st.sampled_from([LAMPS, WATER])), withheld=st.booleans(), sensitive=st.booleans(),
)  # fmt: skip
OF_DUTIES = st.sampled_from([step for step in STEPS if isinstance(step.duty, Duty)])
BOTH = sorted({(right.duty, action, right.dataset) for right in LOOKING for action in right.actions & {"list"}})


@given(PEOPLE, MATTERS, st.sampled_from(BOTH), PATHS)
def test_a_list_admits_exactly_the_cases_that_may_be_read(
    by: Principal, case: Matter, asked: tuple[Office, str, Dataset], area: str
) -> None:
    duty, action, dataset = asked
    purpose = min(RIGHTS[asked].purposes)
    listed = access(by, duty, purpose, None, action, dataset, {}, area)
    single = access(by, duty, purpose, case, action, dataset, {}, area)
    admitted = isinstance(listed, Granted) and listed.rows.admits(case)
    assert admitted == isinstance(single, Granted)


@given(PEOPLE, MATTERS, OF_DUTIES, st.sampled_from(Purpose))
def test_nobody_does_anything_without_the_duty(by: Principal, case: Matter, step: Right, purpose: Purpose) -> None:
    for action in step.actions:
        granted = isinstance(access(by, step.duty, purpose, case, action, step.dataset, {}, ""), Granted)
        assert not granted or (by.has(Duty(step.duty)) and purpose in step.purposes)


@given(MATTERS)
def test_who_handled_a_case_neither_checks_nor_closes_it(case: Matter) -> None:
    all_duties = person("p", *(claim(duty, CITY, LAMPS, named=True) for duty in Duty))
    for step in STEPS:
        for action in step.actions & SEPARATE:
            answer = access(all_duties, step.duty, min(step.purposes), case, action, Dataset.CASE, {}, "")
            assert isinstance(answer, Denied) == ("person:p" in case.handled)


def test_a_scope_by_link_is_never_a_list() -> None:
    for right in LOOKING + STEPS:
        if right.scope is Scope.LINK:
            assert "list" not in right.actions
            assert "export" not in right.actions


def test_a_token_is_scoped_for_what_it_was_given_and_one_of_its_duties_may() -> None:
    def machine(*scopes: str) -> Principal:
        given = replace(claim(Duty.ACCEPT), scopes=frozenset(scopes))
        return Principal(id="machine:m", kind=Kind.MACHINE, claims=(given,))

    assert is_scoped(machine("report:case"), "report", Dataset.CASE)
    assert not is_scoped(machine("read:case"), "report", Dataset.CASE)
    assert not is_scoped(machine("close:case"), "close", Dataset.CASE)
    assert not is_scoped(holder(Duty.ACCEPT), "report", Dataset.CASE)
    assert not is_scoped(NOBODY, "report", Dataset.CASE)
