"""The port of a channel: what is handed to it, and what it may say of that."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

import msgspec

from cityloop.city.words import Language


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One notice as it is to be delivered, written when its turn comes. Held in memory alone."""

    notice: int
    """The position of its ``NoticeDue``."""
    key: str
    """The idempotency key: the same however often it is sent, and no other letter's, of whatever record."""
    case: str
    channel: str
    """The channel that it goes by."""
    to: str
    """``reporter``, ``unit:ID`` … as the fact says."""
    event: str
    cause: int
    """The entry that it tells of."""
    address: str
    """Where that is on this channel; empty where the channel needs none."""
    language: Language
    subject: str
    text: str


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """The other side has it."""

    receipt: str = ""
    """Its word for it."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """It will never take this letter: a wrong address, most often. Never to be tried again."""

    why: str
    """A word or code, no sentence and nothing of the address: it goes on the record."""


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """Not this time."""

    why: str
    """As in ``Refused``."""
    retry_after_s: float | None = None
    """What the other side asked for, if it did."""
    down: bool = False
    """The channel as a whole fails, not this letter: nothing else need be tried meanwhile."""


Outcome: TypeAlias = Delivered | Refused | Failed


class Channel(Protocol):
    """A way out. Called from several threads at once."""

    def deliver(self, letter: Letter, /) -> Outcome:
        """Hand the letter over, and wait for the other side's word. What it raises counts as ``Failed``."""

    def close(self) -> None:
        """Let go of connections; what is under way ends soon."""


class Receipt(NamedTuple):
    """What the other side said later of a letter that it had taken."""

    receipt: str
    """As it said when it took the letter."""
    arrived: bool


@runtime_checkable
class HearsBack(Protocol):
    """A channel to which receipts are brought."""

    def heard(self, headers: Mapping[str, str], body: bytes, /) -> Receipt | None:
        """What was brought; None where nobody it knows signed it, or it says nothing of any letter."""


@runtime_checkable
class AsksBack(Protocol):
    """A channel that can be asked whether a letter has arrived."""

    @property
    def asks(self) -> bool:
        """Whether this one can, as it is set up."""

    def confirm(self, receipt: str, /) -> bool | None:
        """Whether it has; None while that is not known."""
