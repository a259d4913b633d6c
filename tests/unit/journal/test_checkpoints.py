"""Any checkpoint comes back from its note, and whoever else adds a line does not change it."""

from hypothesis import given
from hypothesis import strategies as st

from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.note import notes
from tests.unit.journal.records import SIGNER, THIEF

origins = st.text(st.characters(categories=["L", "N"], include_characters="/.-"), min_size=1, max_size=40)
checkpoints = st.builds(Checkpoint, origins, st.integers(0, 2**62), st.binary(min_size=32, max_size=32))


@given(checkpoints)
def test_a_checkpoint_comes_back(checkpoint: Checkpoint) -> None:
    note = checkpoint.signed(SIGNER)
    assert Checkpoint.parse(note) == checkpoint
    assert SIGNER.verifier.has_signed(note)
    assert not THIEF.verifier.has_signed(note)


@given(st.lists(checkpoints, max_size=5))
def test_checkpoints_follow_each_other_in_a_file(several: list[Checkpoint]) -> None:
    text = "".join(checkpoint.signed(SIGNER) for checkpoint in several)
    assert [Checkpoint.parse(note) for note in notes(text.splitlines(keepends=True))] == several


@given(checkpoints)
def test_another_may_sign_below(checkpoint: Checkpoint) -> None:
    """As public witnesses do (C2SP tlog-cosignature)."""
    note = checkpoint.signed(SIGNER) + checkpoint.signed(THIEF).rpartition("\n\n")[2]
    assert SIGNER.verifier.has_signed(note)
    assert THIEF.verifier.has_signed(note)
    assert Checkpoint.parse(note) == checkpoint
