"""A node whose surroundings fail: the loop goes on, waits between its tries, and says how it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import current_thread
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import MetaData

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import archive, load
from cityloop.adapters.chance import seeded_chance
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.health import Status
from cityloop.app.node import Node
from cityloop.app.opening import places
from cityloop.app.stands import Stands
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.principal import Kind, Principal
from cityloop.command import configuration, orders
from cityloop.command.case_table import load as load_cases
from cityloop.command.stages import Stage
from cityloop.journal.errors import StoreFull
from cityloop.journal.ports import Transaction
from tests.street import CLI, MONDAY, NOISE, STREET

PATIENCE_S = 20.0


class FickleStore:
    """A store that fails one thread when told to, and counts how often it was asked; others it serves."""

    def __init__(self, file: Path) -> None:
        self._inner = SqliteStore(file, durable=False)
        self.error: Exception | None = None
        self.of = "loop"
        self.refused = 0

    def create(self, tables: MetaData, /) -> None:
        self._inner.create(tables)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._inner.read() as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        if self.error and current_thread().name == self.of:
            self.refused += 1
            raise self.error
        with self._inner.write() as transaction:
            yield transaction

    def close(self) -> None:
        self._inner.close()


class Place:
    """A node of the street on its folder, with a second place, whose loop runs."""

    def __init__(self, folder: Path) -> None:
        self.now = MONDAY
        (folder / "keys").mkdir()
        self.second = folder / "witness"
        self.store = FickleStore(folder / "journal.db")
        self.node = Node(
            Stands(
                main=self.store,
                access=SqliteStore(folder / "access.db", durable=False),
                keys=KeyFile(folder / "keys.db"),
                clock=lambda: self.now,
                chance=seeded_chance(1),
                notary=places(folder, {}).notary,
            )
        )
        configuration.apply(self.node.journal, load(STREET, crs.find), archive(STREET), CLI)

    def accepted(self, **said: Any) -> str:
        """A request that the loop is to route."""
        jin = Principal(id="person:jin", kind=Kind.PERSON, claims=self.node.index.claims("jin", MONDAY))
        told = orders.Report(
            life=Life.REQUEST, kind=RequestKind.COMPLAIN, category=NOISE, words="半夜施工", place="road-liuan", **said
        )
        case = self.node.desk.report(jin, told).case
        self.node.desk.do(jin, orders.Accept(case=case, seen=1))
        return case

    def is_routed(self, case: str) -> bool:
        """Whether the loop sent it on."""
        with self.node.journal.store.read() as transaction:
            return load_cases(transaction, (case,))[case].stage is Stage.SIGN


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    place.node.start()
    until(lambda: place.node.health().checkpoints == {"main": "signed", "access": "signed"})
    yield place
    place.store.error = None
    place.node.stop()


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    end = monotonic() + PATIENCE_S
    while not true():
        assert monotonic() < end
        sleep(0.05)


@pytest.mark.parametrize("error", [FileNotFoundError("gone"), ValueError("wrong"), StoreFull("full")], ids=repr)
def test_whatever_the_loop_meets_it_goes_on_when_that_is_over(place: Place, error: Exception) -> None:
    place.store.error = error
    case = place.accepted()
    until(lambda: place.node.health().loop not in ("turns", None))
    assert not place.is_routed(case)
    place.store.error = None
    until(lambda: place.is_routed(case))
    until(lambda: place.node.health().loop == "turns")


def test_a_loop_that_fails_waits_before_it_tries_again(place: Place) -> None:
    place.store.error = StoreFull("full")
    place.accepted()
    until(lambda: place.node.health().loop == "store-full")
    before = place.store.refused
    sleep(3)
    assert place.store.refused - before <= 12


def test_a_second_place_that_goes_away_stops_no_routing_and_is_told(place: Place) -> None:
    away = place.second.rename(place.second.with_name("away"))
    place.now += timedelta(minutes=2)
    case = place.accepted()
    until(lambda: place.is_routed(case))
    until(lambda: place.node.health().checkpoints["main"] == "store-gone")
    assert (place.node.health().status, place.node.health().loop) == (Status.AILING, "turns")
    away.rename(place.second)
    until(lambda: place.node.health().checkpoints["main"] == "signed")


def test_a_second_place_that_never_was_there_stops_no_routing_and_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.second.write_text("no folder")
    place.node.start()
    case = place.accepted()
    until(lambda: place.is_routed(case))
    until(lambda: place.node.health().checkpoints == {"main": "store-gone", "access": "store-gone"})
    assert place.node.health().status is Status.AILING
    place.second.unlink()
    until(lambda: place.node.health().checkpoints == {"main": "signed", "access": "signed"})
    place.node.stop()
