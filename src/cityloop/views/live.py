"""What has changed since a position, for one open page: the journal followed, narrowed to what the reader may see."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Row

from cityloop.city.facts.access import Form
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.notices import NoticeDelivered
from cityloop.city.index import Index
from cityloop.city.principal import Claim, Principal
from cityloop.city.ways import Live
from cityloop.city.words import Language
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.notice_table import list_some
from cityloop.command.permission import matter_of
from cityloop.command.stages import Stage
from cityloop.command.wording import fields_of, worded
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


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One notice that reached those who are signed in, for one of them."""

    position: int
    notice: int
    """The same however often it is told."""
    case: str
    event: str
    text: str


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """What a follower caught: the changes, and where to go on."""

    changes: tuple[Change, ...]
    position: int
    told: tuple[Told, ...] = ()
    """Notices by a live channel to the one who follows, in their order."""
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


def caught(reading: Reading, by: Principal, granted: Granted, position: int, case: str | None = None) -> Caught:
    """The changes from ``position`` on that the grant discloses, the last one of each case; and what ``by`` is told."""
    size = reading.journal.size()
    if size - position > BEHIND:
        return Caught(changes=(), position=size, too_far=True)
    entries = reading.journal.read(position, AT_ONCE)
    return Caught(
        changes=tuple(_changes(reading, granted, entries, case)),
        position=position + len(entries),
        told=tuple(_told(reading, by, granted, entries)),
    )


def _told(reading: Reading, by: Principal, granted: Granted, entries: Iterable[Entry]) -> Iterator[Told]:
    """What was put on the line for ``by``, of cases that the grant discloses."""
    index = reading.in_force().index
    ends = {entry.fact.notice: entry.seq for entry in entries if isinstance(entry.fact, NoticeDelivered)}
    with reading.journal.store.read() as transaction:
        rows = [row for row in list_some(transaction, ends) if is_live(index, row.channel) and concerns(by, row.to)]
        cases = load(transaction, {row.case for row in rows})
    language = index.directory.language_of(by.id)
    for row in sorted(rows, key=lambda row: ends[row.seq]):
        if row.case in cases and _admits(granted, cases[row.case]):
            text = said(index, row, language)
            yield Told(position=ends[row.seq] + 1, notice=row.seq, case=row.case, event=row.event, text=text)


def is_live(index: Index, channel: str) -> bool:
    """Whether a channel is the pages themselves."""
    found = index.directory.channels.get(channel)
    return found is not None and isinstance(found.way, Live)


def concerns(by: Principal, to: str) -> bool:
    """Whether what is told to ``to`` is told to ``by``: to all of a unit, a post or a team, or to a person."""
    kind, _, id = to.partition(":")
    held: dict[str, Callable[[Claim], bool]] = {
        "unit": lambda claim: claim.unit == id,
        "post": lambda claim: claim.post == id,
        "team": lambda claim: id in claim.teams,
    }
    return by.id == to or (kind in held and any(map(held[kind], by.claims)))


def said(index: Index, row: Row[Any], language: Language) -> str:
    """The words of a notice."""
    text = index.directory.text(row.event, row.to, row.rule).of(language)
    return worded(text, fields_of(index.city, row.case, language))


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
