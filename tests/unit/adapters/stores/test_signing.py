"""The key that signs: made once, whole, for its owner's eyes; anything else in its place is told."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cityloop.adapters.stores.signing import find_verifier, open_signer
from cityloop.journal.errors import BadNote


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "signing.key"


def test_a_key_is_made_once(path: Path) -> None:
    first, second = open_signer(path, "linjiang"), open_signer(path, "linjiang")
    assert first.verifier == second.verifier
    assert second.verifier.has_signed(first.sign("text\n"))
    assert open_signer(path.with_name("other.key"), "linjiang").verifier != first.verifier


def test_only_the_owner_may_read_it_and_nothing_else_is_left(path: Path) -> None:
    open_signer(path, "linjiang")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["signing.key"]


def test_a_draft_that_a_crash_left_is_no_key(path: Path) -> None:
    path.with_name("signing.key.new").write_bytes(b"-----BEGIN half a key, and longer than a whole one" * 20)
    open_signer(path, "linjiang")
    assert open_signer(path, "linjiang").verifier == find_verifier(path, "linjiang")


def test_who_checks_is_found_without_making_a_key(path: Path) -> None:
    assert find_verifier(path, "linjiang") is None
    assert not path.exists()
    made = open_signer(path, "linjiang")
    assert find_verifier(path, "linjiang") == made.verifier


def test_a_key_of_another_kind_is_told(path: Path) -> None:
    other = generate_private_key(65_537, 2_048)
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(BadNote, match="Ed25519"):
        open_signer(path, "linjiang")


@pytest.mark.parametrize("data", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told_and_left_alone(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(BadNote, match=r"signing\.key"):
        open_signer(path, "linjiang")
    assert path.read_bytes() == data
