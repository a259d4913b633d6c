"""Open311 under bad input: a clear answer; nothing lost, doubled, fetched, or shown to strangers."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.access import PublicLooksCounted
from cityloop.command import orders
from tests.standards.open311.door import CARS, LAMP, NOISE, POINT, Door, errors, refuses, values
from tests.web.browser import Served

BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>'
WORLD = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
_caught: list[list[str]] = []
_hooked: list[bool] = []


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as made:
        yield made


@pytest.fixture(params=["json", "xml"])
def door(served: Served, request: pytest.FixtureRequest) -> Door:
    return Door(served.street, served.kept, served.browser(accept="*/*").send, request.param)


def note(event: str, said: tuple[object, ...]) -> None:
    """Keep an event of the network, while somebody listens."""
    if _caught and event in WORLD:
        _caught[-1].append(event)


@contextmanager
def sockets() -> Iterator[list[str]]:
    """Whatever reaches for the network while the block runs, from any room."""
    if not _hooked:
        sys.addaudithook(note)
        _hooked.append(True)
    _caught.append([])
    try:
        yield _caught[-1]
    finally:
        _caught.pop()


# Forms


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        ({"lat": "north", "long": "119.4"}, 400, "lat"),
        ({"lat": "nan", "long": "inf"}, 400, "lat"),
        ({"lat": "91", "long": "119.4"}, 400, "lat"),
        ({"lat": "30.2", "long": "181"}, 400, "long"),
        ({"service_code": "grid.component.utility"}, 404, "grid.component.utility"),
        ({"service_code": "request.discipline"}, 404, "request.discipline"),
        ({"service_code": "路灯"}, 404, "路灯"),
        ({"service_code": "x\0y"}, 404, ""),
        ({"attribute[fault]": "melted"}, 400, "attribute[fault]"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour]"),
        ({"attribute[fallen]": "yes"}, 400, "attribute[fallen]"),
        ({"attribute[pole]": "a\nb"}, 400, "attribute[pole]"),
        ({"phone": "1" * 300}, 400, "phone"),
        ({"phone": "abc"}, 400, "phone"),
        ({"email": "zz"}, 400, "email"),
        ({"media_url": "http://x/" + "y" * 2_000}, 400, "media_url"),
        ({"cityloop_kind": "grumble"}, 400, "cityloop_kind"),
        ({"cityloop_source": "a\0b"}, 400, "cityloop_source"),
        ({"cityloop_key": "k" * 201}, 400, "cityloop_key"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named_and_nothing_is_taken_in(
    door: Door, said: dict[str, str], status: int, word: str
) -> None:
    before = door.street.node.journal.size()
    assert refuses(door.post("requests", door.lamp(**said)), status, word)
    assert door.street.node.journal.size() == before


@pytest.mark.parametrize(("code", "value"), [("since", "yesterday"), ("from", "mars"), ("hours", "noonish")])
def test_an_answer_that_is_none_is_named(door: Door, code: str, value: str) -> None:
    form = {"service_code": NOISE, "address_id": "road-liuan", "attribute[from]": "trade", f"attribute[{code}]": value}
    assert refuses(door.post("requests", form), 400, f"attribute[{code}]")


def test_a_number_is_one_that_can_be_counted_with(door: Door) -> None:
    form = {"service_code": CARS, "address_id": "road-liuan", "attribute[blocks]": "exit"}
    assert refuses(door.post("requests", form | {"attribute[vehicles]": "nan"}), 400, "vehicles")
    assert "3" in door.words(door.reported(form | {"attribute[vehicles]": "3"}))


def test_a_place_outside_the_city_is_told_so(door: Door) -> None:
    assert refuses(door.post("requests", door.lamp(address_id="", lat="0", long="0")), 400)


def test_two_values_for_one_field_are_told_so(door: Door) -> None:
    for name in ("service_code", "lat", "description", "attribute[fault]", "api_key", "phone"):
        twice = door.post("requests", {**door.lamp(**POINT), name: [door.lamp(**POINT).get(name, "1"), "2"]})
        assert twice.status_code in (400, 403), name
    assert refuses(door.send("GET", door.address("requests"), params=[("start_date", "x"), ("start_date", "y")]), 400)


def test_an_unknown_status_of_a_request_is_told_so(door: Door) -> None:
    assert refuses(door.get("requests", status="open,perhaps"), 400, "perhaps")


def test_what_can_be_no_id_or_code_finds_nothing(door: Door) -> None:
    door.reported()
    assert door.read("requests", service_request_id="'; DROP TABLE cases; --") == []
    assert door.read("requests", service_code="\0") == []
    assert door.read("requests", service_code="request.discipline") == []


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "٢"]
)
def test_a_date_beyond_all_days_is_told_so(door: Door, date: str) -> None:
    assert refuses(door.get("requests", start_date=date), 400, "start_date")
    assert refuses(door.get("servicerequestupdates", end_date=date), 400, "end_date")


def test_dates_that_run_backwards_are_told_so(door: Door) -> None:
    span = {"start_date": "2026-11-23T00:00:00Z", "end_date": "2026-11-22T00:00:00Z"}
    assert refuses(door.get("requests", **span), 400, "end_date")


def test_a_plus_that_was_not_escaped_is_understood(door: Door) -> None:
    one = door.reported()
    answer = door.send("GET", f"{door.address('requests')}?start_date=2026-11-23T00:00:00+08:00")
    assert [each["service_request_id"] for each in values(answer)] == [one["service_request_id"]]


# Bodies


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/json", "text/plain", "x"])
def test_xml_and_whatever_else_is_no_form_is_not_read(door: Door, kind: str) -> None:
    before = door.street.node.journal.size()
    for path in ("requests", "servicerequestupdates", "cityloop/photos"):
        answer = door.send("POST", door.address(path), content=BOMB, headers={"content-type": kind})
        assert refuses(answer, 415)
    assert door.street.node.journal.size() == before


def test_a_bomb_in_a_field_is_words(door: Door) -> None:
    said = BOMB.decode()
    assert said in door.words(door.reported(door.lamp(description=said)))


def test_a_huge_body_is_refused_before_it_is_read(door: Door) -> None:
    assert refuses(door.post("requests", door.lamp(description="x" * 70_000)), 413)


def test_how_large_a_form_may_be_and_which_methods_there_are_is_told(door: Door) -> None:
    large = door.post("requests", door.lamp(description="x" * 90_000))
    assert "64 KiB" in large.text
    gone = door.send("DELETE", door.address("requests"))
    assert (gone.status_code, gone.headers["allow"]) == (405, "GET, HEAD, POST")
    assert "GET, HEAD, POST" in gone.text


def test_all_that_is_wrong_is_told_at_once(door: Door) -> None:
    told = door.post("requests", door.lamp(phone="abc", email="zz", lat="north", long="119.4"))
    assert refuses(told, 400, "phone")
    assert all(word in told.text for word in ("phone", "email", "lat"))


def test_a_form_of_endless_fields_is_refused(door: Door) -> None:
    assert refuses(door.post("requests", door.lamp() | {f"x{number}": "1" for number in range(100)}), 400)


def test_a_form_in_another_code_is_refused(door: Door) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded; charset=gb18030"}
    assert refuses(door.send("POST", door.address("requests"), content=b"a=1", headers=kind), 400)


def test_a_photo_where_none_is_taken_is_not_lost_unseen(door: Door) -> None:
    answer = door.send("POST", door.address("requests"), data=door.lamp(), files={"photo": ("a.jpg", b"x")})
    assert refuses(answer, 400, "photo")


def test_what_xml_cannot_hold_is_shown_as_missing(door: Door) -> None:
    key = door.key()
    one = door.reported(door.lamp(api_key=key, description="灯\x08\x0b\x1f<&>]]>"))
    (found,) = door.read(f"requests/{one['service_request_id']}", api_key=key)
    held = "灯\ufffd\ufffd\ufffd<&>]]>" if door.format == "xml" else "灯\x08\x0b\x1f<&>]]>"
    assert found["description"].startswith(held)


# A service that was given up


def test_a_service_that_is_gone_is_told_so(door: Door) -> None:
    door.without(CARS)
    form = {"service_code": CARS, "address_id": "road-liuan", "attribute[blocks]": "exit"}
    for answer in (door.get(f"services/{CARS}"), door.post("requests", form)):
        assert refuses(answer, 404, CARS)
        assert "替代" in errors(answer)[0]["description"]


def test_what_stands_in_its_place_is_named(door: Door) -> None:
    categories = tuple(
        replace(each, retired=True, replaced_by=LAMP) if each.id == "grid.component.utility.ground-lamp" else each
        for each in door.street.city.categories
    )
    door.street.apply(replace(door.street.city, categories=categories))
    answer = door.post("requests", door.lamp(service_code="grid.component.utility.ground-lamp"))
    assert refuses(answer, 404, LAMP)
    assert "grid.component.utility.ground-lamp" not in door.get("services").text


def test_danger_is_told_whom_to_call_first(door: Door) -> None:
    said = {"address_id": "road-liuan", "description": "楼道里闻到煤气", "service_code": "request.utilities.gas"}
    assert "119" in door.reported(said)["service_notice"]
    assert "119" not in door.reported()["service_notice"]


# Sent again


def test_a_report_sent_again_is_the_same_request(door: Door) -> None:
    first = door.reported(idempotency_key="4c4d6f7e")
    size = door.street.node.journal.size()
    again = [door.reported(idempotency_key=each) for each in ("4c4d6f7e", '"4c4d6f7e"')]
    again.append(door.reported(door.lamp(cityloop_key="4c4d6f7e")))
    assert {each["service_request_id"] for each in again} == {first["service_request_id"]}
    assert door.street.node.journal.size() == size
    assert all("cityloop_follow" not in each for each in again)


def test_strangers_with_the_same_key_lose_nothing(door: Door) -> None:
    mine = door.reported(idempotency_key="1")
    yours = door.reported(door.lamp(description="另一盏灯"), idempotency_key="1")
    assert mine["service_request_id"] != yours["service_request_id"]
    assert "另一盏灯" in door.words(yours)


def test_a_machines_key_is_its_own(door: Door) -> None:
    keys = [door.key(name) for name in ("one", "two")]
    told = [door.reported(door.lamp(api_key=key), idempotency_key="7") for key in (*keys, *keys)]
    assert len({each["service_request_id"] for each in told}) == 2
    assert told[0]["service_request_id"] == told[2]["service_request_id"]


def test_a_key_that_is_said_twice_differently_is_told_so(door: Door) -> None:
    assert refuses(door.post("requests", door.lamp(cityloop_key="a"), idempotency_key="b"), 400)


def test_an_update_sent_again_adds_nothing(door: Door) -> None:
    one = door.reported()
    told = [values(door.post("servicerequestupdates", door.update(one))) for _ in range(3)]
    assert told[0] == told[1] == told[2]
    assert door.street.facts(door.case(one)) == ["Reported", "Told"]


def test_a_request_is_opened_again_once(door: Door) -> None:
    one = door.closed()
    told = [door.post("servicerequestupdates", door.update(one, status="REOPEN")) for _ in range(2)]
    assert [each.status_code for each in told] == [200, 200]
    assert door.street.facts(door.case(one)).count("Reopened") == 1
    later = door.update(one, status="REOPEN", update_id="2")
    assert door.post("servicerequestupdates", later).status_code == 200
    assert door.street.facts(door.case(one))[-3:] == ["Reopened", "Told", "Told"]


def test_what_cannot_be_done_now_is_told_so(door: Door) -> None:
    one = door.closed()
    assert refuses(door.post("servicerequestupdates", door.update(one, cityloop_do="urge")), 400)
    assert door.post("servicerequestupdates", door.update(one, cityloop_do="thank")).status_code == 200
    assert "Thanked" in door.street.facts(door.case(one))


# Keys and links


def test_a_key_that_is_none_is_refused_everywhere(door: Door) -> None:
    for path in ("services", "requests", "servicerequestupdates"):
        assert refuses(door.get(path, api_key="cityloop_guessed"), 403)
    bearer = {"authorization": "Bearer cityloop_guessed"}
    assert refuses(door.send("GET", door.address("services"), headers=bearer), 403)


def test_guessing_keys_is_slowed(door: Door) -> None:
    codes = [door.get("services", api_key="cityloop_guessed").status_code for _ in range(40)]
    assert codes == [403] * 30 + [429] * 10


def test_reports_of_strangers_are_slowed_those_of_a_machine_less(door: Door) -> None:
    codes = [door.post("requests", door.lamp()).status_code for _ in range(15)]
    assert codes == [200] * 10 + [429] * 5
    bearer = {"authorization": f"Bearer {door.key()}"}
    sent = [door.send("POST", door.address("requests"), data=door.lamp(), headers=bearer) for _ in range(15)]
    assert {each.status_code for each in sent} == {200}


def test_a_key_for_something_else_reports_no_faster_than_a_stranger(door: Door) -> None:
    key = door.key(scopes="list:case")
    codes = [door.post("requests", door.lamp(api_key=key)).status_code for _ in range(3)]
    assert codes == [403] * 3


def test_a_key_reaches_no_further_than_its_street(door: Door) -> None:
    here, elsewhere = (door.key(jurisdiction=node, name=node) for node in ("g1", "g2"))
    told = [door.post("requests", door.lamp(api_key=key, address_id="", **POINT)) for key in (here, elsewhere)]
    assert [each.status_code for each in told] == [200, 403]


def test_a_cookie_is_no_key(served: Served, door: Door) -> None:
    """Another site's form could send it: nobody reports in the name of one who is signed in."""
    browser = served.browser("jin", accept="*/*")
    answer = browser.send(
        "POST", door.address("requests"), data=door.lamp(), headers={"origin": "https://evil.example"}
    )
    (one,) = values(answer)
    assert door.street.node.journal.about(one["cityloop_number"])[0].author == "nobody"


