"""How the program is reached and protected: checked before anything listens."""

import os
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from secrets import token_bytes
from urllib.parse import urlsplit

import msgspec

from cityloop.city.errors import CityloopError
from cityloop.edge.transport import LOOPBACK_NAMES, Transport

KEY_BYTES = 32
LISTS = frozenset({"proxies", "hosts", "oidc_password_posts"})


IDENTITY = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_claim", "oidc_persons", "oidc_password_posts")


class UnsafeConfig(CityloopError):
    """The settings would put sign-ins and people's data on a network in clear, or contradict each other."""

    code = "unsafe-config"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the doors; in the environment each is ``CITYLOOP_`` with its name (``CITYLOOP_PORT``)."""

    host: str = "127.0.0.1"
    """Address to listen at. Anything but loopback needs ``certificate`` and ``private_key``, or ``proxies``."""
    port: int = 8000
    """Port to listen at; 0 takes any that is free."""
    certificate: Path | None = None
    """TLS certificate chain, PEM."""
    private_key: Path | None = None
    """Its private key, PEM."""
    proxies: tuple[str, ...] = ()
    """Networks of trusted proxies that end TLS: their ``X-Forwarded-*`` headers are believed."""
    hosts: tuple[str, ...] = ()
    """Names under which the program is reached, without port; loopback names always are."""
    oidc_issuer: str = ""
    """The city's identity provider (OpenID Connect) by its issuer: ``https://id.city.example.org``. Empty: none."""
    oidc_client_id: str = ""
    """How this program is known there."""
    oidc_client_secret: Path | None = None
    """The file of the secret that goes with it, which its owner alone can read; none for a public client."""
    oidc_claim: str = ""
    """The claim that names the person, as the id in the city's files or as ``oidc_persons`` translates it. It has to be
    one that never becomes another person's: an employee number, or ``sub``; a name that people choose may."""
    oidc_persons: Path | None = None
    """A file of what the provider calls each person and the id in the city's files: CSV, ``identity,person``."""
    oidc_authority: Path | None = None
    """Certificates of the authority that vouches for the provider's own, PEM; none: those of the machine."""
    oidc_password_posts: tuple[str, ...] = ()
    """Posts whose holders may come in by a password all the same, should the provider be down; ``*``: everybody."""
    demo: bool = False
    """A demonstration with invented people: whoever comes may come in as any of them. Never with real data."""
    key: bytes = b""
    """32 bytes that sign forms and devices; kept in the data folder by ``key_in``."""

    @property
    def tls(self) -> bool:
        """Whether the program itself speaks TLS."""
        return self.certificate is not None and self.private_key is not None

    @property
    def transport(self) -> Transport:
        """The way in, as the edge needs to know it."""
        hosts = frozenset(host.lower() for host in self.hosts) | LOOPBACK_NAMES
        return Transport(hosts=hosts, proxies=self.proxies, tls=self.tls)


def check(config: Config) -> Config:
    """The same settings. Raises ``UnsafeConfig`` where they would not do."""
    for network in config.proxies:
        refuse_no_network(network)
    if (config.certificate is None) != (config.private_key is None):
        raise UnsafeConfig("TLS needs both 'certificate' and 'private_key': give the missing one, or neither.")
    refuse_half_identity(config)
    if is_loopback(config.host):
        return config
    if config.demo:
        raise UnsafeConfig("A demo lets anybody come in as anybody: it listens on 127.0.0.1 and nowhere else.")
    if not config.tls and not config.proxies:
        raise UnsafeConfig(
            f"Listening on {config.host} without TLS would send passwords in clear. Give 'certificate' and "
            "'private_key', or name the proxy that ends TLS in 'proxies', or listen on 127.0.0.1.",
            host=config.host,
        )
    if not config.hosts:
        raise UnsafeConfig("Say in 'hosts' under which names the program is reached: hosts = ['city.example.org'].")
    return config


def refuse_half_identity(config: Config) -> None:
    """Raise ``UnsafeConfig`` where an identity provider is half said, or would be asked in clear."""
    said = [name for name in IDENTITY if getattr(config, name)]
    if said and not (config.oidc_issuer and config.oidc_client_id):
        raise UnsafeConfig(f"'{said[0]}' needs both 'oidc_issuer' and 'oidc_client_id': give them, or none.")
    if config.oidc_issuer and not config.oidc_claim:
        raise UnsafeConfig(
            "Say in 'oidc_claim' which claim names a person for good: an employee number, or 'sub' with "
            "'oidc_persons'. A name that people choose, as preferred_username is, may become another's "
            "(OpenID Connect Core, 5.7)."
        )
    found = urlsplit(config.oidc_issuer)
    if config.oidc_issuer and found.scheme != "https" and not is_loopback(found.hostname or ""):
        raise UnsafeConfig(f"'{config.oidc_issuer}' in 'oidc_issuer' is no https address: proofs would go in clear.")


def refuse_no_network(word: str) -> None:
    """Raise ``UnsafeConfig`` for what is no network, or every network."""
    try:
        network = ip_network(word)
    except ValueError as wrong:
        raise UnsafeConfig(f"'{word}' in 'proxies' is no network: write 10.1.2.3 or 10.1.2.0/24.") from wrong
    if network.prefixlen == 0:
        raise UnsafeConfig(f"'{word}' in 'proxies' would believe everybody: name the proxy's own network.")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Settings from ``CITYLOOP_HOST``, ``CITYLOOP_PORT``, …; lists are parted by commas. Raises ``UnsafeConfig``."""
    found = os.environ if environment is None else environment
    fields = [field.name for field in msgspec.structs.fields(Config) if field.name != "key"]
    said = {name: found[f"CITYLOOP_{name.upper()}"] for name in fields if f"CITYLOOP_{name.upper()}" in found}
    values = {name: word.split(",") if name in LISTS else word for name, word in said.items() if word}
    try:
        return msgspec.convert(values, Config, strict=False, dec_hook=lambda kind, word: kind(word))
    except msgspec.ValidationError as wrong:
        raise UnsafeConfig(f"A setting of the environment (CITYLOOP_…) is not what it should be: {wrong}.") from wrong


def key_in(folder: Path) -> bytes:
    """The signing key of the installation, made at the first start and readable by its owner alone."""
    path = folder / "signing.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    return path.read_bytes()
