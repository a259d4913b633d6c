"""A gateway: asked as the city's files say, and believed no further than its answer goes."""

from typing import Any

import pytest
from msgspec.structs import replace

from cityloop.adapters.channels.http import HttpChannel, found_at
from cityloop.city.ways import Answer, Http, Later
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Refused
from tests.gateways import Gateway, How, gateway
from tests.unit.adapters.channels.letters import letter

ANSWER = Answer(taken_path="code", taken=("OK",), receipt_path="id", refused=("isv.MOBILE_NUMBER_ILLEGAL",))


def way(server: Gateway, **said: Any) -> Http:
    """The gateway as a city's files would set it up."""
    told = Http(
        url=f"{server.url}/send?to={{address}}",
        headers={"Authorization": "Bearer {secret}"},
        body={"phone": "{address}", "sign": ["{text}", {"id": "{key}"}]},
        answer=ANSWER,
        private=True,
    )
    return replace(told, **said)


def sent(server: Gateway, said: Letter | None = None, **set_up: Any) -> Outcome:
    """What comes of a letter to the gateway."""
    channel = HttpChannel(way(server, **set_up), "s3cret")
    outcome = channel.deliver(said or letter())
    channel.close()
    return outcome


def test_it_is_asked_as_the_files_say() -> None:
    with gateway() as server:
        assert sent(server) == Delivered(receipt="m-1")
        (asked,) = server.asked
    assert asked.path == "/send?to=13800001234"
    assert asked.headers["authorization"] == "Bearer s3cret"
    assert asked.json == {"phone": "13800001234", "sign": [letter().text, {"id": "cityloop-7"}]}


def test_it_may_be_a_form() -> None:
    with gateway() as server:
        sent(server, body={"to": "{address}", "text": "{text}"}, form=True)
        (asked,) = server.asked
    assert asked.form == {"to": "13800001234", "text": letter().text}


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        (How.LIES, Failed(why="isv.BUSINESS_LIMIT_CONTROL")),
        (How.REFUSES, Refused(why="isv.MOBILE_NUMBER_ILLEGAL")),
        (How.BREAKS, Failed(why="http-500", down=True)),
        (How.BUSY, Failed(why="http-429", retry_after_s=2.0)),
        (How.MUMBLES, Failed(why="no-word")),
        (How.RESETS, Failed(why="no-line", down=True)),
    ],
)
def test_what_counts_is_what_it_says(how: How, outcome: Outcome) -> None:
    with gateway(lambda _: how) as server:
        assert sent(server) == outcome


def test_without_a_receipt_it_was_not_taken_where_receipts_are_given() -> None:
    with gateway() as server:
        answer = Answer(taken_path="code", taken=("OK",), receipt_path="result.0.id")
        assert sent(server, answer=answer) == Failed(why="no-receipt")


def test_no_text_breaks_out_of_its_place() -> None:
    bad = '"}, {"to": "all\r\nX-Evil: 1&to=all'
    with gateway() as server:
        sent(server, letter(text=bad, address=bad), headers={"X-To": "{address}"})
        (asked,) = server.asked
    assert asked.json["sign"] == [bad, {"id": "cityloop-7"}]
    assert "x-evil" not in asked.headers
    assert "&to=all" not in asked.path


def test_later_it_says_whether_a_letter_arrived() -> None:
    with gateway() as server:
        later = Later(url=f"{server.url}/state/{{receipt}}", state_path="state", arrived=("ok",), lost=("failed",))
        channel = HttpChannel(way(server, later=later), "s3cret")
        server.states |= {"m-1": "ok", "m-2": "failed"}
        assert [channel.confirm(each) for each in ("m-1", "m-2", "m-3")] == [True, False, None]
    assert channel.asks
    assert channel.confirm("m-1") is None
    channel.close()


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.0.b", "1"), ("a.1.b", None), ("c", "true"), ("a", None), ("a.x", None), ("d.0", None), ("", None)],
)
def test_paths_lead_into_an_answer(path: str, found: str | None) -> None:
    assert found_at({"a": [{"b": 1}], "c": True, "d": "text"}, path) == found
