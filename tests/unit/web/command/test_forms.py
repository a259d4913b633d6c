"""The form of each step asks for what its order needs, and what is typed becomes that order or is told wrong."""

from datetime import UTC, datetime

import msgspec
import pytest

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.index import Index
from cityloop.city.words import Language
from cityloop.command import orders
from cityloop.command.lifecycle import BY_NO_PERSON, STEPS
from cityloop.edge.language import catalogue
from cityloop.web.command.forms import HIDDEN, MAKERS, ORDERS, Making, fields_of, typed
from cityloop.web.command.keys import KEYS, keyed
from cityloop.web.parts.values import Field
from tests.street import STREET

INDEX = Index(load(STREET, crs.find))
BY_HAND = sorted({step.verb for step in STEPS if step.by not in BY_NO_PERSON} & set(ORDERS))


NAMED = {"place": "road-liuan", "outcome": "on-time"}
"""Fields that not every word fits."""


def making(verb: str, language: Language = Language.ZH) -> Making:
    """A form's making in the city of one street."""
    nodes = tuple(node.id for node in INDEX.tree)
    say = catalogue(language).gettext
    return Making(verb, INDEX, language, say, units=("qx-light",), nodes=nodes, lead="qx-willow-office")


def filled(verb: str) -> dict[str, str]:
    """The form, with the first choice everywhere and something in each field."""
    words = {"text": "ABCD-2345", "words": "已处理", "when": "2026-12-01T10:00"}
    return {field.name: _first(field, words) for field in fields_of(making(verb)) if field.kind != "none"}


def _first(field: Field, words: dict[str, str]) -> str:
    if field.name in NAMED:
        return NAMED[field.name]
    return field.choices[0].value if field.choices else words.get(field.kind, "")


@pytest.mark.parametrize("verb", BY_HAND)
def test_every_thing_that_an_order_asks_for_can_be_filled_in(verb: str) -> None:
    names = {field.name for field in msgspec.structs.fields(ORDERS[verb])}
    assert names - HIDDEN <= set(MAKERS)


@pytest.mark.parametrize("verb", [verb for verb in BY_HAND if verb != "add-photo"])
def test_what_is_filled_in_becomes_the_order(verb: str) -> None:
    found = typed(making(verb), "ABCD-2345", 3, filled(verb))
    assert [field.error for field in found.fields if field.error] == []
    assert found.order is not None
    assert orders.verb_of(found.order) == verb
    assert (found.order.case, found.order.seen) == ("ABCD-2345", 3)


@pytest.mark.parametrize(
    "verb", ["return", "refuse", "check", "verify", "answer", "merge", "hold-over", "send", "locate"]
)
def test_what_is_left_out_is_said_at_its_field(verb: str) -> None:
    found = typed(making(verb), "ABCD-2345", 3, {})
    assert found.order is None
    assert any(field.error for field in found.fields)


def test_a_time_is_of_the_city_and_kept_in_utc() -> None:
    found = typed(making("hold-over"), "ABCD-2345", 3, filled("hold-over"))
    assert isinstance(found.order, orders.HoldOver)
    assert found.order.until == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("until", ["tomorrow", "0001-01-01T00:00", "2026-12-01T10:00+05:00", "2026-12-01T02:00Z"])
def test_a_time_that_is_none_or_of_another_zone_is_told_at_its_field(until: str) -> None:
    wrong = typed(making("hold-over"), "ABCD-2345", 3, filled("hold-over") | {"until": until})
    assert wrong.order is None
    assert next(field.error for field in wrong.fields if field.name == "until")


@pytest.mark.parametrize(
    ("words", "place"), [("road-liuan", "road-liuan"), ("柳岸路", "road-liuan"), ("荷园南门", "gate-heyuan-south")]
)
def test_a_place_is_found_by_any_word_for_it(words: str, place: str) -> None:
    found = typed(making("locate"), "ABCD-2345", 3, {"place": words})
    assert isinstance(found.order, orders.Locate)
    assert found.order.place == place


def test_an_ambiguous_place_is_asked_back_and_an_unknown_one_is_told() -> None:
    several = typed(making("locate"), "ABCD-2345", 3, {"place": "荷园 门"})
    assert several.order is None
    assert {choice.value for choice in several.fields[0].choices} == {"gate-heyuan-south", "gate-heyuan-north"}
    unknown = typed(making("locate"), "ABCD-2345", 3, {"place": "qqqqqqq"})
    assert unknown.order is None
    assert unknown.fields[0].error


def test_only_those_who_work_for_the_lead_are_offered_to_be_sent() -> None:
    team, person = fields_of(making("send"))[:2]
    assert {choice.value for choice in team.choices} == {"willow-crew"}
    assert {choice.value for choice in person.choices} == {"jin", "kong", "liang", "mei", "qin", "ren"}


def test_a_case_number_may_be_typed_small() -> None:
    found = typed(making("merge"), "ABCD-2345", 3, {"into": "wxyz-6789"})
    assert isinstance(found.order, orders.Merge)
    assert found.order.into == "WXYZ-6789"


def test_nothing_typed_is_lost_when_something_is_wrong() -> None:
    found = typed(making("return"), "ABCD-2345", 3, {"note": "不是我们的路灯"})
    assert next(field.value for field in found.fields if field.name == "note") == "不是我们的路灯"


def test_no_key_is_given_twice_and_none_of_the_page_s_own() -> None:
    for step in STEPS:
        verbs = [row.verb for row in STEPS if row.sources & step.sources and row.lives & step.lives]
        given = [key for _, key in keyed(dict.fromkeys(verbs)) if key]
        assert len(given) == len(set(given))
    assert not set(KEYS.values()) & {"j", "k", "n", "/"}


def test_any_units_may_be_chosen_to_assist() -> None:
    found = typed(making("dispatch"), "ABCD-2345", 3, {"to": "qx-light", "assisting": "qx-water qx-urban"})
    assert isinstance(found.order, orders.Dispatch)
    assert found.order.assisting == ("qx-water", "qx-urban")
    (field,) = (field for field in found.fields if field.name == "assisting")
    assert {choice.value for choice in field.choices} == {unit.id for unit in INDEX.units} - {"qx-willow-office"}
