"""Where a request comes from: only trusted proxies are believed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.edge.transport import Transport, is_in_clear, network_of, origin_of

BEHIND = Transport(hosts=frozenset({"city.example"}), proxies=("10.0.0.0/8", "fd00::/8"))


def scope(peer: str = "198.51.100.1", **headers: str) -> dict[str, Any]:
    """A request from ``peer``."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "h:8000", **headers}.items()]
    return {"type": "http", "scheme": "http", "client": (peer, 1), "headers": pairs}


def test_without_a_proxy_the_peer_is_the_source() -> None:
    origin = origin_of(
        scope(x_forwarded_for="1.1.1.1", x_forwarded_proto="https", x_forwarded_host="evil"), Transport()
    )
    assert (origin.source, origin.scheme, origin.host, origin.name) == ("198.51.100.1", "http", "h:8000", "h")


def test_a_stranger_is_not_believed_even_where_a_proxy_is_configured() -> None:
    assert origin_of(scope(x_forwarded_for="1.1.1.1"), BEHIND).source == "198.51.100.1"


def test_a_trusted_proxy_is_believed() -> None:
    said = scope("10.0.0.9", x_forwarded_for="203.0.113.7", x_forwarded_proto="https", x_forwarded_host="city.example")
    origin = origin_of(said, BEHIND)
    assert (origin.source, origin.site, origin.is_secure) == ("203.0.113.7", "https://city.example", True)


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        ("1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7, 10.0.0.8", "203.0.113.7"),
        ("garbage, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.8", "10.0.0.9"),
        ("garbage", "10.0.0.9"),
        ("", "10.0.0.9"),
    ],
)
def test_what_the_client_wrote_before_the_proxy_is_not_believed(forwarded: str, source: str) -> None:
    assert origin_of(scope("10.0.0.9", x_forwarded_for=forwarded), BEHIND).source == source


@pytest.mark.parametrize(
    ("peer", "transport", "in_clear"),
    [
        ("8.8.8.8", BEHIND, True),
        ("2001:db8::1", BEHIND, True),
        ("", BEHIND, True),
        ("10.0.0.9", BEHIND, False),
        ("127.0.0.1", BEHIND, False),
        ("::1", BEHIND, False),
        ("8.8.8.8", Transport(proxies=("10.0.0.0/8",), tls=True), False),
        ("8.8.8.8", Transport(), False),
    ],
)
def test_who_comes_past_the_proxy_comes_in_clear(peer: str, transport: Transport, in_clear: bool) -> None:
    assert is_in_clear(scope(peer), transport) is in_clear


def test_tls_of_our_own_makes_it_secure() -> None:
    assert origin_of(scope(), Transport(tls=True)).is_secure


def test_an_ipv6_household_is_one_source() -> None:
    assert network_of("2001:db8:1:2::3") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("203.0.113.7") == "203.0.113.7"
    assert network_of("") == ""


@given(st.text(max_size=100))
def test_any_header_is_survived(forwarded: str) -> None:
    said = scope("10.0.0.9")
    said["headers"].append((b"x-forwarded-for", forwarded.encode("utf-8", "replace")))
    assert isinstance(origin_of(said, BEHIND).source, str)
