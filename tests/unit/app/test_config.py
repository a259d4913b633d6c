"""Settings that would put people's data on a network in clear are refused before anything listens."""

from pathlib import Path
from typing import Any

import pytest

from cityloop.app.config import KEY_BYTES, Config, UnsafeConfig, check, from_environment, is_loopback, key_in

PEM = Path("x.pem")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_loopback_needs_nothing(host: str) -> None:
    assert check(Config(host=host)).host == host
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (Config(host="0.0.0.0"), "without TLS"),
        (Config(host="::"), "without TLS"),
        (Config(host="city.example"), "without TLS"),
        (Config(host="10.0.0.1", demo=True), "demo"),
        (Config(host="10.0.0.1", proxies=("10.0.0.2",)), "hosts"),
        (Config(host="10.0.0.1", certificate=PEM, private_key=PEM), "hosts"),
        (Config(certificate=PEM), "private_key"),
        (Config(proxies=("everybody",)), "no network"),
        (Config(proxies=("0.0.0.0/0",)), "believe everybody"),
    ],
)
def test_unsafe_settings_are_refused_with_the_remedy(config: Config, words: str) -> None:
    with pytest.raises(UnsafeConfig, match=words):
        check(config)


def test_the_network_is_served_over_tls_or_behind_a_named_proxy() -> None:
    assert check(Config(host="0.0.0.0", certificate=PEM, private_key=PEM, hosts=("City.example",))).tls
    behind = check(Config(host="10.0.0.1", proxies=("10.0.0.0/8",), hosts=("City.example",)))
    assert "city.example" in behind.transport.hosts
    assert "localhost" in behind.transport.hosts


def test_settings_come_from_the_environment() -> None:
    found = from_environment({
        "CITYLOOP_HOST": "10.0.0.1", "CITYLOOP_PORT": "8443", "CITYLOOP_PROXIES": "10.0.0.2,10.0.0.3",
        "CITYLOOP_CERTIFICATE": "/etc/x.pem", "CITYLOOP_DEMO": "false", "CITYLOOP_KEY": "never", "OTHER": "x",
    })  # fmt: skip
    assert (found.host, found.port, found.proxies) == ("10.0.0.1", 8443, ("10.0.0.2", "10.0.0.3"))
    assert (found.certificate, found.demo, found.key) == (Path("/etc/x.pem"), False, b"")
    with pytest.raises(UnsafeConfig, match=r"Expected `int`.*port"):
        from_environment({"CITYLOOP_PORT": "many"})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = key_in(tmp_path / "new")
    assert len(key) == KEY_BYTES
    assert key_in(tmp_path / "new") == key
    assert (tmp_path / "new" / "signing.key").stat().st_mode & 0o777 == 0o600


def test_the_claim_that_names_a_person_is_said_and_never_guessed() -> None:
    said: dict[str, Any] = {"oidc_issuer": "https://id.city.example", "oidc_client_id": "cityloop"}
    with pytest.raises(UnsafeConfig, match="oidc_claim"):
        check(Config(**said))
    for claim in ("employee_number", "sub"):
        assert check(Config(**said, oidc_claim=claim)).oidc_claim == claim