def test_a_link_of_one_report_opens_no_other(door: Door) -> None:
    mine, yours = door.reported(), door.reported()
    crossed = door.update(mine, cityloop_follow=yours["cityloop_follow"])
    assert refuses(door.post("servicerequestupdates", crossed), 404)
    assert refuses(door.post("servicerequestupdates", door.update(mine, cityloop_follow="GUESSED")), 404)
    assert door.street.facts(door.case(mine)) == ["Reported"]


def test_a_machine_without_the_right_adds_nothing(door: Door) -> None:
    one = door.reported()
    form = door.update(one, cityloop_follow="-", api_key=door.key(scopes="report:case"))
    assert refuses(door.post("servicerequestupdates", form), 403)


def test_a_photo_goes_with_its_link_and_is_kept_once(door: Door) -> None:
    one = door.reported()
    sent = {"data": {"cityloop_follow": one["cityloop_follow"], "cityloop_key": "p1"}}
    for _ in range(2):
        files = {"cityloop_photo": ("a.png", PIXEL, "image/png")}
        assert door.send("POST", door.address("cityloop/photos"), **sent, files=files).status_code == 200
    assert len(door.street.case(door.case(one)).photos) == 1
    no_photo = {"cityloop_photo": ("a.png", b"no picture", "image/png")}
    assert refuses(door.send("POST", door.address("cityloop/photos"), **sent, files=no_photo), 400)
    assert refuses(door.post("cityloop/photos", sent["data"]), 400, "cityloop_photo")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


