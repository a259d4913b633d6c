"""Signed notes and checkpoints against the published example, and against forgers."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.errors import BadNote
from cityloop.journal.note import Signer, Verifier, notes, parts

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example with which signed notes were published (golang.org/x/mod/sumdb/note)."""


def signer(name: str = "linjiang", seed: int = 7) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def test_the_published_note_holds() -> None:
    verifier = Verifier.parse(PUBLISHED_KEY)
    assert verifier.has_signed(PUBLISHED_NOTE)
    assert str(verifier) == PUBLISHED_KEY
    assert not verifier.has_signed(PUBLISHED_NOTE.replace("answer", "riddle"))


def test_a_checkpoint_comes_back_from_its_note() -> None:
    checkpoint = Checkpoint("cityloop/linjiang/main", 12_345, bytes(range(32)))
    note = checkpoint.signed(signer())
    assert Checkpoint.parse(note) == checkpoint
    assert signer().verifier.has_signed(note)
    assert note.splitlines()[:3] == ["cityloop/linjiang/main", "12345", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]


def test_another_key_of_the_same_name_has_not_signed() -> None:
    note = Checkpoint("here", 1, bytes(32)).signed(signer())
    assert not signer(seed=8).verifier.has_signed(note)
    assert not signer("elsewhere").verifier.has_signed(note)


def test_notes_follow_each_other_and_a_torn_one_is_left_out() -> None:
    whole = [Checkpoint("here", size, bytes(32)).signed(signer()) for size in range(3)]
    text = "".join(whole)
    for cut in range(len(whole[2])):
        assert list(notes(text[: len(text) - cut].splitlines(keepends=True))) == (whole[:2] if cut else whole)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\nno dash\n",
        "here\n1\n\n— a b\n",
        "here\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— a b\n",
        "here\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— a b\n",
        "here\n1\nAAEC\n\n— a b\n",
        "here\n1\nno base64!\n\n— a b\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(note)


@pytest.mark.parametrize("key", ["", "a+b", "a+00000000+AAAA", PUBLISHED_KEY.replace("c74f", "c74e"), "a+b+!"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(key)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadNote):
        signer(name)


def test_a_signature_that_is_no_base64_is_none() -> None:
    text, _ = parts(PUBLISHED_NOTE)
    assert not Verifier.parse(PUBLISHED_KEY).has_signed(f"{text}\n— PeterNeumann !!\n")
