"""Nobody is forgotten while a hold stands or the archive period of one of the cases runs; each bar says until when."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from cityloop.checks.checking import together
from cityloop.city.catalogue import Afterwards, Retention
from cityloop.city.facts.keeping import HoldPlaced
from cityloop.city.facts.record import SubjectErased
from cityloop.city.principal import NOBODY, Principal
from cityloop.command import configuration, forgetting, orders
from cityloop.command.belongings import belongings
from cityloop.command.forgetting import AlreadyForgotten, Erasing, NoSuchSubject
from cityloop.command.hold_table import list_holds
from cityloop.command.holding import BadHold, Holding
from cityloop.command.keeping import Bar, ErasureBarred, bars
from cityloop.command.permission import Forbidden
from cityloop.journal.entry import Entry
from cityloop.journal.erasing import list_erased
from cityloop.journal.errors import Conflict
from tests.street import LAMP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHELL = configuration.machine("qingxi")
DAY = timedelta(days=1)


def kept(street: Street, *rules: Retention) -> None:
    """The city's files now set these archive periods."""
    street.apply(replace(street.city, retention=rules))


def rule(category: str, years: int | None = 10) -> Retention:
    """An archive period."""
    return Retention(category=category, years=years, then=Afterwards.REVIEW, source="schedule, line 2")


def subject_of(street: Street, case: str) -> str:
    """Whose case it is."""
    return forgetting.find_subject(street.node.journal, case)


def barring(street: Street, case: str) -> tuple[Bar, ...]:
    """What keeps the words of a case's person."""
    with street.node.journal.store.read() as transaction:
        return bars(transaction, street.node.in_force(), subject_of(street, case), street.now)


def forget(street: Street, case: str, by: Principal = SHELL) -> Entry:
    """Ask that the person of a case be forgotten."""
    erasing, node = Erasing(case, "PIPL art. 47"), street.node
    return forgetting.forget(node.journal, node.accesses, node.in_force(), by, erasing, street.now)


def holding(street: Street, by: Principal = SHELL) -> Holding:
    """Who holds."""
    return Holding(street.node.journal, street.node.accesses, by, street.now)


# Archive periods


def test_where_the_files_say_nothing_nobody_is_kept(street: Street) -> None:
    case = street.closed()
    assert barring(street, case) == ()
    assert isinstance(forget(street, case).fact, SubjectErased)


def test_a_period_runs_for_whole_years_after_the_year_of_its_end(street: Street) -> None:
    case = street.closed()
    kept(street, rule("grid"))
    (bar,) = barring(street, case)
    assert (bar.case, bar.until) == (case, datetime(2037, 1, 1, tzinfo=SHANGHAI))
    with pytest.raises(ErasureBarred, match=r"until 2037-01-01: grid is kept 10 years .*schedule, line 2"):
        forget(street, case)
    street.now = datetime(2037, 1, 1, tzinfo=SHANGHAI)
    assert barring(street, case) == ()
    forget(street, case)


def test_the_year_is_that_of_the_city(street: Street) -> None:
    """In the city's own zone the new year has come already."""
    case = street.handled()
    street.do("mei", orders.Check, case, passed=True)
    street.now = datetime(2026, 12, 31, 20, 0, tzinfo=ZoneInfo("UTC"))
    street.do("mei", orders.Close, case)
    kept(street, rule("grid", 1))
    assert barring(street, case)[0].until == datetime(2029, 1, 1, tzinfo=SHANGHAI)


def test_the_nearest_rule_counts(street: Street) -> None:
    case = street.closed()
    kept(street, rule("", 1), rule("grid.component", 2), rule(LAMP, 3), rule("request", 30))
    assert barring(street, case)[0].until == datetime(2030, 1, 1, tzinfo=SHANGHAI)


