"""对账: who is shown the numbers that could not be taken in, and that it stands on the access journal."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.city.facts.access import Accessed
from cityloop.views.mirrors import Reconciliation
from tests.unit.app.test_exchange import There


@pytest.fixture
def there(tmp_path: Path) -> There:
    """Two numbers could not be taken in."""
    made = There(tmp_path)
    for _ in range(2):
        made.outside.opens(category="9999")
    made.pull()
    return made


def seen(there: There, name: str, system: str = "") -> Reconciliation:
    return there.street.node.views.reconciliation(there.street.person(name), system)


def counts(found: Reconciliation) -> tuple[int, list[int]]:
    """How many rows, and how many each system is said to have."""
    return len(found.not_taken), [each.not_taken for each in found.systems]


@pytest.mark.parametrize("name", ["an", "chen"])
@pytest.mark.parametrize("system", ["", "bridge"])
def test_who_reaches_the_node_of_a_system_sees_what_could_not_be_taken_in(there: There, name: str, system: str) -> None:
    assert counts(seen(there, name, system)) == (2, [2])


@pytest.mark.parametrize("name", ["jin", "he", "qin", "pan"])
def test_below_it_and_in_a_unit_nobody_does(there: There, name: str) -> None:
    assert counts(seen(there, name)) == (0, [0])


def test_a_system_of_a_district_is_shown_there(there: There) -> None:
    system = replace(there.system, jurisdiction="qx-east")
    there.street.apply(replace(there.street.city, systems=(system,)))
    assert counts(seen(there, "he")) == (2, [2])
    assert counts(seen(there, "jin")) == (0, [0])


def test_what_is_shown_is_counted(there: There) -> None:
    seen(there, "an")
    there.street.node.accesses.settle()
    looks = [entry.fact for entry in there.street.node.access.read(0, 100) if entry.author == "person:an"]
    assert [look.count for look in looks if isinstance(look, Accessed) and look.action == "list"] == [2]
