"""Who was told of a case and whether it reached them, and what was given up: for those who see to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, func, select

from cityloop.city.channel import REPORTER
from cityloop.city.facts.access import Form
from cityloop.city.index import Index
from cityloop.city.label import INTERNAL, OPEN, STAFF, Label
from cityloop.city.lookup import Lookup
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.notice_table import NOTICES, State, in_reach, list_of, waits_again
from cityloop.guard.terms import Dataset
from cityloop.journal.ports import Transaction
from cityloop.views.asking import Reading

FIELDS: dict[str, Label] = {"case": INTERNAL, "to": STAFF, "channel": OPEN, "why": OPEN}
ROWS = 50
"""Notices on one page."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One notice as people see it; neither its address nor its text is known here."""

    seq: int
    case: str
    to: str
    name: Name | None
    """Of the unit, post, team or person; None for the reporter, and for other systems."""
    event: str
    channel: str
    channel_name: Name | None
    since: datetime
    state: State
    ended: datetime | None
    why: str | None
    receipt: str | None
    confirmed: bool | None
    """Whether it reached the person, where the other side said so later."""
    again: bool
    """It was tried once more, as another notice."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """How much a channel gave up, and how much still waits for it."""

    channel: str
    name: Name | None
    given_up: int
    waiting: int


class GivenUp(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what was given up, newest first."""

    channels: tuple[Given, ...]
    notices: tuple[Notice, ...]
    older: int | None
    """Where to go on; None at the end."""


def notices_of(transaction: Transaction, case: str, index: Index, *, reporter: bool) -> tuple[Notice, ...]:
    """What was told of a case, newest first; ``reporter``: also to the one who reported."""
    rows = list_of(transaction, case)
    return tuple(_notice(row, index) for row in rows if reporter or row.to != REPORTER)


def given_up(reading: Reading, by: Principal, before: int | None, channel: str) -> GivenUp:
    """What was given up and not tried again, within one's reach. Raises ``Forbidden``."""
    granted = reading.grant(by, "list", Dataset.NOTICES, FIELDS)
    reached = in_reach(granted.rows)
    index = reading.in_force().index
    with reading.journal.store.read() as transaction:
        found = transaction.execute(_lost(reached, before, channel).limit(ROWS + 1)).all()
        channels = tuple(_channels(transaction, reached, index))
    notices = tuple(_notice(row, index) for row in found[:ROWS])
    reading.note(granted, len(notices), Form.PAGE)
    older = found[ROWS - 1].seq if len(found) > ROWS else None
    return GivenUp(channels=channels, notices=notices, older=older)


def _lost(reached: ColumnElement[bool], before: int | None, channel: str) -> Any:
    wanted = [reached, waits_again()]
    wanted += [NOTICES.c.seq < before] if before is not None else []
    wanted += [NOTICES.c.channel == channel] if channel else []
    return select(NOTICES).where(*wanted).order_by(NOTICES.c.seq.desc())


def _channels(transaction: Transaction, reached: ColumnElement[bool], index: Index) -> Iterator[Given]:
    """Every channel of the city, and any other of which something was given up."""
    counted = select(NOTICES.c.channel, NOTICES.c.state, func.count().label("many")).where(
        reached, NOTICES.c.state != State.DELIVERED, NOTICES.c.tried_again == 0
    )
    found = {(row.channel, row.state): int(row.many) for row in transaction.execute(_by_channel(counted))}
    known = index.directory.channels
    for id in dict.fromkeys((*known, *(channel for channel, _ in found))):
        lost, open_ = (found.get((id, state), 0) for state in (State.GIVEN_UP, State.OPEN))
        yield Given(channel=id, name=known[id].name if id in known else None, given_up=lost, waiting=open_)


def _by_channel(counted: Any) -> Any:
    return counted.group_by(NOTICES.c.channel, NOTICES.c.state).order_by(NOTICES.c.channel)


def _notice(row: Row[Any], index: Index) -> Notice:
    same = ("seq", "case", "to", "event", "channel", "since", "ended", "why", "receipt", "confirmed")
    channel = index.directory.channels.get(row.channel)
    return Notice(
        name=name_of(row.to, index),
        channel_name=channel.name if channel else None,
        state=State(row.state),
        again=row.tried_again > 0,
        **{name: getattr(row, name) for name in same},
    )


def name_of(to: str, index: Index) -> Name | None:
    """What somebody who is told is called."""
    kind, _, id = to.partition(":")
    lookups: dict[str, Lookup[Any]] = {
        "unit": index.units,
        "post": index.posts,
        "team": index.teams,
        "person": index.persons,
    }
    found = lookups[kind].find(id) if kind in lookups else None
    name: Name | None = found.name if found is not None else None
    return name
