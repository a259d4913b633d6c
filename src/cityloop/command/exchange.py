"""The port to an outside system: what it tells of a matter, what it is told, and the words that both agree on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Protocol, TypeAlias

import msgspec

from cityloop.city.area import Point
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.words import Language
from cityloop.command.case import Case
from cityloop.command.stages import Stage

LONGEST_NUMBER = 64
Number: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NUMBER)]
Revision: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]
Short: TypeAlias = Annotated[str, msgspec.Meta(max_length=400)]
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class DoorShut(CityloopError):
    """The outside system cannot be reached, or answers what is no answer: it is tried again.

    ``down``: it is the system as a whole, not one case.
    """

    code = "door-shut"


class DoorRefused(CityloopError):
    """The outside system understood and said no: trying again would change nothing."""

    code = "door-refused"


class Unreadable(CityloopError):
    """What an outside system told of one case cannot be read."""

    code = "unreadable"


class OtherNumber(CityloopError):
    """The outside system names another number for a case than before."""

    code = "other-number"


class Matter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A matter that was first told there: what its report says."""

    life: Life
    category: Short
    """The outside system's code, or an id of the catalogue here."""
    kind: RequestKind | None = None
    words: Text | None = None
    contact: Short | None = None
    place: Short | None = None
    """An entry of the gazetteer here, where the outside system knows it."""
    spot: Short | None = None
    point: Point | None = None
    occurred: Moment | None = None
    language: Language = Language.ZH


class Remark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that were added there; each is told once, by its id."""

    id: Number
    words: Text


class Heard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case as the outside system tells it."""

    number: Number
    revision: Revision
    """Grows with each change there; what comes with an older one is not heard."""
    state: State
    case: Short | None = None
    """Our number, where it was told."""
    matter: Matter | None = None
    answer: Text | None = None
    remarks: tuple[Remark, ...] = ()


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """One case of a page that says something which cannot be read."""

    number: str
    revision: int
    why: str
    """What is wrong, for the log; it quotes no words."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What changed there after a position, in order."""

    heard: tuple[Heard, ...]
    cursor: int
    """Where to go on; no smaller than where it was asked from."""
    more: bool
    unread: tuple[Unread, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One case as the outside system is told of it."""

    case: str
    version: int
    """Grows with each change here; what comes with an older one is to be left."""
    way: Way
    number: str | None
    """The outside system's own, where it is known here."""
    state: State
    life: Life
    category: str
    title: Mapping[str, str]
    """The category's name by language."""
    reported: datetime
    due: datetime | None
    words: str | None = None
    spot: str | None = None
    answer: str | None = None
    into: str | None = None
    """Our number of the case in which a merged one goes on; None also where that is a sensitive matter."""
    photos: tuple[int, ...] = ()
    """Numbers of its photos, shown one by one."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the outside system answers: its number for the case, and its receipt."""

    number: str
    receipt: str


class Door(Protocol):
    """The way to one outside system. Raises ``DoorShut`` and ``DoorRefused``; never waits long."""

    def pull(self, after: int, /) -> Page:
        """What changed there after a position; 0: from the very first."""

    def tell(self, told: Told, key: str, /) -> Taken:
        """Tell of a case; the same ``key`` again is the same telling."""

    def show(self, told: Told, photo: int, image: bytes, key: str, /) -> Taken:
        """Show one photo of a case (JPEG)."""

    def close(self) -> None:
        """Let go of connections."""


_OPEN = frozenset({Stage.ESTABLISH, Stage.ACCEPT, Stage.DISPATCH, Stage.ARBITRATE, Stage.SIGN})
_OVER = {Stage.CLOSED: State.CLOSED, Stage.REFUSED: State.REFUSED, Stage.MERGED: State.MERGED}
_DONE = frozenset({Stage.CHECK, Stage.REVIEW, Stage.REVISIT, Stage.CLOSE})


def state_of(case: Case) -> State:
    """How far the case is, in the words that both systems know."""
    if case.stage in _OVER:
        return _OVER[case.stage]
    if case.stage in _DONE:
        return State.DONE
    untouched = case.life is Life.GRID and case.stage is Stage.HANDLE and not case.signed
    return State.OPEN if case.stage in _OPEN or untouched else State.TAKEN


_ALIKE = {
    (State.OPEN, State.RETURNED),
    (State.CLOSED, State.DONE),
    (State.MERGED, State.DONE),
    (State.MERGED, State.CLOSED),
}
"""(here, there) that agree though the words differ: given back is open here; who does the work need not close, nor
know of merging."""


def agree(here: State, there: State | None) -> bool:
    """Whether both sides say the same of a case."""
    return here is there or (here, there) in _ALIKE
