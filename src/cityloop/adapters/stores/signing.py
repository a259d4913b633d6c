"""The key that signs checkpoints: a file of its own, which only its owner may read."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from cityloop.adapters.stores.folders import settle
from cityloop.journal.errors import BadNote
from cityloop.journal.note import Signer, Verifier


def open_signer(path: Path, name: str) -> Signer:
    """The signer called ``name`` with the Ed25519 key in ``path`` (PEM), which is made where it is not there."""
    if not path.exists():
        _make(path)
    return _read(path, name)


def find_verifier(path: Path, name: str) -> Verifier | None:
    """Who checks the signatures of the signer called ``name`` with the key in ``path``; None where it is not there."""
    return _read(path, name).verifier if path.exists() else None


def _read(path: Path, name: str) -> Signer:
    try:
        key: object = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadNote(f"{path}: not an Ed25519 key. Make one with `openssl genpkey -algorithm ed25519`.", path=path)
    return Signer(name, key)


def _make(path: Path) -> None:
    """A new key, whole or not at all; on the disk on return, before anything is signed with it."""
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    settle(path.parent)
