"""What a fact is, and how words that must be erasable stand in it."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from cityloop.city.catalogue import TimeKind
from cityloop.city.label import INTERNAL, OPEN, PERSONAL, STAFF
from cityloop.city.organisation import Hours

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True), INTERNAL]
"""A point in time, always with its zone; UTC inside."""
Code: TypeAlias = Annotated[str, OPEN]
"""A value from a table that anybody may read: category, stage, ground, unit, node of the jurisdiction tree."""
CaseId: TypeAlias = Annotated[str, INTERNAL]
PersonId: TypeAlias = Annotated[str, STAFF]
Flag: TypeAlias = Annotated[bool, INTERNAL]


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="fact"):
    """A small frozen value in the past tense. Its tag is stable and never reused for a new meaning."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words or data of a person that can be forgotten: only a keyed commitment stands in the record.

    ``commitment`` is HMAC-SHA-256 in hex over salt and plaintext, with a key derived from the subject's key; the
    payload, sealed with AES-256-GCM under the same key, stands beside the journal under this very commitment.
    """

    subject: Annotated[str, PERSONAL]
    commitment: Annotated[str, OPEN]


Words: TypeAlias = Annotated[Sealed, PERSONAL]
"""Free text of or about a person."""


class CaseFact(Fact, frozen=True, kw_only=True):
    """A fact about one case."""

    case: CaseId


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """期限: what a clock is started with: so much time of one kind, from when, for those who work which hours."""

    at: Moment
    kind: Annotated[TimeKind, OPEN]
    amount: Annotated[int, OPEN]
    """Hours or days, as ``kind`` counts."""
    hours: Annotated[Hours, OPEN]


class Moved(CaseFact, frozen=True, kw_only=True):
    """A fact by which a case enters a stage, with that stage's clock: its term, when it is due, and from when soon.

    A term without a due time: the holiday table ended before it. No term: the city sets no limit for the stage.
    """

    term: Term | None = None
    due: Moment | None = None
    soon: Moment | None = None


class Timed(CaseFact, frozen=True, kw_only=True):
    """A fact that befalls a clock ``at`` an instant, with what it then is: due, and from when soon."""

    at: Moment
    due: Moment | None = None
    soon: Moment | None = None


class Noted(CaseFact, frozen=True, kw_only=True):
    """A fact that may carry words of its author."""

    note: Words | None = None