def test_what_is_kept_for_ever_has_no_end(street: Street) -> None:
    case = street.closed()
    kept(street, rule("grid", None))
    street.now += 365 * 100 * DAY
    with pytest.raises(ErasureBarred, match=r"with no end yet: grid is kept for ever"):
        forget(street, case)


def test_an_open_case_has_no_end_yet(street: Street) -> None:
    case = street.report().case
    kept(street, rule("grid"))
    assert barring(street, case)[0].until is None
    with pytest.raises(ErasureBarred, match="it is open still"):
        forget(street, case)


def test_a_case_that_was_reopened_begins_again_when_it_ends(street: Street) -> None:
    case = street.closed()
    kept(street, rule("grid"))
    street.do("kong", orders.Reopen, case)
    assert barring(street, case)[0].until is None


def test_a_case_that_nobody_has_sorted_is_kept_as_its_life_is(street: Street) -> None:
    case = street.report(category=None).case
    kept(street, rule("grid"))
    assert barring(street, case)[0].case == case


def test_a_merged_case_is_kept_as_that_in_which_it_goes_on(street: Street) -> None:
    one, other = street.report().case, street.report().case
    street.do("jin", orders.Merge, one, into=other)
    kept(street, rule("grid"))
    assert barring(street, one) == (barring(street, other)[0]._replace(case=one),)
    assert barring(street, one)[0].until is None


def test_what_was_refused_counts_from_then(street: Street) -> None:
    case = street.report().case
    ground = street.node.index.law.list_grounds("refuse")[0].id
    street.do("jin", orders.Refuse, case, ground=ground)
    kept(street, rule("grid"))
    assert barring(street, case)[0].until == datetime(2037, 1, 1, tzinfo=SHANGHAI)


# Holds


def test_a_hold_keeps_until_its_end(street: Street) -> None:
    case = street.report().case
    entry = holding(street).place(case, "court, file 12", street.now + 30 * DAY)
    with pytest.raises(ErasureBarred, match=rf"case {case} until 2026-12-23: hold {entry.seq}: court, file 12"):
        forget(street, case)
    street.now += 30 * DAY
    assert isinstance(forget(street, case).fact, SubjectErased)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed",
    [
        lambda case: case.replace("-", " "),
        lambda case: f"  {case.replace('-', '')} ",
        lambda case: case.replace("-", "－").translate(WIDE),
    ],
)
def test_a_hold_is_on_the_case_however_its_number_was_typed(street: Street, typed: Callable[[str], str]) -> None:
    case = street.report().case
    entry = holding(street).place(typed(case), "court, file 12", street.now + 30 * DAY)
    assert isinstance(entry.fact, HoldPlaced)
    assert (entry.fact.case, barring(street, case)[0].case) == (case, case)
    holding(street).lift(typed(case), "judgment")
    assert barring(street, case) == ()


def test_a_hold_on_a_case_that_there_is_not_is_refused_before_the_record(street: Street) -> None:
    case, before = street.report().case, street.node.journal.size()
    misread = case[:-1] + str((int(case[-1]) + 1) % 10)
    for typed in (misread, "482 913 0671", "", "somebody"):
        with pytest.raises(NoSuchSubject):
            holding(street).place(typed, "court, file 12", street.now + 30 * DAY)
    assert street.node.journal.size() == before


def test_a_hold_that_is_lifted_keeps_nobody(street: Street) -> None:
    case = street.report().case
    holding(street).place(case, "court, file 12", street.now + 30 * DAY)
    holding(street).lift(subject_of(street, case), "judgment")
    with street.node.journal.store.read() as transaction:
        (hold,) = list_holds(transaction)
    assert hold.lifted == street.now
    forget(street, case)


def test_several_holds_are_told_apart_by_number(street: Street) -> None:
    case = street.report().case
    first = holding(street).place(case, "court", street.now + 30 * DAY)
    holding(street).place(subject_of(street, case), "audit", street.now + 60 * DAY)
    with pytest.raises(BadHold, match="Name its number"):
        holding(street).lift(case, "judgment")
    holding(street).lift(case, "judgment", first.seq)
    assert [bar.case for bar in barring(street, case)] == [None]


