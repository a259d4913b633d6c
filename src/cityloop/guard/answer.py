"""What the guard answers: granted, with the rows and fields, or denied, with the reason."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from cityloop.city.label import Label
from cityloop.guard.reach import Narrowing
from cityloop.guard.terms import Dataset, Office, Purpose

T = TypeVar("T")

Fields: TypeAlias = Mapping[str, Label]
"""The fields asked for, each with its label; empty where nothing is disclosed (a step)."""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """Yes: to whom, as what, for what, which rows, which fields in clear and which masked. The rest is withheld."""

    who: str
    duty: Office
    purpose: Purpose
    action: str
    dataset: Dataset
    case: str | None
    rows: Narrowing
    fields: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    personal: bool = False
    """Whether data of a person is disclosed, in clear or masked."""

    def show(self, field: str, value: T, mask: Callable[[T], T]) -> T | None:
        """``value`` as it may be shown: in clear, masked, or not at all."""
        if field in self.fields:
            return value
        return mask(value) if field in self.masked else None


class Reason(StrEnum):
    """Why not. The text for people is in the catalogues under this very word."""

    NO_RIGHT = "no-right"
    """No row of the table gives this duty this action on this dataset."""
    NOT_YOUR_DUTY = "not-your-duty"
    """None of the posts held carries the duty, or the token was not given it."""
    WRONG_PURPOSE = "wrong-purpose"
    WRONG_AREA = "wrong-area"
    NOT_YOUR_UNIT = "not-your-unit"
    NOT_YOUR_JOB = "not-your-job"
    NO_LINK = "no-link"
    SENSITIVE = "sensitive"
    """A matter of discipline or public order, and the post is not named for those."""
    WITHHELD = "withheld"
    """举报: the reporter is withheld from the unit that handles."""
    HANDLED_IT = "handled-it"
    """办、查、结分离: who handled a case may neither check nor close it."""
    NO_FIELD = "no-field"
    """Nothing of what was asked for may be shown."""


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """No, and why."""

    reason: Reason
    duty: Office
    action: str
    dataset: Dataset
    case: str | None = None


Answer: TypeAlias = Granted | Denied
