"""Checkpoints of the tree (C2SP tlog-checkpoint): what was there at a size, signed, and not to be denied."""

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from typing import NamedTuple

from cityloop.journal.errors import BadNote
from cityloop.journal.note import Signer, parts


class Checkpoint(NamedTuple):
    """The journal called ``origin`` had ``size`` entries, and this root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed: origin, size, and root in base64, a line each."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, signer: Signer) -> str:
        """The checkpoint as a signed note."""
        return signer.sign(self.text())

    @classmethod
    def parse(cls, note: str) -> "Checkpoint":
        """The checkpoint in a note, whoever signed it; further lines are left alone. Raises ``BadNote``."""
        lines = parts(note)[0].splitlines()
        try:
            origin, size, root = lines[0], int(lines[1]), b64decode(lines[2], validate=True)
        except (IndexError, ValueError, BadBase64) as error:
            raise BadNote("A checkpoint says origin, size and root, a line each.") from error
        if not origin or lines[1] != str(size) or size < 0 or len(root) != 32:
            raise BadNote(f"A checkpoint has an origin, a size from 0 on and a root of 32 bytes, not {lines[:3]}.")
        return cls(origin, size, root)