# What strangers see


def test_a_media_url_is_never_fetched(door: Door) -> None:
    with sockets() as caught:
        one = door.reported(door.lamp(media_url="http://169.254.169.254/latest/meta-data"))
        door.post("servicerequestupdates", door.update(one, media_url="http://localhost:1/x"))
        door.get(f"requests/{one['service_request_id']}")
    assert caught == []
    assert "http://169.254.169.254/latest/meta-data" in door.words(one)


def test_the_hook_would_notice_a_socket() -> None:
    with sockets() as caught, pytest.raises(ConnectionRefusedError), socket.socket() as knocking:
        knocking.connect(("127.0.0.1", 1))
    assert caught == ["socket.connect"]


def test_a_stranger_sees_no_words_no_name_no_number_and_no_exact_place(door: Door) -> None:
    form = door.lamp(**POINT, first_name="三", last_name="王", phone="13812345678", address_string="三号楼门口")
    one = door.reported(form | {"address_id": "", "description": "我家门口灯不亮", "attribute[pole]": "LA-117"})
    door.post("servicerequestupdates", door.update(one, description="我下班前请修好"))
    seen = door.get("requests").text + door.get("servicerequestupdates").text
    seen += door.get(f"requests/{one['service_request_id']}").text
    for secret in (
        "门口",
        "王三",
        "138",
        "LA-117",
        "30.2031",
        "119.4041",
        "我下班",
        one["cityloop_number"],
        "10:00:00",
    ):
        assert secret not in seen, secret


