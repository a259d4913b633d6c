"""Facts of the access journal: who looked at what and why, how often somebody was refused; nothing of any content."""

from enum import StrEnum
from typing import Annotated

import msgspec

from cityloop.city.facts.fact import CaseId, Code, Fact, Flag, Moment
from cityloop.city.label import INTERNAL, OPEN, STAFF


class Form(StrEnum):
    """In which form data went out; one entry for each."""

    PAGE = "page"
    EXPORT = "export"
    BODY = "body"
    """An answer of the interface for machines, or a command."""
    OPENED = "opened"
    """A live subscription began."""
    CHANGED = "changed"
    """Its scope changed."""
    CLOSED = "closed"
    """It ended."""
    STEP = "step"
    """Nothing went out: a step was taken."""


class Accessed(Fact, frozen=True, kw_only=True, tag="access.granted"):
    """Data was disclosed, or a step taken: the entry's author is who."""

    duty: Code
    purpose: Code
    action: Code
    dataset: Code
    case: CaseId | None = None
    rows: Annotated[str, INTERNAL]
    """Which rows: the predicate in words (``path=linjiang/d1/``)."""
    count: Annotated[int, INTERNAL]
    """How many rows were disclosed, or how many such steps taken at once."""
    personal: Flag
    """Whether data of a person was among them."""
    form: Annotated[Form, OPEN]


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often one source was refused at one route for one reason, within a minute."""

    source: Annotated[str, STAFF]
    """A principal's id, or ``net:`` and a keyed digest of the network address: the address itself is kept nowhere."""
    route: Annotated[str, OPEN]
    reason: Annotated[str, OPEN]
    count: Annotated[int, INTERNAL]


class RefusalsCounted(Fact, frozen=True, kw_only=True, tag="access.refusals-counted"):
    """All refusals of one minute: the busiest by source, route and reason, the rest as one number."""

    minute: Moment
    """When it began."""
    refusals: tuple[Refusal, ...]
    others: Annotated[int, INTERNAL]
    """Refusals beyond those listed, so that guessing from many addresses cannot grow the record."""
    total: Annotated[int, INTERNAL]


class PublicLooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often anybody looked at one kind of what is public, within a minute."""

    action: Code
    dataset: Code
    count: Annotated[int, INTERNAL]


class PublicLooksCounted(Fact, frozen=True, kw_only=True, tag="access.public-looks-counted"):
    """All looks of one minute that tell of no person and ask for no name: they are counted, not noted one by one."""

    minute: Moment
    """When it began."""
    looks: tuple[PublicLooks, ...]
