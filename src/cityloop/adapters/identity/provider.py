"""An identity provider that speaks OpenID Connect: ``guard.identity.IdentityProvider`` over HTTP."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import structlog

from cityloop.adapters.identity.asking import Asking
from cityloop.adapters.identity.discovery import (
    AGAIN_S,
    FRESH_S,
    KEYS_S,
    Discovery,
    Fresh,
    decoded,
    read_discovery,
    read_keys,
)
from cityloop.adapters.identity.proofs import Claims, read_id_token, read_logout_token, refused
from cityloop.guard.identity import IdentityDown, IdentityRefused, Journey, Over, Vouched
from cityloop.journal.ports import Clock

SCOPE = "openid profile email"
BASIC, BAD_REQUEST, SERVER_ERROR = "client_secret_basic", 400, 500
LOG = structlog.get_logger("cityloop.identity")


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """How this program is known at the provider, and by which claim it knows people."""

    issuer: str
    id: str
    secret: str = ""
    """Empty: a public client, which PKCE alone protects."""
    claim: str = "preferred_username"
    authority: Path | None = None
    """Certificates of the city's own authority, PEM."""


class Tokens(msgspec.Struct, frozen=True):
    """What the token endpoint answers, as far as it is needed; the access token is never used."""

    id_token: str = ""


class OpenIdProvider:
    """The code flow with PKCE, state and nonce. Safe for many threads."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        person_of: Callable[[str], str] = str,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self._client, self._clock, self._person_of = client, clock, person_of
        self._asking = Asking(client.authority)
        self._found = Fresh(lambda: read_discovery(self._asking, client.issuer), FRESH_S, ticks)
        self._keys = Fresh(lambda: read_keys(self._asking, self._found.get().jwks_uri), KEYS_S, ticks)

    def begin(self, journey: Journey) -> str:
        """The address at the provider to which the browser is sent."""
        challenge = urlsafe_b64encode(sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": journey.back,
            "scope": SCOPE,
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return with_query(self._found.get().authorization_endpoint, asked)

    def finish(self, journey: Journey, code: str, issuer: str) -> Vouched:
        """For whom it vouches, by the code that came back."""
        found = self._found.get()
        try:
            self._refuse_other(found, issuer)
            claims = self._proven(self._redeemed(found, journey, code), journey.nonce)
            return self._vouched(claims)
        except IdentityRefused as wrong:
            LOG.warning("identity refused", code=wrong.values.get("reason"))
            raise

    def leave(self, back: str) -> str:
        """The address at which one signs out there too."""
        try:
            end = self._found.get().end_session_endpoint
        except IdentityDown:
            return ""
        return with_query(end, {"client_id": self._client.id, "post_logout_redirect_uri": back}) if end else ""

    def heard_over(self, token: str) -> Over:
        """What ended there."""
        claims = self._signed(
            lambda keys: read_logout_token(token, keys, self._client.issuer, self._client.id, self._clock())
        )
        return Over(subject=str(claims.get("sub", "")), session=str(claims.get("sid", "")))

    def close(self) -> None:
        """Let go of the lines."""
        self._asking.close()

    # Parts of ``finish``

    def _refuse_other(self, found: Discovery, issuer: str) -> None:
        """An answer that says whose it is must be this provider's (RFC 9207)."""
        if issuer != self._client.issuer and (issuer or found.authorization_response_iss_parameter_supported):
            raise refused("wrong-issuer")

    def _redeemed(self, found: Discovery, journey: Journey, code: str) -> str:
        """The ID token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": journey.back,
            "code_verifier": journey.verifier,
        }
        auth = self._own_auth(found, form)
        heard = self._asking.post(found.token_endpoint, form, auth)
        if BAD_REQUEST <= heard.status < SERVER_ERROR:
            raise refused("code-not-taken")
        token = decoded(heard, Tokens).id_token
        if not token:
            raise refused("no-token")
        return token

    def _own_auth(self, found: Discovery, form: dict[str, str]) -> tuple[str, str] | None:
        """How this program proves itself: in the header, or, where the provider takes only that, in the form."""
        client = self._client
        if client.secret and BASIC in found.token_endpoint_auth_methods_supported:
            return quote(client.id, safe=""), quote(client.secret, safe="")
        form["client_id"] = client.id
        if client.secret:
            form["client_secret"] = client.secret
        return None

    def _proven(self, token: str, nonce: str) -> Claims:
        client = self._client
        return self._signed(lambda keys: read_id_token(token, keys, client.issuer, client.id, nonce, self._clock()))

    def _signed(self, read: Callable[[Any], Claims]) -> Claims:
        """What ``read`` makes of the keys; keys that the provider changed meanwhile are read anew, now and then."""
        try:
            return read(self._keys.get())
        except IdentityRefused as wrong:
            if wrong.values.get("reason") != "unknown-key":
                raise
        return read(self._keys.get(older_than_s=AGAIN_S))

    def _vouched(self, claims: Claims) -> Vouched:
        said = claims.get(self._client.claim)
        if not isinstance(said, str | int) or isinstance(said, bool) or said == "":
            raise refused(f"missing-{self._client.claim}")
        if self._client.claim == "email" and claims.get("email_verified") is not True:
            raise refused("email-not-verified")
        sid = claims.get("sid")
        session = sid if isinstance(sid, str) else ""
        return Vouched(person=self._person_of(str(said)), said=str(said), subject=claims["sub"], session=session)


def with_query(address: str, query: dict[str, str]) -> str:
    """The address with more asked of it."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
