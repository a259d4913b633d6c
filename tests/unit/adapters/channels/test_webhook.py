"""A webhook: signed, with the letter's key on it, and called nowhere but where it may be."""

from contextlib import closing

import pytest

from cityloop.adapters.channels.signing import TOLERANCE_S, is_signed
from cityloop.adapters.channels.webhook import WebhookChannel
from cityloop.city.ways import Webhook
from cityloop.command.notices import Delivered, Failed, Outcome
from tests.gateways import Gateway, How, gateway
from tests.unit.adapters.channels.letters import letter

SECRET, NOW_S = "a long secret", 1_800_000_000


def sent(server: Gateway, secret: str = SECRET) -> Outcome:
    """What comes of a letter to the program."""
    with closing(WebhookChannel(Webhook(url=f"{server.url}/hook", private=True), secret, lambda: NOW_S)) as channel:
        return channel.deliver(letter())


def test_a_letter_is_posted_signed_and_keyed() -> None:
    with gateway() as server:
        assert sent(server) == Delivered()
        (asked,) = server.asked
    assert asked.headers["idempotency-key"] == asked.headers["webhook-id"] == "cityloop-7"
    assert asked.json == {
        "key": "cityloop-7",
        "case": "4829-1306",
        "to": "reporter",
        "event": "closed",
        "text": letter().text,
        "language": "zh",
    }
    assert is_signed(SECRET, asked.headers, asked.body, NOW_S)


def test_a_signature_holds_for_its_secret_body_and_time_alone() -> None:
    with gateway() as server:
        sent(server)
        (asked,) = server.asked
    assert not is_signed("another", asked.headers, asked.body, NOW_S)
    assert not is_signed(SECRET, asked.headers, asked.body + b" ", NOW_S)
    assert not is_signed(SECRET, asked.headers, asked.body, NOW_S + TOLERANCE_S + 1)
    assert not is_signed(SECRET, {}, asked.body, NOW_S)
    assert not is_signed("", asked.headers, asked.body, NOW_S)


@pytest.mark.parametrize("at", ["1" * 5_000, f"{NOW_S}" + "0" * 12, "", "-5", "１８", "now"])
def test_a_time_that_is_none_is_signed_by_nobody(at: str) -> None:
    headers = {"webhook-id": "m", "webhook-timestamp": at, "webhook-signature": "v1,x"}
    assert not is_signed(SECRET, headers, b"{}", NOW_S)


def test_digits_behind_a_time_do_not_make_it_another() -> None:
    at = f"{NOW_S:012}" + "7" * 5_000
    headers = {"webhook-id": "m", "webhook-timestamp": at, "webhook-signature": "v1,x"}
    assert not is_signed(SECRET, headers, b"{}", NOW_S)


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        (How.BREAKS, Failed(why="http-500", down=True)),
        (How.BUSY, Failed(why="http-429", retry_after_s=2.0)),
        (How.REDIRECTS, Failed(why="http-302")),
        (How.RESETS, Failed(why="no-line", down=True)),
        (How.PACKS, Failed(why="no-line", down=True)),
    ],
)
def test_what_goes_wrong_is_told_apart(how: How, outcome: Outcome) -> None:
    with gateway(lambda _: how) as server:
        assert sent(server) == outcome
        assert [asked.path for asked in server.asked] == ["/hook"]


def test_no_packed_answer_is_asked_for() -> None:
    with gateway() as server:
        sent(server)
        assert server.asked[0].headers["accept-encoding"] == "identity"


def test_an_answer_without_end_is_not_listened_to() -> None:
    with gateway(lambda _: How.DRIPS) as server:
        assert sent(server) == Failed(why="no-line", down=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.7", "[::1]", "169.254.169.254", "192.168.1.1"])
def test_ones_own_network_is_not_called_unless_that_is_said(host: str) -> None:
    with closing(WebhookChannel(Webhook(url=f"http://{host}:9/hook"), SECRET)) as channel:
        assert channel.deliver(letter()) == Failed(why="not-called", down=True)


def test_each_may_have_an_address_of_their_own() -> None:
    with closing(WebhookChannel(Webhook(private=True), SECRET)) as channel:
        with gateway() as server:
            own = letter(address=f"{server.url}/lamps")
            assert channel.deliver(own) == Delivered()
            assert [asked.path for asked in server.asked] == ["/lamps"]
        assert channel.deliver(own) == Failed(why="no-line")


def test_an_address_that_is_none_is_no_crash() -> None:
    wrong = ("http://[", "http://", "no address", "http://a\x00b/")
    with closing(WebhookChannel(Webhook(), SECRET)) as channel:
        outcomes = [channel.deliver(letter(address=each)) for each in wrong]
    assert [type(outcome) for outcome in outcomes] == [Failed] * 4
