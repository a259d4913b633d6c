"""Signatures of what is posted, after Standard Webhooks 1.0: HMAC-SHA-256 over id, time and body."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest, new

TOLERANCE_S = 300
"""How far a signature's time may lie from ours: an old one that is played again is worth nothing."""

DIGITS = 12
"""Of a time in seconds, at most."""


def signature(secret: str, id: str, at_s: int, body: bytes) -> str:
    """``v1,`` and the code, as the header says it."""
    signed = f"{id}.{at_s}.".encode() + body
    return "v1," + b64encode(new(secret.encode(), signed, sha256).digest()).decode()


def signed_headers(secret: str, id: str, at_s: int, body: bytes) -> dict[str, str]:
    """The three headers."""
    return {"webhook-id": id, "webhook-timestamp": str(at_s), "webhook-signature": signature(secret, id, at_s, body)}


def is_time(said: str) -> bool:
    """Whether it may be seconds since 1970: digits, and no more of them than any time has."""
    return said.isascii() and said.isdigit() and len(said) <= DIGITS


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> bool:
    """Whether whoever knows the secret signed this body lately."""
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (secret and is_time(at) and abs(int(at) - now_s) <= TOLERANCE_S):
        return False
    right = signature(secret, id, int(at), body).encode()
    return any(compare_digest(right, each.encode()) for each in headers.get("webhook-signature", "").split())
