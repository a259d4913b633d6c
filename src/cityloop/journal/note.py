"""Signed notes (C2SP signed-note): a text that anyone can read, with Ed25519 signatures below it."""

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cityloop.journal.errors import BadNote

ED25519 = b"\x01"
"""The type of an Ed25519 key, in key ids and in written keys."""
DASH = "— "
"""How a line with a signature begins (U+2014)."""


def key_id(name: str, public: bytes) -> bytes:
    """Four bytes that tell a key from others of the same name."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


class Verifier(NamedTuple):
    """Who may sign, and the public key that his signatures are checked with."""

    name: str
    public: bytes

    def __str__(self) -> str:
        """The key as it is handed around: "name+id+key"."""
        key = b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """The key that ``text`` writes. Raises ``BadNote``."""
        try:
            name, digest, key = text.strip().split("+", 2)
            data = b64decode(key, validate=True)
        except (ValueError, BadBase64) as error:
            raise BadNote(f"{text!r} is no key of a signer; write name+id+key.") from error
        if data[:1] != ED25519 or len(data) != 33 or key_id(name, data[1:]).hex() != digest:
            raise BadNote(f"{text!r} is no Ed25519 key whose id fits its name. Copy it again from the signer.")
        return cls(name, data[1:])

    def has_signed(self, note: str) -> bool:
        """Whether the note carries a good signature of this key."""
        text, signatures = parts(note)
        start = f"{DASH}{self.name} "
        mine = [line.removeprefix(start) for line in signatures if line.startswith(start)]
        return any(self._fits(text, line) for line in mine)

    def _fits(self, text: str, signature: str) -> bool:
        try:
            data = b64decode(signature, validate=True)
            Ed25519PublicKey.from_public_bytes(self.public).verify(data[4:], text.encode())
        except (BadBase64, ValueError, InvalidSignature):
            return False
        return data[:4] == key_id(self.name, self.public)


class Signer:
    """A name and its private key. The name has no spaces and no plus sign."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        if not name or "+" in name or name.split() != [name]:
            raise BadNote(f"A signer's name has neither spaces nor plus signs, and is not empty: {name!r}.")
        self.verifier = Verifier(name, private.public_key().public_bytes_raw())
        self._private = private

    def sign(self, text: str) -> str:
        """The note: ``text``, which ends in a newline, an empty line, and the signature's line."""
        name, public = self.verifier
        signature = key_id(name, public) + self._private.sign(text.encode())
        return f"{text}\n{DASH}{name} {b64encode(signature).decode()}\n"


def parts(note: str) -> tuple[str, list[str]]:
    """The text that is signed, and the lines of its signatures. Raises ``BadNote``."""
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.splitlines()
    if not gap or not lines or not note.endswith("\n") or not all(line.startswith(DASH) for line in lines):
        raise BadNote("A note ends in an empty line and signatures, each a line that begins with an em dash.")
    return text + "\n", lines


def notes(lines: Iterable[str]) -> Iterator[str]:
    """The notes of a file in which one follows the other; an unfinished one at the end is left out."""
    note = ""
    signed = False
    for line in lines:
        if signed and not line.startswith(DASH):
            yield note
            note, signed = "", False
        if line.strip() or note:
            note += line
        signed = line.startswith(DASH) and line.endswith("\n")
    if signed:
        yield note
