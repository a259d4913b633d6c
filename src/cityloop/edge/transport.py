"""How requests reach the program: over TLS or not, through which proxies, under which names."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import msgspec
from starlette.datastructures import Headers
from starlette.types import Scope

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
V6_PREFIX = 64
"""One household or phone has a whole /64: counted as one source."""


class Transport(msgspec.Struct, frozen=True):
    """What is configured of the way in."""

    hosts: frozenset[str] = LOOPBACK_NAMES
    """Names, without port, that the program answers for; any other is refused (DNS rebinding)."""
    proxies: tuple[str, ...] = ()
    """Networks whose ``X-Forwarded-*`` headers are believed."""
    tls: bool = False
    """Whether the program itself speaks TLS."""


class Origin(msgspec.Struct, frozen=True):
    """Where a request comes from, and what it takes this program to be."""

    source: str
    scheme: str
    host: str
    """With its port, as the browser names it."""

    @property
    def name(self) -> str:
        """The host without its port."""
        bare, colon, port = self.host.rpartition(":")
        return (bare if colon and port.isdigit() else self.host).lower()

    @property
    def site(self) -> str:
        """As browsers say it in ``Origin``."""
        return f"{self.scheme}://{self.host}"

    @property
    def is_secure(self) -> bool:
        """Whether the browser speaks TLS."""
        return self.scheme == "https"


def origin_of(scope: Scope, transport: Transport) -> Origin:
    """The origin of a request; forwarded headers count only where a trusted proxy hands it over."""
    headers = Headers(scope=scope)
    peer = scope["client"][0] if scope.get("client") else ""
    scheme, host = ("https" if transport.tls else scope.get("scheme", "http")), headers.get("host", "")
    trusted = tuple(ip_network(each) for each in transport.proxies)
    if not believed(peer, trusted):
        return Origin(peer, scheme, host)
    source = first_untrusted(headers.get("x-forwarded-for", ""), trusted) or peer
    return Origin(source, last(headers, "x-forwarded-proto") or scheme, last(headers, "x-forwarded-host") or host)


def is_in_clear(scope: Scope, transport: Transport) -> bool:
    """Whether the request comes past the proxies that end TLS, over a network on which others can read it."""
    peer = scope["client"][0] if scope.get("client") else ""
    found = find_address(peer)
    at_home = found is not None and found.is_loopback
    trusted = tuple(ip_network(each) for each in transport.proxies)
    return bool(trusted) and not (transport.tls or at_home or believed(peer, trusted))


def first_untrusted(forwarded: str, trusted: Sequence[Network]) -> str | None:
    """The nearest address that no trusted proxy has: what stands before it, anybody may have written."""
    addresses = [part.strip() for part in forwarded.split(",") if find_address(part) is not None]
    return next((each for each in reversed(addresses) if not believed(each, trusted)), None)


def last(headers: Headers, name: str) -> str | None:
    """The last value, which the nearest proxy set."""
    return headers.get(name, "").rpartition(",")[2].strip() or None


def believed(address: str, trusted: Sequence[Network]) -> bool:
    """Whether the address is one of a trusted proxy."""
    found = find_address(address)
    return found is not None and any(found in network for network in trusted)


def find_address(word: str) -> Address | None:
    """The address in ``word``, if it is one."""
    try:
        return ip_address(word.strip())
    except ValueError:
        return None


def network_of(source: str) -> str:
    """The address as a source is counted: whole for IPv4, its /64 for IPv6."""
    found = find_address(source)
    return str(ip_network((found, V6_PREFIX), strict=False)) if isinstance(found, IPv6Address) else source
