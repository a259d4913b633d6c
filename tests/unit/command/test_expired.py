"""When the archive period of each case of a person is over, the catalogue says what is done, and nobody is missed."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from cityloop.city.catalogue import Afterwards, Retention
from cityloop.command import configuration, orders
from cityloop.command.expired import Expired, expired
from cityloop.command.forgetting import Erasing, forget
from cityloop.command.holding import Holding
from tests.street import LAMP, Street
from tests.unit.command.test_keeping import SHANGHAI

COVER = "grid.component.utility.sewage-cover"
ENDS = datetime(2028, 1, 1, tzinfo=SHANGHAI)
"""Of a year, for what ended in 2026."""


def kept(street: Street, **rules: tuple[int | None, str]) -> None:
    """The city's files now set these archive periods; of every category where none is named."""
    made = (
        Retention(category=name.strip("_").replace("_", "."), years=years, then=Afterwards(then), source="line 2")
        for name, (years, then) in rules.items()
    )
    street.apply(replace(street.city, retention=tuple(made)))


def found(street: Street, now: datetime = ENDS) -> list[Expired]:
    """Whose periods are over."""
    street.now = now
    return list(expired(street.node.journal, street.node.in_force(), street.now))


def test_whose_period_is_over_is_found_with_what_is_done_then(street: Street) -> None:
    case = street.closed()
    kept(street, grid=(1, "erase"))
    subject = street.case(case).subject
    assert found(street) == [Expired(subject, (case,), ENDS, Afterwards.ERASE, ("line 2",))]


def test_not_a_moment_before(street: Street) -> None:
    street.closed()
    kept(street, grid=(1, "erase"))
    assert found(street, ENDS - timedelta(microseconds=1)) == []


def test_where_the_files_say_nothing_or_for_ever_nobody_is_found(street: Street) -> None:
    street.closed()
    assert found(street, ENDS + timedelta(days=36500)) == []
    kept(street, grid=(None, "hand-over"))
    assert found(street, ENDS + timedelta(days=36500)) == []


def test_what_was_refused_is_found_too_and_what_is_open_never(street: Street) -> None:
    case, _ = street.report().case, street.report()
    street.do("jin", orders.Refuse, case, ground=street.node.index.law.list_grounds("refuse")[0].id)
    kept(street, grid=(1, "review"))
    assert [(each.cases, each.then) for each in found(street)] == [((case,), Afterwards.REVIEW)]


def test_where_rules_differ_by_category_each_has_its_own_time(street: Street) -> None:
    case = street.closed()
    kept(street, _=(1, "review"), grid=(1, "hand-over"), request=(1, "erase"))
    assert [each.then for each in found(street)] == [Afterwards.HAND_OVER]
    kept(street, grid=(1, "erase"), **{LAMP.replace(".", "_"): (2, "hand-over")})
    assert found(street) == []
    assert [each.cases for each in found(street, datetime(2029, 1, 1, tzinfo=SHANGHAI))] == [(case,)]


def test_whom_a_hold_keeps_or_who_was_forgotten_is_not_found(street: Street) -> None:
    held, gone = street.closed(), street.closed()
    node, shell = street.node, configuration.machine("qingxi")
    forget(node.journal, node.accesses, node.in_force(), shell, Erasing(gone, "request"), street.now)
    Holding(node.journal, node.accesses, shell, street.now).place(held, "court", ENDS + timedelta(days=30))
    kept(street, grid=(1, "erase"))
    assert found(street) == []
    assert [each.cases for each in found(street, ENDS + timedelta(days=30))] == [(held,)]


def test_many_are_found_page_by_page_each_once(street: Street) -> None:
    cases = sorted(street.closed() for _ in range(5))
    kept(street, grid=(1, "erase"))
    street.now = ENDS
    pages = expired(street.node.journal, street.node.in_force(), street.now, at_once=2)
    assert sorted(case for each in pages for case in each.cases) == cases


def test_every_case_of_a_person_has_to_be_past_and_differing_rules_are_judged(street: Street) -> None:
    case = street.handled()
    entries = street.do("jin", orders.Split, case, category=COVER, words="井盖也松了").entries
    (part,) = {entry.about for entry in entries} - {case}
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    kept(street, grid=(1, "erase"))
    assert found(street) == []
    street.do("jin", orders.Refuse, part, ground=street.node.index.law.list_grounds("refuse")[0].id)
    later = datetime(2030, 1, 1, tzinfo=SHANGHAI)
    (both,) = found(street, later)
    assert (set(both.cases), both.ended, both.then) == ({case, part}, later, Afterwards.ERASE)
    kept(street, grid=(1, "erase"), **{COVER.replace(".", "_"): (1, "hand-over")})
    assert [each.then for each in found(street, later)] == [Afterwards.REVIEW]
