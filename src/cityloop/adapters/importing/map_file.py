"""The map of cases: which column of a foreign file says what, and which steps a record implies."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from cityloop.adapters.importing.layout import (
    NOTHING,
    Coordinates,
    Field,
    Layout,
    Moment,
    Wrong,
    needed,
    wrong_times,
)
from cityloop.adapters.importing.map_text import read_as
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.city.words import Language
from cityloop.command.orders import is_outcome


class Until(StrEnum):
    """How far a record says that its case came."""

    REPORTED = "reported"
    ESTABLISHED = "established"
    """立案, 受理; from here on the loop routes it."""
    DISPATCHED = "dispatched"
    HANDLED = "handled"
    CLOSED = "closed"


EARLIEST = date(1980, 1, 1)
"""Before it hardly a city kept its cases in a system whose files could be imported; and the days that stand for “none”
(1900-01-01, 1970-01-01) lie before it."""


class Map(Layout, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``MAP.toml`` says of cases."""

    earliest: date = EARLIEST
    """No record is from before this day: what says so was typed wrongly, or is where a clock begins that knows none."""
    occurred: Moment
    closed: Moment | None = None
    """When the source says that it was over: set down as recorded, never computed."""
    place: Field = NOTHING
    """Columns from the narrowest to the widest; each a node of the jurisdiction tree, by id, name or alias."""
    areas: Field = NOTHING
    """Areas apart from the tree, by id or name; where nothing is said, those that ``point`` lies in."""
    point: Coordinates | None = None
    """The exact place: sealed. It leads to a node only where ``place`` names none."""
    category: Field
    unit: Field = NOTHING
    """The unit that led, by id, name or alias."""
    life: Field
    kind: Field = NOTHING
    channel: Field = Field(always=Channel.IMPORT)
    outcome: Field = NOTHING
    """What the source records of the outcome: set down as recorded, never computed; ``words`` names a code for each."""
    until: Field
    text: Field = NOTHING
    """What was said: sealed, as are the next two."""
    contact: Field = NOTHING
    spot: Field = NOTHING
    language: Language = Language.ZH
    answer: str = "来源系统的记录，未附答复内容。 Recorded by another system, without the words of the answer."
    """What stands for the answer of a request, which the source does not hand over."""

    def mistakes(self) -> Iterator[Wrong]:
        """What a map of cases may not say."""
        yield from super().mistakes()
        yield from needed(self, NEEDED)
        for name in OWN_WORDS:
            yield from _of_words(name, self.fields()[name])
        yield from _of_outcomes(self.outcome)
        yield from wrong_times("occurred", self.occurred)
        if self.closed:
            yield from wrong_times("closed", self.closed)


OWN_WORDS: dict[str, type[StrEnum]] = {"life": Life, "kind": RequestKind, "channel": Channel, "until": Until}
"""Fields whose words are the house's own."""
NEEDED = ("category", "life", "until")


def read(content: bytes, name: str = "MAP.toml") -> Map:
    """The map of a file's ``content``. Raises ``WrongMap``."""
    return read_as(Map, content, name)


def _of_words(name: str, field: Field) -> Iterator[Wrong]:
    """Words that the house does not know, where they must be its own."""
    known = {str(word) for word in OWN_WORDS[name]}
    remedy = f"Choose from: {', '.join(OWN_WORDS[name])}."
    wrong = ((key, value) for key, value in _said(field).items() if value not in known)
    yield from (([name, key], f"“{value}” is no {name}. {remedy}") for key, value in wrong)


def _of_outcomes(field: Field) -> Iterator[Wrong]:
    """Outcomes that are no codes: they stand in the record for good, where no sentence and no number may."""
    remedy = "Write one word, or two or three with hyphens between, without digits."
    wrong = ((key, value) for key, value in _said(field).items() if not is_outcome(value))
    yield from ((["outcome", key], f"“{value}” is no code of an outcome. {remedy}") for key, value in wrong)


def _said(field: Field) -> dict[str, str]:
    return {**field.words, **({"is": field.always} if field.always is not None else {})}
