"""The one way an entry becomes bytes, and bytes a leaf of the tree."""

from hashlib import sha256

import msgspec

from cityloop.journal.entry import Entry

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Entry)


def encode(entry: Entry) -> bytes:
    """The canonical bytes: JSON in UTF-8 without spaces, the names of each object sorted."""
    return _ENCODER.encode(entry)


def decode(data: bytes) -> Entry:
    """The entry whose canonical bytes are ``data``. Raises ``msgspec.ValidationError`` where they are none."""
    return _DECODER.decode(data)


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 over 0x00 and the canonical bytes: the leaf's hash of RFC 9162, section 2.1.1."""
    return sha256(b"\x00" + data).digest()
