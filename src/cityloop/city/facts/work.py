"""Facts of 任务处理 and 处理反馈, and of a request's 办理 and 答复."""

from typing import Annotated

from cityloop.city.facts.fact import CaseFact, Code, Moved, Noted, Words
from cityloop.city.label import INTERNAL, OPEN, PERSONAL


class Contacted(Moved, frozen=True, kw_only=True, tag="case.contacted"):
    """The person who asked was spoken with (联系群众)."""

    reached: Annotated[bool, OPEN]


class Handled(Moved, frozen=True, kw_only=True, tag="case.handled"):
    """处理, 办理: the work is done on the spot. GB/T 30428.1, stage 4."""

    unit: Code
    note: Words | None = None


class ReportedBack(Moved, frozen=True, kw_only=True, tag="case.reported-back"):
    """处理反馈: the unit says what was done. GB/T 30428.1, stage 5."""

    unit: Code
    note: Words | None = None


class Answered(Moved, frozen=True, kw_only=True, tag="case.answered"):
    """答复: the unit's answer to the person, to be reviewed before it counts."""

    unit: Code
    language: Code | None = None
    """BCP 47 tag of the language that it is written in; None in entries from before this was asked."""
    note: Words | None = None


class PhotoAdded(CaseFact, frozen=True, kw_only=True, tag="case.photo-added"):
    """A photo was added; re-encoded, sealed, and kept beside under its commitment."""

    photo: Words
    view: Code
    """``far``, ``near``, ``before``, ``after``."""
    claimed_time: Words | None = None
    """When it was taken, as claimed by the device."""
    claimed_place: Words | None = None
    """Where it was taken, as claimed by the device: latitude and longitude."""
    claimed_device: Words | None = None
    """With what it was taken, as claimed by the device: who held it can be known by that."""
    bytes: Annotated[int, INTERNAL]
    width: Annotated[int, INTERNAL]
    height: Annotated[int, INTERNAL]


class Told(Noted, frozen=True, kw_only=True, tag="case.told"):
    """Something was added in words: by the citizen through the link, or by an officer as a note."""

    by: Annotated[str, PERSONAL]
    """``citizen`` or ``officer``."""