def test_nothing_sensitive_or_withheld_is_listed(door: Door) -> None:
    street = door.street
    hidden = [
        street.request(category="request.discipline").case,
        street.request(kind=RequestKind.DENOUNCE).case,
    ]
    open_to_all = street.request().case
    street.do("jin", orders.Classify, open_to_all, category="request.public-order")
    assert door.read("requests") == []
    assert door.read("servicerequestupdates") == []
    references = [street.node.views.referred(case=case).reference for case in (*hidden, open_to_all)]
    assert all(refuses(door.get(f"requests/{each}"), 404) for each in references)
    assert door.read("requests", service_request_id=",".join(references)) == []


def test_another_machine_sees_no_more_than_a_stranger(door: Door) -> None:
    one = door.reported(door.lamp(api_key=door.key("one")))
    path = f"requests/{one['service_request_id']}"
    assert door.read(path, api_key=door.key("two")) == door.read(path)
    assert door.read(path)[0]["description"] == ""


def test_a_machine_sees_of_its_own_what_its_token_says(door: Door) -> None:
    one = door.reported(door.lamp(api_key=door.key("one", scopes="report:case list:case read:case")))
    key = door.key("one", scopes="report:case list:case read:case")
    (found,) = door.read(f"requests/{one['service_request_id']}", api_key=key)
    assert (found["description"], found["requested_datetime"]) == ("", "2026-11-23T10:00:00+08:00")
    (listed,) = door.read("requests", api_key=key)
    assert listed["expected_datetime"] == found["expected_datetime"] != ""


