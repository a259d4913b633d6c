"""Rates for one reader: over what he may evaluate, of the days asked for, told apart by what was asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cityloop.city.catalogue import Service
from cityloop.city.errors import UnknownId
from cityloop.city.facts.access import Accessed, Form
from cityloop.city.facts.judging import Word
from cityloop.command import orders
from cityloop.command.permission import Forbidden
from cityloop.views.evaluation.answer import Evaluation
from cityloop.views.evaluation.asked import Asked, By
from cityloop.views.evaluation.behind import Part
from cityloop.views.evaluation.intervals import LEAST, Tier
from cityloop.views.question import BadQuestion
from tests.sheets import SHEET, bring, sheet
from tests.street import Street

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = Street(tmp_path / "data")
    yield made
    made.node.stop()


def asked(*rates: str, **said: Any) -> Asked:
    return Asked(**{"first": FIRST, "last": LAST, "rates": rates, **said})


def rates(street: Street, *wanted: str, who: str = "dai", **said: Any) -> Evaluation:
    return street.node.views.evaluation(street.person(who), asked(*wanted, **said))


def share(street: Street, rate: str, **said: Any) -> tuple[int, int]:
    figure = rates(street, rate, **said).whole[rate]
    return figure.counted, figure.due


def groups(street: Street, rate: str, by: By) -> dict[str | None, tuple[int, int]]:
    found = rates(street, rate, by=by).groups
    return {each.value: (each.figures[rate].counted, each.figures[rate].due) for each in found if rate in each.figures}


def test_nothing_is_due_before_its_time_and_of_nothing_there_is_no_rate(street: Street) -> None:
    street.closed()
    figure = rates(street, "handle").whole["handle"]
    assert (figure.due, figure.value, figure.low) == (0, None, None)
    street.later(days=10)
    assert share(street, "handle") == (1, 1)


def test_what_was_left_is_due_as_much_as_what_was_done(street: Street) -> None:
    street.closed()
    street.dispatched()
    street.later(days=10)
    assert (share(street, "handle"), share(street, "close")) == ((1, 2), (1, 2))


def test_more_time_flatters_the_rate_as_extended_and_no_other(street: Street) -> None:
    case = street.dispatched()
    due = street.case(case).due
    assert due is not None
    street.do("pan", orders.AskExtension, case, until=due + timedelta(days=2), ground="extension.weather")
    street.do("chen", orders.DecideExtension, case, granted=True)
    street.later(days=3)
    street.do("pan", orders.Handle, case)
    street.later(days=10)
    found = {id: share(street, id) for id in ("handle-on-time", "handle-first", "handle-plain", "extended")}
    assert found == {"handle-on-time": (1, 1), "handle-first": (0, 1), "handle-plain": (0, 0), "extended": (1, 1)}


def test_what_is_held_over_stays_due(street: Street) -> None:
    case = street.dispatched()
    street.do("kong", orders.HoldOver, case, ground="hold-over.project", until=street.now + timedelta(days=300))
    street.later(days=20)
    found = {id: share(street, id) for id in ("handle", "handle-on-time", "handle-first", "held", "still-held")}
    assert found == {
        "handle": (0, 1), "handle-on-time": (1, 1), "handle-first": (0, 1), "held": (1, 1), "still-held": (1, 1),
    }  # fmt: skip


def test_no_answer_is_a_column_of_its_own_and_so_is_nobody_asked(street: Street) -> None:
    street.concluded(Word.SATISFIED)
    street.concluded(Word.NO_ANSWER)
    street.answered()
    street.later(days=20)
    names = ("solved", "satisfied", "no-answer", "not-asked", "solved-of-answers")
    found = {id: share(street, id) for id in names}
    assert found == {
        "solved": (1, 3), "satisfied": (1, 3), "no-answer": (1, 3), "not-asked": (1, 3), "solved-of-answers": (1, 1),
    }  # fmt: skip


INTAKE = ("accept", "refused", "directed", "handed-over")


def test_what_went_to_119_or_was_shown_another_door_is_due_answered_and_a_column_of_its_own(street: Street) -> None:
    street.do("jin", orders.HandOver, street.request().case, to=Service.FIRE)
    street.do("jin", orders.Refuse, street.request().case, ground="refuse.courts")
    street.do("jin", orders.Refuse, street.request().case, ground="refuse.not-public")
    street.later(days=20)
    assert [share(street, id) for id in INTAKE] == [(2, 3), (1, 3), (1, 3), (1, 3)]


def test_what_was_handed_over_and_stays_is_due_as_before(street: Street) -> None:
    case = street.request().case
    street.do("jin", orders.HandOver, case, to=Service.FIRE, stays=True)
    street.later(days=20)
    assert [share(street, id) for id in INTAKE] == [(0, 1), (0, 1), (0, 1), (0, 1)]


def test_a_street_case_that_went_to_119_is_no_failing_to_establish(street: Street) -> None:
    street.do("jin", orders.HandOver, street.report().case, to=Service.FIRE)
    street.later(days=20)
    assert [share(street, id) for id in ("establish", "establish-on-time", "close")] == [(1, 1), (1, 1), (0, 0)]


def test_what_was_handed_over_and_is_told_again_shows(street: Street) -> None:
    street.do("jin", orders.HandOver, street.request().case, to=Service.FIRE)
    street.later(days=3)
    street.request()
    assert [share(street, id) for id in ("handed-over-again", "again")] == [(1, 1), (1, 1)]


def test_the_same_at_the_same_place_within_thirty_days_is_told_again(street: Street) -> None:
    street.closed()
    street.later(days=29)
    street.report()
    assert share(street, "again") == (1, 1)


@pytest.mark.parametrize("other", [{"place": None, "node": "g2"}, {"category": "grid.component.utility.water-cover"}])
def test_another_place_or_another_sort_is_not_the_same(street: Street, other: dict[str, str]) -> None:
    street.closed()
    street.later(days=3)
    street.report(**other)
    assert share(street, "again") == (0, 1)


def test_after_thirty_days_it_is_another_matter(street: Street) -> None:
    street.closed()
    street.later(days=31)
    street.report()
    assert share(street, "again") == (0, 1)


def test_reopened_within_thirty_days_counts_against_the_closing(street: Street) -> None:
    case = street.closed()
    street.later(days=3)
    street.by_link(orders.Reopen, case)
    assert share(street, "reopened") == (1, 1)


def test_rates_are_told_apart_by_area_department_post_sort_and_time(street: Street) -> None:
    street.closed()
    street.concluded()
    street.later(days=20)
    assert groups(street, "handle", By.STREET) == {"qx-willow": (2, 2)}
    assert groups(street, "handle", By.LEAD) == {"qx-light": (1, 1), "qx-urban": (1, 1)}
    assert groups(street, "handle", By.POST) == {"light-handle": (1, 1), "urban-handle": (1, 1)}
    assert groups(street, "establish", By.POST) == {"willow-duty": (1, 1)}
    assert groups(street, "handle", By.SUBJECT) == {"grid.component": (1, 1), "request.environment": (1, 1)}
    assert groups(street, "handle", By.LIFE) == {"grid": (1, 1), "request": (1, 1)}
    assert groups(street, "handle", By.MONTH) == {"2026-11": (2, 2)}
    assert groups(street, "handle", By.WEEK) == {"2026-11-23": (1, 1), "2026-11-30": (1, 1)}


def test_a_post_answers_also_for_what_nobody_did(street: Street) -> None:
    street.report()
    street.later(days=3)
    assert groups(street, "establish", By.POST) == {"willow-duty": (0, 1)}


def test_days_are_those_of_the_citys_zone(street: Street) -> None:
    """Due on 25 November at 18:00 there, 10:00 in UTC."""
    street.closed()
    street.later(days=20)
    assert share(street, "handle", first=date(2026, 11, 25), last=date(2026, 11, 25)) == (1, 1)
    assert share(street, "handle", first=date(2026, 11, 26), last=date(2026, 11, 30)) == (0, 0)


def test_rates_are_narrowed_by_values_and_area(street: Street) -> None:
    street.closed()
    street.concluded()
    street.later(days=20)
    assert share(street, "handle", only={By.LEAD: "qx-light"}) == (1, 1)
    assert share(street, "dispatch", only={By.LEAD: ""}) == (2, 2)
    assert share(street, "handle", only={By.POST: "urban-handle", By.LIFE: "request"}) == (1, 1)
    assert share(street, "handle", only={By.MONTH: "2026-11", By.STREET: "qx-willow"}, area="qx-willow") == (2, 2)
    assert share(street, "handle", only={By.GRID: ""}) == (2, 2)


def test_who_is_slow_by_more_than_chance_is_told_apart(street: Street) -> None:
    for _ in range(LEAST):
        street.closed()
        street.established("grid.event.environment.dirty-road")
    street.later(days=20)
    found = {each.value: each.tiers["handle"] for each in rates(street, "handle", by=By.LEAD).groups}
    assert found == {"qx-light": Tier.BETTER, "qx-willow-office": Tier.WORSE}


def test_nobody_is_told_apart_by_what_says_nothing_of_how_well_nor_by_time(street: Street) -> None:
    street.closed()
    street.later(days=20)
    assert [each.tiers for each in rates(street, "merged", by=By.STREET).groups] == [{}]
    assert [each.tiers for each in rates(street, "handle", by=By.MONTH).groups] == [{}]


def test_what_another_system_recorded_is_in_no_rate_but_its_own(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, *SHEET))
    street.later(days=60)
    found = rates(street, first=date(2018, 1, 1), last=date(2027, 12, 31)).whole
    due = {id for id, figure in found.items() if figure.due and id != "recorded-on-time"}
    assert (found["recorded-on-time"].counted, found["recorded-on-time"].due) == (3, 4)
    assert found["close"].due <= 1
    assert "solved" not in due


def test_each_evaluates_what_lies_below_the_post(street: Street) -> None:
    street.closed()
    street.later(days=20)
    assert [share(street, "handle", who=who) for who in ("dai", "chen", "kong")] == [(1, 1)] * 3


@pytest.mark.parametrize("who", ["jin", "pan", "mei", "qin", "fang"])
def test_who_neither_leads_nor_evaluates_sees_no_rate_and_no_case_behind_one(street: Street, who: str) -> None:
    with pytest.raises(Forbidden):
        rates(street, "handle", who=who)
    with pytest.raises(Forbidden):
        street.node.views.behind(street.person(who), asked("handle"), Part.DUE)


def test_sensitive_matters_are_in_no_rate_but_of_named_posts(street: Street) -> None:
    street.request(category="request.discipline")
    street.later(days=20)
    assert share(street, "accept") == (0, 0)


def test_behind_a_number_stand_as_many_cases_as_it_says(street: Street) -> None:
    done, left = street.closed(), street.dispatched()
    street.later(days=20)

    def cases(part: Part, **said: Any) -> list[str]:
        return [row.case for row in street.node.views.behind(street.person("dai"), asked("handle", **said), part).rows]

    assert sorted(cases(Part.DUE)) == sorted([done, left])
    assert (cases(Part.COUNTED), cases(Part.REST)) == ([done], [left])
    assert cases(Part.DUE, only={By.LEAD: "qx-urban"}) == []


def test_behind_a_number_nobodys_words_stand_and_a_page_is_a_page(street: Street) -> None:
    for _ in range(3):
        street.closed()
    street.later(days=20)
    found = street.node.views.behind(street.person("dai"), asked("close"), Part.DUE, offset=1, limit=1)
    assert (len(found.rows), found.total) == (1, 3)
    (row,) = found.rows
    assert (row.title.zh, row.lead_name and row.lead_name.en, row.counted) == ("路灯", "Qingxi Street Lighting", True)


def test_looks_and_files_stand_on_the_access_journal_with_their_rows(street: Street) -> None:
    street.closed()
    street.later(days=20)
    evaluator = street.person("dai")
    street.node.views.evaluation(evaluator, asked("handle", by=By.LEAD))
    street.node.views.evaluation(evaluator, asked("handle", "close"), Form.EXPORT)
    street.node.views.behind(evaluator, asked("handle"), Part.DUE, form=Form.EXPORT)
    street.node.accesses.settle()
    facts = [entry.fact for entry in street.node.access.read(0, 1_000)]
    told = [(f.action, f.dataset, f.form, f.count, f.personal) for f in facts if isinstance(f, Accessed)][-3:]
    assert told == [
        ("list", "evaluation", "page", 1, False),
        ("export", "evaluation", "export", 2, False),
        ("export", "case", "export", 1, False),
    ]


def test_who_leads_sees_rates_and_takes_none_of_them_away(street: Street) -> None:
    with pytest.raises(Forbidden):
        street.node.views.evaluation(street.person("chen"), asked("handle"), Form.EXPORT)


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"rates": ("none",)}, "There is no rate 'none'"),
        ({"first": LAST, "last": FIRST}, "The last day lies before the first"),
        ({"last": date.max}, "No calendar reaches"),
        ({"by": By.WEEK, "first": date(1950, 1, 1)}, "more than 600 periods"),
        ({"only": {By.MONTH: "2031-01"}}, "The span has no month '2031-01'"),
    ],
)
def test_what_cannot_be_asked_is_told(street: Street, said: dict[str, Any], match: str) -> None:
    with pytest.raises(BadQuestion, match=match):
        street.node.views.evaluation(street.person("dai"), Asked(**{"first": FIRST, "last": LAST, **said}))


def test_an_area_that_is_none_is_told_and_cases_stand_behind_one_rate(street: Street) -> None:
    with pytest.raises(UnknownId):
        rates(street, "handle", area="moon")
    with pytest.raises(BadQuestion, match="one rate at a time"):
        street.node.views.behind(street.person("dai"), asked("handle", "close"), Part.DUE)
