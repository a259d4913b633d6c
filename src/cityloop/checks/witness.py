"""What every second place must pass (``journal.ports.Witness``): it keeps what it was given, and only grows.

Hand over a function that opens the place under test (``for check in WITNESS: check(opens)``), each in a new one.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cityloop.checks.checking import same
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.note import Signer
from cityloop.journal.ports import Witness

Opens: TypeAlias = Callable[[], Witness]
"""Opens the place once more, as a second program would, or the same one after a restart; the first time it is empty."""
SIGNER = Signer("checked", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SIZES = (0, 3, 4, 260)


def it_is_empty_at_first(opens: Opens) -> None:
    """No note, no last note, no hashes."""
    witness = opens()
    same((witness.latest(), list(witness.notes()), witness.leaves(0, 9)), (None, [], b""), "a new place is empty")


def notes_are_kept_in_order(opens: Opens) -> None:
    """Each note is the last one once written, and all stand as they were written."""
    witness = opens()
    for number in range(len(SIZES)):
        _write(witness, number)
        same(witness.latest(), note(number), "the last note is the one written last")
        same(list(witness.notes()), _notes(number), "all notes stand as they were written")


def hashes_are_kept_in_order(opens: Opens) -> None:
    """The hashes of the entries stand one after the other, whatever the batches they came in."""
    witness = opens()
    for number, size in enumerate(SIZES):
        _write(witness, number)
        same(witness.leaves(0, size), leaves(0, size), "hashes stand as they were written")


def any_stretch_of_hashes_can_be_read(opens: Opens) -> None:
    """From any entry to any other; where it holds fewer, fewer come."""
    witness, size = _filled(opens), SIZES[-1]
    for start, stop in ((0, 1), (2, 5), (255, 257), (size - 1, size), (7, 7)):
        same(witness.leaves(start, stop), leaves(start, stop), f"the hashes from {start} to {stop}")
    same(witness.leaves(size - 2, size + 9), leaves(size - 2, size), "no more than there are")
    same(witness.leaves(size, size + 9), b"", "nothing after the last")


def it_outlives_the_program(opens: Opens) -> None:
    """All is there when the place is opened again, and it goes on from there."""
    for number in range(len(SIZES)):
        witness = opens()
        same(list(witness.notes()), _notes(number - 1), "notes are found after reopening")
        same(witness.latest(), note(number - 1) if number else None, "the last note is found after reopening")
        _write(witness, number)
    same(opens().leaves(0, SIZES[-1]), leaves(0, SIZES[-1]), "hashes are found after reopening")


def what_another_has_written_is_seen(opens: Opens) -> None:
    """Who opened the place before sees what was written since, and writes on behind it."""
    witness, other = opens(), opens()
    for number in range(len(SIZES)):
        _write(witness if number % 2 else other, number)
        for each in (witness, other):
            same(each.latest(), note(number), "what another has written is the last note")
            same(list(each.notes()), _notes(number), "nothing of another's is lost")


def a_note_without_entries_adds_no_hashes(opens: Opens) -> None:
    """The same size again, with no hashes: the notes grow, the hashes stay."""
    witness = _filled(opens)
    last = len(SIZES) - 1
    witness.write(note(last), b"")
    same(list(witness.notes()), [*_notes(last), note(last)], "the note stands once more")
    same(witness.leaves(0, SIZES[-1] + 9), leaves(0, SIZES[-1]), "the hashes are the same")


WITNESS: tuple[Callable[[Opens], None], ...] = (
    it_is_empty_at_first,
    notes_are_kept_in_order,
    hashes_are_kept_in_order,
    any_stretch_of_hashes_can_be_read,
    it_outlives_the_program,
    what_another_has_written_is_seen,
    a_note_without_entries_adds_no_hashes,
)
"""Every check of a second place."""


def note(number: int) -> str:
    """The signed checkpoint at one of ``SIZES``."""
    size = SIZES[number]
    return Checkpoint("checked/路", size, sha256(leaves(0, size)).digest()).signed(SIGNER)


def leaves(start: int, stop: int) -> bytes:
    """Hashes of entries that were never written."""
    return b"".join(sha256(b"entry %d" % seq).digest() for seq in range(start, stop))


def _notes(number: int) -> list[str]:
    return [note(each) for each in range(number + 1)]


def _write(witness: Witness, number: int) -> None:
    """The note at one of ``SIZES``, with the hashes since the one before."""
    witness.write(note(number), leaves(SIZES[number - 1] if number else 0, SIZES[number]))


def _filled(opens: Opens) -> Witness:
    witness = opens()
    for number in range(len(SIZES)):
        _write(witness, number)
    return witness
