"""Telling an outside system: what only passes is tried again, and a photo that is refused refuses no case."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.opening import Places
from cityloop.city.facts.mirrors import Way
from cityloop.city.facts.notices import NoticeDelivered, NoticeGivenUp
from cityloop.command import orders
from cityloop.journal.errors import StoreFull
from cityloop.journal.ports import Store
from tests.unit.app.test_exchange import There
from tests.unit.app.test_node import FickleStore, until

PHOTO = {"view": "near", "image": b"\xff\xd8\xff", "width": 1, "height": 1}


@pytest.fixture
def there(tmp_path: Path) -> There:
    return There(tmp_path)


def ends(there: There, case: str) -> list[str]:
    """How the letters about a case ended."""
    facts = [entry.fact for entry in there.street.node.journal.about(f"notice:{case}")]
    return [type(fact).__name__ for fact in facts if isinstance(fact, NoticeDelivered | NoticeGivenUp)]


DELIVERED, GIVEN_UP = NoticeDelivered.__name__, NoticeGivenUp.__name__


def numbers(there: There, case: str) -> list[tuple[str, Way]]:
    """The numbers by which a case goes there."""
    return [(mirror.number, mirror.way) for mirror in there.street.case(case).mirrors]


def once(there: There, do: Callable[[httpx.Request], httpx.Response | None], path: str = "") -> None:
    """Do something at the first telling whose address holds ``path``."""
    left = [do]

    def fault(request: httpx.Request) -> httpx.Response | None:
        telling = request.method == "PUT" and path in request.url.path
        return left.pop()(request) if telling and left else None

    there.outside.faults = fault


def photographed(there: There) -> str:
    """A case with a photo that lies with the unit which works with the system."""
    case = there.street.report().case
    there.street.do("jin", orders.AddPhoto, case, **PHOTO)
    there.street.do("jin", orders.Verify, case, finding="exists")
    there.street.do("jin", orders.Establish, case)
    return case


def test_a_step_that_is_taken_while_it_is_told_keeps_no_number_from_the_record(there: There) -> None:
    case = there.street.dispatched()
    node, pan = there.street.node, there.street.person("pan")

    def handles(_: httpx.Request) -> None:
        node.desk.do(pan, orders.Handle(case=case, seen=node.journal.version(case)))

    once(there, handles)
    there.push()
    (record,) = there.outside.records.values()
    assert numbers(there, case) == [(record.number, Way.OUT)]
    assert GIVEN_UP not in ends(there, case)
    there.push()
    assert there.outside.tellings[case][-1][1] == "taken"


class Fickle(Places, frozen=True, kw_only=True):
    """Places whose journal fails when it is told to."""

    inner: FickleStore

    def store(self, name: str, *, durable: bool) -> Store:
        """The one that fails, or another."""
        return self.inner if name == "journal" else SqliteStore(self.file(name), durable=durable)


def test_a_disk_that_is_full_for_a_moment_gives_nothing_up(tmp_path: Path) -> None:
    store = FickleStore(tmp_path / "journal.db")
    there = There(tmp_path, at=Fickle(folder=tmp_path, inner=store))
    case = there.street.dispatched()
    store.of, store.error = "channel-system:bridge_0", StoreFull("full")
    there.push()
    assert store.refused == 1
    assert (numbers(there, case), ends(there, case)) == ([], [])
    store.error = None

    def is_told() -> bool:
        there.push()
        return bool(ends(there, case))

    until(is_told)
    (record,) = there.outside.records.values()
    assert (numbers(there, case), ends(there, case)) == ([(record.number, Way.OUT)], [DELIVERED])


def test_a_photo_that_is_refused_refuses_no_case_and_no_other_photo(there: There) -> None:
    case = there.street.report().case
    for _ in range(2):
        there.street.do("jin", orders.AddPhoto, case, **PHOTO)
    there.street.do("jin", orders.Verify, case, finding="exists")
    there.street.do("jin", orders.Establish, case)
    once(there, lambda _: httpx.Response(413), "photos")
    there.push()
    (record,) = there.outside.records.values()
    assert numbers(there, case) == [(record.number, Way.OUT)]
    assert (ends(there, case), len(record.photos)) == ([DELIVERED], 1)


def test_a_photo_that_is_added_later_and_refused_is_given_up_in_sight(there: There) -> None:
    case = there.street.dispatched()
    there.push()
    there.street.do("jin", orders.AddPhoto, case, **PHOTO)
    once(there, lambda _: httpx.Response(413), "photos")
    there.push()
    assert ends(there, case) == [DELIVERED, GIVEN_UP]
    there.street.do("pan", orders.Handle, case)
    there.push()
    assert ends(there, case)[2:] == [DELIVERED]


def test_photos_that_failed_are_shown_when_it_is_told_again(there: There) -> None:
    case = photographed(there)
    once(there, lambda _: httpx.Response(500), "photos")
    there.push()
    (record,) = there.outside.records.values()
    assert (numbers(there, case), record.photos) == ([(record.number, Way.OUT)], {})

    def is_told() -> bool:
        there.push()
        return bool(ends(there, case))

    until(is_told)
    assert (ends(there, case), len(record.photos)) == ([DELIVERED], 1)
