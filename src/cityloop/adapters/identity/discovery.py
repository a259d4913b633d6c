"""What an identity provider says of itself (OpenID Connect Discovery 1.0), and the keys that it signs with."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cityloop.adapters.identity.asking import Asking, Heard
from cityloop.guard.identity import IdentityDown

WELL_KNOWN = "/.well-known/openid-configuration"
OK = 200
FRESH_S = 60.0
"""How long an answer counts: who signs in later has the provider asked again, and is told if it is down."""
DOWN_S = 5.0
"""How long nobody asks again who was told that it is down: a flood of sign-ins waits for nothing."""
KEYS_S = 600.0
AGAIN_S = 30.0
"""How soon keys are read anew for a signature by a key that is not known."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

T = TypeVar("T")


class Discovery(msgspec.Struct, frozen=True):
    """The document; what else stands in it is not needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class KeyDocument(msgspec.Struct, frozen=True):
    """A set of keys (RFC 7517), each as it is."""

    keys: tuple[dict[str, Any], ...]


class Fresh(Generic[T]):
    """A value that is read anew when it is old, by one thread at a time, while the others are given the one before.

    When it could not be read, everybody is told so for ``DOWN_S``: nobody waits for what is known already.
    """

    def __init__(self, read: Callable[[], T], good_s: float, ticks: Callable[[], float]) -> None:
        self._read, self._good_s, self._ticks = read, good_s, ticks
        self._lock = Lock()
        self._known: list[T] = []
        self._failed: IdentityDown | None = None
        self._at = float("-inf")

    def get(self, *, older_than_s: float | None = None) -> T:
        """The value, no older than asked for. Raises ``IdentityDown``."""
        if not self._lock.acquire(blocking=not self._known and self._failed is None):
            return self._told()
        try:
            if self._is_old(self._good_s if older_than_s is None else older_than_s):
                self._renew()
            return self._told()
        finally:
            self._lock.release()

    def _told(self) -> T:
        if self._failed is not None:
            raise IdentityDown(self._failed.what, **self._failed.values)
        return self._known[0]

    def _is_old(self, good_s: float) -> bool:
        return self._ticks() - self._at >= (DOWN_S if self._failed is not None else good_s)

    def _renew(self) -> None:
        try:
            self._known, self._failed = [self._read()], None
        except IdentityDown as wrong:
            self._failed = wrong
        finally:
            self._at = self._ticks()


def read_discovery(asking: Asking, issuer: str) -> Discovery:
    """The provider's document. Raises ``IdentityDown`` where it is not there, or speaks for another."""
    found = decoded(asking.get(issuer.rstrip("/") + WELL_KNOWN), Discovery)
    if found.issuer != issuer:
        raise IdentityDown(f"The document at {issuer} speaks for {found.issuer}.", reason="other-issuer")
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        refuse_in_clear(address)
    return found


def refuse_in_clear(address: str) -> None:
    """Raise ``IdentityDown`` for an address to which secrets would go in clear over a network."""
    found = urlsplit(address)
    if found.scheme != "https" and not (found.scheme == "http" and found.hostname in LOOPBACK):
        what = f"{address} is not encrypted: the identity provider must be reached by https."
        raise IdentityDown(what, reason="in-clear")


def read_keys(asking: Asking, address: str) -> KeySet:
    """The keys with which it signs; secret ones, which nobody publishes, are left out. Raises ``IdentityDown``."""
    found = decoded(asking.get(address), KeyDocument)
    public = [key for key in found.keys if key.get("kty") != "oct" and key.get("use", "sig") == "sig"]
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise IdentityDown("The keys of the identity provider cannot be read.", reason="bad-keys") from wrong


def decoded(heard: Heard, kind: type[T]) -> T:
    """An answer as a value. Raises ``IdentityDown``."""
    if heard.status != OK:
        raise IdentityDown(f"The identity provider answers {heard.status}.", reason=f"http-{heard.status}")
    try:
        return msgspec.json.decode(heard.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise IdentityDown("What the identity provider answers cannot be read.", reason="unreadable") from wrong
