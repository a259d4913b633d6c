"""What has changed since a position, for one open page: the journal followed, narrowed to what the reader may see."""

from collections.abc import Iterable

import msgspec

from cityloop.city.facts.access import Form
from cityloop.city.facts.fact import CaseFact
from cityloop.city.principal import Principal
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.permission import matter_of
from cityloop.command.stages import Stage
from cityloop.guard.answer import Granted
from cityloop.guard.terms import Dataset
from cityloop.journal.entry import Entry
from cityloop.views.asking import Reading
from cityloop.views.case_row import FIELDS

AT_ONCE = 500
BEHIND = 5_000
"""Entries that a page may be behind before it is told to load itself anew."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One case that changed; a page asks for what it shows of it."""

    position: int
    """Where to go on after this change (= Last-Event-ID)."""
    case: str
    version: int
    stage: Stage
    fact: str
    """The tag of the last fact."""


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """What a follower caught: the changes, and where to go on."""

    changes: tuple[Change, ...]
    position: int
    too_far: bool = False
    """The page is so far behind that it had better load itself anew."""


def opened(reading: Reading, by: Principal, area: str, case: str | None = None) -> Granted:
    """The grant of one live subscription, noted as opened. Raises ``Forbidden``."""
    if case is None:
        granted = reading.grant(by, "list", Dataset.CASE, FIELDS, area=area)
    else:
        with reading.journal.store.read() as transaction:
            found = load(transaction, (case,)).get(case)
        matter = matter_of(found, path=found.where) if found else None
        granted = reading.grant(by, "read", Dataset.CASE, FIELDS, matter)
    reading.note(granted, 0, Form.OPENED)
    return granted


def closed(reading: Reading, granted: Granted, count: int) -> None:
    """Note the end of a subscription, with the changes that were told."""
    reading.note(granted, count, Form.CLOSED)


def caught(reading: Reading, granted: Granted, position: int, case: str | None = None) -> Caught:
    """The changes from ``position`` on that the grant discloses; the last one of each case."""
    size = reading.journal.size()
    if size - position > BEHIND:
        return Caught(changes=(), position=size, too_far=True)
    entries = reading.journal.read(position, AT_ONCE)
    return Caught(changes=tuple(_changes(reading, granted, entries, case)), position=position + len(entries))


def _changes(reading: Reading, granted: Granted, entries: Iterable[Entry], case: str | None) -> Iterable[Change]:
    last = {entry.about: entry for entry in entries if isinstance(entry.fact, CaseFact)}
    wanted = last if case is None else {case: last[case]} if case in last else {}
    with reading.journal.store.read() as transaction:
        cases = load(transaction, wanted)
    return [_change(entry, cases[id]) for id, entry in wanted.items() if id in cases and _admits(granted, cases[id])]


def _admits(granted: Granted, case: Case) -> bool:
    return granted.case == case.id or granted.rows.admits(matter_of(case, path=case.where))


def _change(entry: Entry, case: Case) -> Change:
    tag = str(type(entry.fact).__struct_config__.tag)
    return Change(position=entry.seq + 1, case=case.id, version=case.version, stage=case.stage, fact=tag)
