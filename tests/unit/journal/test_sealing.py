"""Words under a subject's key: bound to their commitment, and to nothing else."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.journal.sealing import SALT_BYTES, commitment, prepare, unseal

KEY, OTHER, SALT = bytes(range(32)), bytes(32), bytes(range(16))
WORDS = "路灯不亮".encode()


def derived(purpose: bytes) -> bytes:
    """32 bytes of HKDF-SHA-256 (RFC 5869) written out: extract without a salt, expand once."""
    extracted = hmac.new(bytes(32), KEY, sha256).digest()
    return hmac.new(extracted, purpose + b"\x01", sha256).digest()


def test_a_commitment_is_what_the_decision_says() -> None:
    """ADR 5: HMAC-SHA-256 over salt and content, keyed from the subject's key."""
    promised = hmac.new(derived(b"cityloop/commitment/1"), SALT + WORDS, sha256).hexdigest()
    assert commitment(KEY, SALT, WORDS) == promised


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_what_was_sealed_opens(content: bytes, key: bytes) -> None:
    sealed, sealing = prepare("ann", key, content, SALT)
    assert (sealed.subject, sealed.commitment) == (sealing.subject, sealing.commitment)
    assert unseal(key, sealed.commitment, sealing.ciphertext) == content


def test_nothing_opens_with_another_key_or_under_another_commitment() -> None:
    sealed, sealing = prepare("ann", KEY, WORDS, SALT)
    other, _ = prepare("ann", KEY, b"other", SALT)
    assert unseal(OTHER, sealed.commitment, sealing.ciphertext) is None
    assert unseal(KEY, other.commitment, sealing.ciphertext) is None


def test_no_byte_of_a_payload_can_be_changed() -> None:
    sealed, sealing = prepare("ann", KEY, WORDS, SALT)
    for place in range(len(sealing.ciphertext)):
        changed = bytearray(sealing.ciphertext)
        changed[place] ^= 1
        assert unseal(KEY, sealed.commitment, bytes(changed)) is None
    assert unseal(KEY, sealed.commitment, sealing.ciphertext[:-1]) is None


def test_equal_words_do_not_look_equal() -> None:
    """Neither under another salt nor under another key."""
    seals = [prepare("ann", key, WORDS, salt)[1] for key in (KEY, OTHER) for salt in (SALT, bytes(16))]
    assert len({seal.commitment for seal in seals}) == len({seal.ciphertext for seal in seals}) == 4


@pytest.mark.parametrize("length", [0, SALT_BYTES - 1, SALT_BYTES + 1])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        prepare("ann", KEY, WORDS, bytes(length))
