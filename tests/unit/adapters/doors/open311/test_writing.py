"""One value, the same in both formats; nothing that a field holds can break out of it."""

import json

from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters.doors.open311.shapes import Error, Service, Taken
from cityloop.adapters.doors.open311.writing import NAMESPACE, NO_CHARACTER, Format, written

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def service(**said: str) -> Service:
    named = dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), "x") | said
    return Service(metadata=True, type="realtime", **named)


@given(LETTERS)
def test_any_text_comes_back_from_xml_as_far_as_xml_can_hold_it(said: str) -> None:
    (one,) = ElementTree.fromstring(written(Format.XML, "services", [service(description=said)]))
    held = NO_CHARACTER.sub("\ufffd", said).replace("\r\n", "\n").replace("\r", "\n")
    assert (one.findtext("description") or "") == held


@given(LETTERS)
def test_any_text_comes_back_from_json(said: str) -> None:
    assert json.loads(written(Format.JSON, "services", [service(description=said)]))[0]["description"] == said


def test_a_list_of_one_and_of_none_are_lists_in_both() -> None:
    assert json.loads(written(Format.JSON, "errors", [])) == []
    assert list(ElementTree.fromstring(written(Format.XML, "errors", []))) == []
    assert len(ElementTree.fromstring(written(Format.XML, "errors", [Error(code=400, description="x")]))) == 1


def test_our_own_names_stand_in_our_own_namespace() -> None:
    taken = Taken(service_request_id="A", service_notice="x", cityloop_follow="http://x/follow/y")
    (one,) = ElementTree.fromstring(written(Format.XML, "service_requests", [taken]))
    assert [child.tag for child in one] == [
        "service_request_id",
        "service_notice",
        "account_id",
        f"{{{NAMESPACE}}}follow",
    ]
    assert "token" not in json.loads(written(Format.JSON, "service_requests", [taken]))[0]


def test_flags_and_nothing_are_written_as_the_specification_does() -> None:
    (one,) = ElementTree.fromstring(written(Format.XML, "services", [service()]))
    assert one.findtext("metadata") == "true"
    assert json.loads(written(Format.JSON, "services", [service()]))[0]["metadata"] is True
