"""What a copy of the keys is locked with: a recovery key (HPKE, RFC 9180) or a passphrase (scrypt, RFC 7914)."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from cityloop.city.errors import CityloopError

SALT_BYTES, NONCE_BYTES = 16, 12
WORK, BLOCK, LANES = 1 << 16, 8, 1
"""Of scrypt: 64 MiB and a fraction of a second for each guess."""
SHORTEST = 12
"""Characters of a passphrase: whoever holds the copy may guess as long as it pleases him."""
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class WrongKey(CityloopError):
    """The passphrase or recovery key does not open the copy of the keys, or cannot lock one."""

    code = "wrong-key"


class Lock(Protocol):
    """Closes a copy of keys, bound to what its head says."""

    kind: str
    """How the head of the copy calls it."""

    def close(self, content: bytes, head: bytes, /) -> bytes:
        """The sealed bytes."""


class Opener(Protocol):
    """Opens a copy again."""

    kind: str

    def open(self, sealed: bytes, head: bytes, /) -> bytes:
        """The content. Raises ``WrongKey``."""


class Passphrase:
    """A sentence that people remember, or that lies in an envelope in a safe."""

    kind = "passphrase"

    def __init__(self, words: str, chance: Callable[[int], bytes]) -> None:
        if len(words) < SHORTEST:
            raise WrongKey(f"A passphrase has {SHORTEST} characters at least; several words do well.")
        self._words = words
        self._chance = chance

    def close(self, content: bytes, head: bytes, /) -> bytes:
        """Salt, nonce, and the content under AES-256-GCM."""
        salt, nonce = self._chance(SALT_BYTES), self._chance(NONCE_BYTES)
        return salt + nonce + self._cipher(salt).encrypt(nonce, content, head)

    def open(self, sealed: bytes, head: bytes, /) -> bytes:
        """The content. Raises ``WrongKey``."""
        salt, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES:]
        try:
            return self._cipher(salt).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head)
        except (InvalidTag, ValueError) as error:
            raise WrongKey("The passphrase does not open it, or the copy was changed.") from error

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(Scrypt(salt=salt, length=32, n=WORK, r=BLOCK, p=LANES).derive(self._words.encode()))


class RecoveryKey:
    """The public half of an X25519 key whose private half lies in a safe: what a machine can lock with by itself."""

    kind = "recovery-key"

    def __init__(self, path: Path) -> None:
        key = _loaded(path, load_pem_public_key)
        if not isinstance(key, X25519PublicKey):
            raise WrongKey(f"{path} is no public X25519 key: make one with `openssl genpkey -algorithm X25519`.")
        self._key = key

    def close(self, content: bytes, head: bytes, /) -> bytes:
        """The content, sealed for whoever holds the private half."""
        return _HPKE.encrypt(content, self._key, head)


class RecoverySecret:
    """The private half."""

    kind = "recovery-key"

    def __init__(self, path: Path) -> None:
        key = _loaded(path, lambda data: load_pem_private_key(data, password=None))
        if not isinstance(key, X25519PrivateKey):
            raise WrongKey(f"{path} is no private X25519 key in PEM without a password.")
        self._key = key

    def open(self, sealed: bytes, head: bytes, /) -> bytes:
        """The content. Raises ``WrongKey``."""
        try:
            return _HPKE.decrypt(sealed, self._key, head)
        except (InvalidTag, ValueError) as error:
            raise WrongKey("The recovery key does not open it, or the copy was changed.") from error


def _loaded(path: Path, load: Callable[[bytes], object]) -> object:
    try:
        return load(path.read_bytes())
    except (ValueError, TypeError):
        return None
    except OSError as error:
        raise WrongKey(f"{path}: {error}. Name the file of the recovery key.") from error
