"""Outside systems beside each other: one that cannot be reached keeps nothing from anybody else."""

from pathlib import Path

from msgspec.structs import replace

from cityloop.app.doors import NoDoor
from cityloop.city.facts.notices import NoticeDelivered
from cityloop.city.system import System
from cityloop.command.exchange import Door
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
    until(lambda: set(there.street.node.bridges.down()) == {"other"})
    there.street.node.bridges.stop()
