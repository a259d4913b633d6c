"""Proofs of an identity provider, checked: ID tokens and logout tokens.

OpenID Connect Core 1.0, 3.1.3.7; Back-Channel Logout 1.0, 2.6.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    InvalidKeyIdError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption

from cityloop.guard.identity import IdentityRefused

WAYS = ("RS256", "PS256", "ES256", "ES384")
"""How a proof may be signed: never by ``none``, never by a secret that both sides know."""
LEEWAY_S = 60
"""By how much two clocks may differ."""
OLDEST_LOGOUT_S = 120
SUBJECT_CHARS = 255
EVENT = "http://schemas.openid.net/event/backchannel-logout"
"""What a logout token says that happened."""
REASONS: tuple[tuple[type[JoseError], str], ...] = (
    (ExpiredTokenError, "expired"),
    (InvalidKeyIdError, "unknown-key"),
    (BadSignatureError, "bad-signature"),
    (UnsupportedAlgorithmError, "way-not-allowed"),
)
Claims: TypeAlias = dict[str, Any]
T = TypeVar("T")


def read_id_token(token: str, keys: KeySet, issuer: str, client: str, nonce: str, now: datetime) -> Claims:
    """The claims of an ID token that was made for this sign-in. Raises ``IdentityRefused``."""
    claims = _opened(token, keys)
    rules = _rules(issuer, client, now, nonce={"essential": True, "value": nonce}, sub={"essential": True})
    _validate(rules, claims)
    if len(claims["sub"]) > SUBJECT_CHARS:
        raise refused("wrong-sub")
    refuse_other_party(claims, client)
    return claims


def read_logout_token(token: str, keys: KeySet, issuer: str, client: str, now: datetime) -> Claims:
    """The claims of a logout token. Raises ``IdentityRefused``; an ID token is none."""
    claims = _opened(token, keys)
    _validate(_rules(issuer, client, now, jti={"essential": True}, events={"essential": True}), claims)
    events = claims["events"]
    if not isinstance(events, dict) or EVENT not in events or "nonce" in claims:
        raise refused("no-logout")
    if now.timestamp() - claims["iat"] > OLDEST_LOGOUT_S:
        raise refused("expired")
    if not (_word(claims, "sub") or _word(claims, "sid")):
        raise refused("missing-sub")
    return claims


def refuse_other_party(claims: Claims, client: str) -> None:
    """Raise ``IdentityRefused`` for a token that was made for several, and handed out to another one of them."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp")
    if (several and party is None) or party not in (None, client):
        raise refused("wrong-azp")


def refused(reason: str) -> IdentityRefused:
    """The proof is none, because of ``reason``."""
    return IdentityRefused(f"The identity provider's proof does not hold: {reason}.", reason=reason)


def _word(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""


def _rules(issuer: str, client: str, now: datetime, **more: ClaimsOption) -> jwt.JWTClaimsRegistry:
    said: dict[str, ClaimsOption] = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client},
        "exp": {"essential": True},
        "iat": {"essential": True},
    }
    return jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY_S, **said, **more)


def _opened(token: str, keys: KeySet) -> Claims:
    return _judged(lambda: jwt.decode(token, keys, algorithms=list(WAYS)).claims)


def _validate(rules: jwt.JWTClaimsRegistry, claims: Claims) -> None:
    _judged(lambda: rules.validate(claims))


def _judged(judge: Callable[[], T]) -> T:
    """What ``judge`` gives. Raises ``IdentityRefused`` with its reason."""
    try:
        return judge()
    except MissingClaimError as wrong:
        raise refused(f"missing-{wrong.claim}") from wrong
    except ExpiredTokenError as wrong:
        raise refused("expired") from wrong
    except InvalidClaimError as wrong:
        raise refused(f"wrong-{wrong.claim}") from wrong
    except JoseError as wrong:
        raise refused(next((reason for kind, reason in REASONS if isinstance(wrong, kind)), "no-token")) from wrong
    except (ValueError, TypeError, KeyError) as wrong:
        raise refused("no-token") from wrong