@pytest.mark.parametrize(("ground", "days"), [("", 30), ("  ", 30), ("court", 0), ("court", -1)])
def test_a_hold_has_a_ground_and_an_end_that_lies_ahead(street: Street, ground: str, days: int) -> None:
    case = street.report().case
    with pytest.raises(BadHold):
        holding(street).place(case, ground, street.now + days * DAY)
    assert barring(street, case) == ()


@pytest.mark.parametrize("who", ["jin", "nobody"])
def test_only_who_configures_holds_lifts_and_forgets(street: Street, who: str) -> None:
    case, by = street.report().case, NOBODY if who == "nobody" else street.person(who)
    with pytest.raises(Forbidden):
        holding(street, by).place(case, "court", street.now + DAY)
    with pytest.raises(Forbidden):
        holding(street, by).lift(case, "court")
    with pytest.raises(Forbidden):
        forget(street, case, by)


def test_a_hold_and_an_erasure_at_once_do_not_both_stand(street: Street) -> None:
    """Each is written with the version that it saw: of the two one is refused, whoever comes first."""
    cases = [street.report().case for _ in range(8)]
    for case in cases:
        together(2, partial(_try, street, case))
    journal = street.node.journal
    with journal.store.read() as transaction:
        held = {hold.subject for hold in list_holds(transaction)}
    erased = set(list_erased(journal.store, journal.tables))
    assert held & erased == set()
    assert held | erased == {subject_of(street, case) for case in cases}


def _try(street: Street, case: str, erase: int) -> None:
    """One of the two, which may be refused."""
    with suppress(Conflict, ErasureBarred, AlreadyForgotten):
        if erase:
            forget(street, case)
        else:
            holding(street).place(case, "court", street.now + DAY)


def test_the_table_of_holds_folds_anew_to_the_same(street: Street) -> None:
    case = street.report().case
    holding(street).place(case, "court", street.now + DAY)
    holding(street).place(case, "audit", street.now + DAY)
    with street.node.journal.store.read() as transaction:
        before = list_holds(transaction)
    street.node.journal.refold()
    with street.node.journal.store.read() as transaction:
        assert list_holds(transaction) == before
    assert len(before) == 2


def test_nobody_is_forgotten_twice_or_held_afterwards(street: Street) -> None:
    case = street.report().case
    forget(street, case)
    with pytest.raises(AlreadyForgotten):
        forget(street, case)
    with pytest.raises(AlreadyForgotten):
        holding(street).place(case, "court", street.now + DAY)


def test_nobody_is_found_by_a_number_that_is_none(street: Street) -> None:
    with pytest.raises(NoSuchSubject):
        forget(street, "0000-0000")


# What there is of a person


def test_all_that_is_sealed_is_counted_by_sort(street: Street) -> None:
    case = street.report(contact="王小明 13812341234", spot="桥头第三盏").case
    street.by_link(orders.Tell, case, note="还是不亮")
    node = street.node
    node.accesses.settle()
    found = belongings(node.journal, node.access, subject_of(street, case), street.now)
    assert {sort.what: sort.pieces for sort in found.goes} == {
        "words of reports": 1,
        "contacts": 1,
        "exact places, in words": 1,
        "words added, answered, or given with steps": 1,
    }
    assert all(sort.bytes > 0 for sort in found.goes)
    assert ([each.id for each in found.cases], found.entries, found.looks) == ([case], 2, 2)
    assert not found.forgotten


def test_of_who_was_forgotten_nothing_is_left_but_the_case(street: Street) -> None:
    case = street.report(contact="王小明 13812341234").case
    forget(street, case)
    found = belongings(street.node.journal, street.node.access, subject_of(street, case), street.now)
    assert (found.goes, found.forgotten, [each.id for each in found.cases]) == ((), True, [case])
