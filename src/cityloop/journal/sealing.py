"""How words of a person are sealed beside the record, so that they can be forgotten and the record still be proven."""

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cityloop.city.facts.fact import Sealed
from cityloop.journal.entry import Sealing

SALT_BYTES = 16
"""Length of the random salt before each content: equal words never have equal commitments."""


def _derive(key: bytes, purpose: bytes, length: int) -> bytes:
    """``length`` bytes for one ``purpose`` out of a subject's key (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(key)


def commitment(key: bytes, salt: bytes, content: bytes) -> str:
    """HMAC-SHA-256 in hex over salt and content: binds the record to the words without telling them."""
    return hmac.new(_derive(key, b"cityloop/commitment/1", 32), salt + content, sha256).hexdigest()


def _cipher(key: bytes, promise: str) -> tuple[AESGCM, bytes]:
    """A cipher and nonce of this payload's own: no pair is ever used for two payloads."""
    derived = _derive(key, b"cityloop/payload/1/" + promise.encode(), 44)
    return AESGCM(derived[:32]), derived[32:]


def seal(key: bytes, promise: str, plaintext: bytes) -> bytes:
    """``plaintext`` (salt and content) under AES-256-GCM, bound to its commitment as associated data."""
    cipher, nonce = _cipher(key, promise)
    return cipher.encrypt(nonce, plaintext, promise.encode())


def unseal(key: bytes, promise: str, ciphertext: bytes) -> bytes | None:
    """The content, or None where bytes, key and commitment do not belong together."""
    cipher, nonce = _cipher(key, promise)
    try:
        plaintext = cipher.decrypt(nonce, ciphertext, promise.encode())
    except InvalidTag:
        return None
    salt, content = plaintext[:SALT_BYTES], plaintext[SALT_BYTES:]
    return content if hmac.compare_digest(commitment(key, salt, content), promise) else None


def prepare(subject: str, key: bytes, content: bytes, salt: bytes) -> tuple[Sealed, Sealing]:
    """What stands in the fact, and what is kept beside it, of ``content`` under the subject's ``key`` (32 bytes).

    ``salt`` is 16 bytes of chance, used once. The key comes from ``Keys.create``, before the entry is appended.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt is {SALT_BYTES} bytes, not {len(salt)}")
    promise = commitment(key, salt, content)
    ciphertext = seal(key, promise, salt + content)
    sealing = Sealing(subject=subject, commitment=promise, ciphertext=ciphertext)
    return Sealed(subject=subject, commitment=promise), sealing
