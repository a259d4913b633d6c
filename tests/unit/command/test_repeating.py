"""A report or an order that is sent twice with its idempotency key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.city.catalogue import Life
from cityloop.city.principal import NOBODY
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.command.scene import BadOrder
from tests.street import LAMP, Street


@pytest.fixture
def street(tmp_path: Path) -> Street:
    return Street(tmp_path)


def lamp(key: str | None) -> orders.Report:
    return orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", place="road-liuan", key=key)


def cases(street: Street) -> list[str]:
    return [entry.about for entry in street.node.journal.tagged("case.reported")]


def test_the_same_key_is_the_same_case(street: Street) -> None:
    first = street.node.desk.report(NOBODY, lamp("once"))
    again = street.node.desk.report(NOBODY, lamp("once"))
    assert (again.case, again.entries, again.secret) == (first.case, (), None)
    assert cases(street) == [first.case]


def test_another_author_has_keys_of_its_own(street: Street) -> None:
    ours = street.node.desk.report(NOBODY, lamp("once"))
    theirs = street.node.desk.report(street.person("jin"), lamp("once"))
    assert ours.case != theirs.case


def test_without_a_key_it_is_another_case(street: Street) -> None:
    assert street.node.desk.report(NOBODY, lamp(None)).case != street.node.desk.report(NOBODY, lamp(None)).case


def test_two_in_one_batch_and_eight_at_once_make_one_case(street: Street) -> None:
    batch = street.node.desk.report_each(NOBODY, [lamp("batch"), lamp("batch")])
    with ThreadPoolExecutor(8) as pool:
        several = list(pool.map(lambda _: street.node.desk.report(NOBODY, lamp("race")), range(8)))
    assert len({receipt.case for receipt in several}) == 1
    assert sum(bool(receipt.entries) for receipt in several) == 1
    assert len(cases(street)) == 2
    assert batch[0].case == batch[1].case  # type: ignore[union-attr]


def test_nothing_of_the_key_stands_on_the_record(street: Street) -> None:
    street.node.desk.report(NOBODY, lamp("13800001234"))
    entry = street.node.journal.tagged("report.keyed")[0]
    assert "13800001234" not in repr(entry)


def test_an_order_given_again_is_carried_out_once(street: Street) -> None:
    case = street.dispatched()
    first = street.do("pan", orders.Handle, case, key="k-1")
    version = street.case(case).version
    again = street.do("pan", orders.Handle, case, key="k-1", seen=first.version - 1)
    assert (again.case, again.entries) == (case, ())
    assert street.case(case).version == version


def test_words_added_twice_at_once_stand_once(street: Street) -> None:
    case = street.dispatched()
    told = orders.Tell(case=case, seen=street.case(case).version, note="还是不亮", key="u-1")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: street.node.desk.do(street.person("jin"), told), range(8)))
    assert all(isinstance(each, Receipt) for each in outcomes)
    assert street.facts(case).count("Told") == 1


def test_a_key_is_for_one_case(street: Street) -> None:
    street.do("jin", orders.Tell, street.dispatched(), note="一", key="u-1")
    with pytest.raises(BadOrder, match="another case"):
        street.do("jin", orders.Tell, street.dispatched(), note="二", key="u-1")


def test_a_key_is_for_one_case_within_a_batch_too(street: Street) -> None:
    cases = [street.dispatched(), street.dispatched()]
    urges = [orders.Urge(case=case, seen=street.case(case).version, key="u-1") for case in cases]
    first, second = street.node.desk.do_each(street.person("jin"), urges)
    assert isinstance(first, Receipt)
    assert isinstance(second, BadOrder)
    assert [street.case(case).urged for case in cases] == [1, 0]


def test_a_report_is_known_by_its_key_after_its_category_was_given_up(street: Street) -> None:
    first = street.node.desk.report(NOBODY, lamp("once"))
    categories = tuple(replace(each, retired=True) if each.id == LAMP else each for each in street.city.categories)
    street.apply(replace(street.city, categories=categories))
    assert street.node.desk.report(NOBODY, lamp("once")).case == first.case
    with pytest.raises(BadOrder, match="given up"):
        street.node.desk.report(NOBODY, lamp("another"))
