"""Outside systems beside each other: one that cannot be reached keeps nothing from anybody else."""

from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import replace

from cityloop.app import bridges
from cityloop.app.doors import NoDoor
from cityloop.app.health import DOWN_S
from cityloop.city.facts.notices import NoticeDelivered
from cityloop.city.system import System
from cityloop.command.exchange import Door, Page, Taken, Told
from tests.unit.app.test_exchange import BRIDGE, There, cases
from tests.unit.app.test_node import until
from tests.unit.app.test_outbox import LOG

OTHER = replace(BRIDGE, id="other", unit="qx-water")


class Locked(There):
    """The bridge, and another system beside it; ``without`` names those whose door cannot be opened."""

    def __init__(self, folder: Path, *without: str) -> None:
        self.without = set(without)
        super().__init__(folder, door=self.opens)
        self.street.apply(replace(self.street.city, systems=(OTHER, self.system), channels=(LOG,)))

    def opens(self, system: System) -> Door:
        if system.id in self.without:
            raise NoDoor("No secret.", down=True)
        return self.door(system)

    def down(self) -> dict[str, str]:
        """What is said of the ways out."""
        return {id: why for id, (why, _) in self.street.node.outbox.channels().items() if why}

    def delivered(self, case: str) -> set[str]:
        """By which ways somebody was told of a case."""
        facts = [entry.fact for entry in self.street.node.journal.about(f"notice:{case}")]
        return {fact.channel for fact in facts if isinstance(fact, NoticeDelivered)}


def test_a_system_without_a_secret_keeps_nobody_else_from_being_told(tmp_path: Path) -> None:
    there = Locked(tmp_path, "other")
    case = there.street.dispatched()
    there.push()
    assert there.delivered(case) == {"log", "system:bridge"}


def test_its_own_letters_wait_until_it_has_one(tmp_path: Path) -> None:
    there = Locked(tmp_path, "bridge")
    case = there.street.dispatched()
    there.push()
    assert (there.delivered(case), there.down()) == ({"log"}, {"system:bridge": "no-door"})
    there.without.clear()

    def is_told() -> bool:
        there.push()
        return "system:bridge" in there.delivered(case)

    until(is_told)
    assert there.down() == {}


def test_a_system_without_a_secret_keeps_nobody_else_from_being_heard(tmp_path: Path) -> None:
    there = Locked(tmp_path, "other")
    there.outside.opens()
    there.street.node.bridges.turn()
    until(lambda: len(cases(there)) == 1)
    until(lambda: there.street.node.bridges.heard()["other"][0] == "no-door")
    until(lambda: there.street.node.bridges.heard()["bridge"] == (None, 0.0))
    there.street.node.bridges.stop()


HANGS_S = 20.0


class Hanging:
    """A door whose other side says nothing until ``goes``."""

    def __init__(self) -> None:
        self.asked, self.goes, self.landed, self.closed = Event(), Event(), Event(), Event()

    def pull(self, after: int, /) -> Page:
        self.asked.set()
        self.goes.wait(HANGS_S)
        self.landed.set()
        return Page(heard=(), cursor=after, more=False)

    def tell(self, told: Told, key: str, /) -> Taken:
        return Taken(number="V1", receipt="r")

    def show(self, told: Told, photo: int, image: bytes, key: str, /) -> Taken:
        return Taken(number="V1", receipt="r")

    def close(self) -> None:
        assert not self.asked.is_set() or self.landed.is_set()
        self.closed.set()


class Waiting(There):
    """The bridge, whose other side hangs."""

    def __init__(self, folder: Path) -> None:
        self.doors: list[Hanging] = []
        super().__init__(folder, door=self.hangs)
        self.bridges = self.street.node.bridges

    def hangs(self, _: System) -> Door:
        self.doors.append(Hanging())
        return self.doors[-1]


@pytest.fixture
def waiting(tmp_path: Path) -> Waiting:
    """It is being asked."""
    made = Waiting(tmp_path)
    made.bridges.turn()
    until(lambda: bool(made.doors) and made.doors[0].asked.is_set())
    return made


def test_a_system_that_hangs_keeps_no_new_city_from_coming_into_force(waiting: Waiting) -> None:
    (old,) = waiting.doors
    waiting.street.apply(replace(waiting.street.city, systems=(replace(waiting.system, every_s=5),)))
    waiting.bridges.turn()
    assert not old.landed.is_set()
    old.goes.set()
    until(old.closed.is_set)
    waiting.bridges.turn()
    until(lambda: len(waiting.doors) == 2 and waiting.doors[1].asked.is_set())
    waiting.doors[1].goes.set()
    waiting.bridges.stop()
    assert waiting.doors[1].closed.is_set()


def test_a_system_that_hangs_is_not_asked_again_before_it_has_answered(waiting: Waiting) -> None:
    waiting.street.apply(replace(waiting.street.city, systems=(replace(waiting.system, every_s=5), OTHER)))
    waiting.bridges.turn()
    until(lambda: len(waiting.doors) == 2 and waiting.doors[1].asked.is_set())
    waiting.bridges.turn()
    assert len(waiting.doors) == 2
    for door in waiting.doors:
        door.goes.set()
    waiting.bridges.stop()


def test_a_stop_waits_for_one_that_hangs_a_while_and_no_longer(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    (door,) = waiting.doors
    monkeypatch.setattr(bridges, "LANDING_S", 0.1)
    waiting.bridges.stop()
    assert not door.landed.is_set()
    door.goes.set()
    until(door.closed.is_set)


class Slow(Waiting):
    """The bridge, with ticks in the test's hand."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ticks_s = 0.0
        node = self.street.node
        here = bridges.Here(lambda: node.index, node.journal, node.desk, node.views)
        self.bridges = node.bridges = bridges.Bridges(self.opens, here, lambda: self.ticks_s)
        self.refuses = True

    def opens(self, system: System) -> Door:
        if self.refuses:
            raise NoDoor("No secret.", down=True)
        return self.hangs(system)

    def wrong(self) -> tuple[str, ...]:
        """What is said of outside systems."""
        return tuple(each for each in self.street.node.health().wrong if "outside system" in each)


def test_a_system_that_was_not_heard_for_long_is_said_with_its_reason(tmp_path: Path) -> None:
    slow = Slow(tmp_path)
    slow.bridges.turn()
    until(lambda: slow.street.node.health().systems == {"bridge": "no-door"})
    assert slow.wrong() == ()
    slow.ticks_s += DOWN_S
    assert slow.wrong() == (
        "The outside system bridge has not been heard for 10 minutes (no-door). Its news waits there.",
    )
    slow.refuses = False
    slow.bridges.turn()
    until(lambda: bool(slow.doors))
    slow.doors[0].goes.set()
    until(lambda: slow.street.node.health().systems == {"bridge": "heard"})
    assert slow.wrong() == ()
    slow.bridges.stop()


def test_a_system_that_hangs_for_long_is_said(tmp_path: Path) -> None:
    slow = Slow(tmp_path)
    slow.refuses = False
    slow.bridges.turn()
    until(lambda: bool(slow.doors) and slow.doors[0].asked.is_set())
    assert slow.street.node.health().systems == {"bridge": "heard"}
    slow.ticks_s += 2 * DOWN_S
    assert slow.street.node.health().systems == {"bridge": "no-answer"}
    assert len(slow.wrong()) == 1
    slow.doors[0].goes.set()
    slow.bridges.stop()
