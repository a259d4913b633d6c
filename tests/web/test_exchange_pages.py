"""对账: the page lists each case on which two systems differ and each not taken in; a number there finds a case."""

import msgspec
import pytest

from cityloop.app.exchange import principal_of
from cityloop.city.facts.mirrors import NotTaken, State, Way
from cityloop.command import orders
from cityloop.command.mirroring import not_taken
from tests.unit.app.test_exchange import BRIDGE
from tests.web.browser import Served

NUMBER = "W000017"


@pytest.fixture
def mirrored(served: Served) -> str:
    """A case that an outside system refuses, while it is dispatched here."""
    street = served.street
    street.apply(msgspec.structs.replace(street.city, systems=(BRIDGE,)))
    there = principal_of(BRIDGE, street.node.index)
    case = street.dispatched()
    street.do(there, orders.Mirror, case, system=BRIDGE.id, number=NUMBER, way=Way.OUT)
    street.do(there, orders.Echo, case, system=BRIDGE.id, revision=1, state=State.REFUSED, why="conflict")
    return case


def test_a_case_on_which_two_systems_differ_stands_on_the_page(served: Served, mirrored: str) -> None:
    for language, words in (("zh", ("1 件不一致", "不予受理")), ("en", ("1 case differs", "not taken on"))):
        page = served.browser("jin", **{"accept-language": language}).get("/exchange").text
        assert all(word in page for word in (mirrored, NUMBER, BRIDGE.name.zh if language == "zh" else BRIDGE.name.en))
        assert [word for word in words if word not in page] == []


def test_what_was_not_taken_in_stands_on_the_page(served: Served, mirrored: str) -> None:
    fact = NotTaken(system=BRIDGE.id, number="W000018", revision=1, why="bad-order")
    not_taken(served.street.node.journal, principal_of(BRIDGE, served.street.node.index).id, fact)
    assert "W000018" in served.browser("jin").get(f"/exchange?system={BRIDGE.id}").text


@pytest.mark.parametrize("typed", [NUMBER, "W0000"])
def test_a_case_is_found_by_its_number_there(served: Served, mirrored: str, typed: str) -> None:
    answer = served.browser("jin").get(f"/command/find?q={typed}")
    assert mirrored in answer.headers.get("location", "") + answer.text