def test_no_span_finds_out_when_in_the_day_it_was_reported(door: Door) -> None:
    door.reported()
    for hour in range(24):
        begins = f"2026-11-23T{hour:02}:30:00+08:00"
        assert door.read("requests", start_date=begins) == []
        assert len(door.read("requests", start_date="2026-11-22T00:00:00+08:00", end_date=begins)) == 1


def test_a_published_answer_is_told_and_is_gone_with_its_person(door: Door) -> None:
    case = door.street.concluded()
    door.street.do("mei", orders.Publish, case, what="answer")
    assert "已要求停工" in door.get("requests").text
    assert "已要求停工" in door.get("servicerequestupdates").text
    door.street.node.journal.keys.erase(door.street.case(case).subject)
    assert "已要求停工" not in door.get("requests").text + door.get("servicerequestupdates").text


def test_public_looks_are_counted_and_a_machines_are_noted(door: Door) -> None:
    key = door.key()
    one = door.reported(door.lamp(api_key=key))
    door.get("requests")
    door.get(f"requests/{one['service_request_id']}", api_key=key)
    door.street.now += timedelta(minutes=1)
    door.street.node.stop()
    facts = [(entry.author, entry.fact) for entry in door.street.node.access.read(0, 1_000)]
    counted = [fact for _, fact in facts if isinstance(fact, PublicLooksCounted)]
    assert ("list", "public-case") in {(each.action, each.dataset) for fact in counted for each in fact.looks}
    noted = [getattr(fact, "dataset", "") for author, fact in facts if author == "machine:fixit"]
    assert {"case", "case.words"} <= set(noted)
