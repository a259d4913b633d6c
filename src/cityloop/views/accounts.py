"""What befell accounts, for whoever guards the data: first passwords, locks, sign-ins that were ended, newest first.

It tells whose account, and by whom, from the access journal alone. No password stands there, so none can be shown.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import get_args

import msgspec

from cityloop.city.facts.access import Form
from cityloop.city.facts.accounts import AnyAccountFact
from cityloop.city.label import INTERNAL, STAFF, Label
from cityloop.city.principal import Principal
from cityloop.guard.terms import Dataset
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal
from cityloop.views.asking import Reading
from cityloop.views.newest import Newest

FIELDS: dict[str, Label] = {"by": STAFF, "person": STAFF, "deed": INTERNAL}
ROWS = 50
"""Deeds on one page."""


class Befallen(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done with an account."""

    seq: int
    time: datetime
    by: str
    """Author: the person, the command line, the identity provider."""
    fact: AnyAccountFact


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """One page of them, newest first."""

    befallen: tuple[Befallen, ...]
    older: int | None
    """Where to go on; None at the beginning of the journal."""
    now: datetime


def accounts(reading: Reading, by: Principal, before: int | None) -> Accounts:
    """What befell accounts before a position; this look is itself noted. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.ACCESS, FIELDS)
    found = tuple(islice(_befallen(reading.access, before), ROWS + 1))
    page, is_more = found[:ROWS], len(found) > ROWS
    reading.note(granted, len(page), Form.PAGE)
    return Accounts(befallen=page, older=page[-1].seq if is_more else None, now=reading.clock())


def _befallen(access: Journal, before: int | None) -> Iterator[Befallen]:
    for entry in _newest(access, before):
        if isinstance(entry.fact, AnyAccountFact):
            yield Befallen(seq=entry.seq, time=entry.time, by=entry.author, fact=entry.fact)


def _newest(access: Journal, before: int | None) -> Iterator[Entry]:
    """The entries of every kind, each read backwards by its own index, as one."""
    kinds = (Newest(access, kind, before) for kind in get_args(AnyAccountFact))
    return merge(*kinds, key=attrgetter("seq"), reverse=True)
