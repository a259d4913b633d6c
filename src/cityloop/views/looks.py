"""Who looked at what and why, and who was refused how often: the access journal for whoever guards the data."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from cityloop.city.facts.access import Accessed, Form, PublicLooksCounted, RefusalsCounted
from cityloop.city.facts.accounts import AnyAccountFact
from cityloop.city.label import INTERNAL, STAFF, Label
from cityloop.city.principal import Principal
from cityloop.guard.terms import Dataset
from cityloop.journal.entry import Entry
from cityloop.views.asking import Reading

FIELDS: dict[str, Label] = {"who": STAFF, "look": INTERNAL}
AT_ONCE = 500


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: a look (or a step), the refusals or the public looks of one minute, or what befell an account."""

    seq: int
    time: datetime
    who: str
    look: Accessed | None = None
    refusals: RefusalsCounted | None = None
    public: PublicLooksCounted | None = None
    account: AnyAccountFact | None = None


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """Some entries, the oldest first."""

    looks: tuple[Look, ...]
    following: int
    """Where to go on."""
    size: int
    """Entries that there are."""


def looks(reading: Reading, by: Principal, start: int) -> Looks:
    """At most ``AT_ONCE`` entries from position ``start``; this look is itself noted. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.ACCESS, FIELDS)
    entries = reading.access.read(start, AT_ONCE)
    reading.note(granted, len(entries), Form.BODY)
    return Looks(looks=tuple(shown(entries)), following=start + len(entries), size=reading.access.size())


def shown(entries: Iterable[Entry]) -> Iterable[Look]:
    """Entries as they are told."""
    for entry in entries:
        fact = entry.fact
        look = fact if isinstance(fact, Accessed) else None
        refusals = fact if isinstance(fact, RefusalsCounted) else None
        public = fact if isinstance(fact, PublicLooksCounted) else None
        account = fact if isinstance(fact, AnyAccountFact) else None
        where = Look(seq=entry.seq, time=entry.time, who=entry.author)
        yield replace(where, look=look, refusals=refusals, public=public, account=account)
