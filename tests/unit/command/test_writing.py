"""A new case whose number somebody has already is planned anew, with another one, until chance gives none."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from cityloop.city.catalogue import Life
from cityloop.city.principal import NOBODY
from cityloop.command import orders
from cityloop.command.given import Chance
from cityloop.command.repeating import is_drawn_twice
from cityloop.journal.entry import Append
from cityloop.journal.errors import Conflict
from tests.street import LAMP, Street


def drawing(street: Street, drawn: list[str]) -> None:
    """The next cases draw these numbers; then chance goes on."""
    before: Callable[[str], str] = street.node.desk._chance.new_id
    street.node.desk._chance = Chance(
        lambda kind: drawn.pop(0) if kind == "case" and drawn else before(kind), street.node.desk._chance.salt
    )


def lamp(key: str | None = None) -> orders.Report:
    return orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", place="road-liuan", key=key)


def test_a_number_that_somebody_has_is_drawn_anew(street: Street) -> None:
    first = street.node.desk.report(NOBODY, lamp()).case
    drawing(street, [first, first, "572-000-0004", "572-000-0004"])
    batch = street.node.desk.report_each(NOBODY, [lamp(), lamp("k"), replace(lamp(), words="另一盏")])
    cases = [receipt.case for receipt in batch]  # type: ignore[union-attr]
    assert len({first, *cases}) == 4
    assert street.node.desk.report(NOBODY, lamp("k")).case == cases[1]
    assert [entry.about for entry in street.node.journal.tagged("case.reported")] == [
        first,
        *sorted(cases, key=_order(street)),
    ]


def _order(street: Street) -> Callable[[str], int]:
    return lambda case: street.node.journal.about(case)[0].seq


def test_a_part_that_is_split_off_draws_anew_too(street: Street) -> None:
    case = street.report().case
    drawing(street, [case, case])
    street.do("jin", orders.Split, case, category=LAMP, words="另一盏")
    assert len(street.node.journal.tagged("case.reported")) == 2


def test_chance_that_never_draws_a_free_number_is_told(street: Street) -> None:
    case = street.report().case
    drawing(street, [case] * 100)
    with pytest.raises(Conflict):
        street.node.desk.report(NOBODY, lamp())
    assert len(street.node.journal.tagged("case.reported")) == 1


@pytest.mark.parametrize(("thing", "seen", "drawn"), [("c", 0, True), ("c", 3, False), ("key:ab", 0, False)])
def test_only_a_case_that_was_to_be_new_drew_its_number(thing: str, seen: int, drawn: bool) -> None:
    """An order whose author saw nothing of its case is a conflict like another."""
    taken = Conflict("Somebody was first.", thing=thing, seen=0, now=4, author="person:jin")
    assert is_drawn_twice(Append(drafts=(), expect={thing: seen}), taken) is drawn


def test_an_order_that_saw_nothing_of_its_case_is_a_conflict(street: Street) -> None:
    case = street.report().case
    with pytest.raises(Conflict):
        street.node.desk.do(street.person("jin"), orders.Locate(case=case, seen=0, place="road-liuan"))
