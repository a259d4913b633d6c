"""Rates for one reader: of the whole, and of each group with how it stands to the others."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import msgspec

from cityloop.city.facts.access import Form
from cityloop.city.index import Index
from cityloop.city.label import INTERNAL, OPEN, Label
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.rate import Better
from cityloop.guard.answer import Granted
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.evaluation.asked import PERIODS, Asked, By, span_of
from cityloop.views.evaluation.counting import Counting, Groups
from cityloop.views.evaluation.dimensions import NAMED
from cityloop.views.evaluation.intervals import Share, Tier, tiers, total

FIELDS: dict[str, Label] = {"rate": OPEN, "group": OPEN, "count": INTERNAL}


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One rate of one group. Of nothing there is no rate: that is not zero."""

    due: int
    counted: int
    value: float | None
    low: float | None
    high: float | None
    """Wilson's interval, 95 %."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One value of what was asked by, with its figures by rate."""

    value: str | None
    name: Name | None
    figures: dict[str, Figure]
    tiers: dict[str, Tier]
    """How it stands to the others, by rate; a rate that says nothing of how well is not among them."""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer."""

    asked: Asked
    whole: dict[str, Figure]
    """By rate, over all groups."""
    groups: tuple[Group, ...]
    """In the order of their names: within a tier nobody stands before another."""
    start: datetime
    end: datetime
    zone: str
    now: datetime
    position: int
    """The journal's length when it was read."""


def evaluation(reading: Reading, by: Principal, asked: Asked, form: Form = Form.PAGE) -> Evaluation:
    """The rates over what ``by`` may evaluate. Raises ``Forbidden``, ``BadQuestion``, ``UnknownId``."""
    rates, position = asked.list_rates(), reading.journal.size()
    granted = granted_for(reading, by, asked, form)
    with counting(reading, granted, asked) as count:
        groups = count.groups()
    reading.note(granted, max(len(groups), 1) * len(rates), form)
    shares = {id: total(each[id] for each in groups.values() if id in each) for id in (rate.id for rate in rates)}
    return Evaluation(
        asked=asked,
        whole={id: figure(share) for id, share in shares.items()},
        groups=tuple(_groups(asked, groups, count.index)) if asked.by else (),
        start=count.span.start,
        end=count.span.end,
        zone=count.index.city.zone,
        now=count.now,
        position=position,
    )


def granted_for(reading: Reading, by: Principal, asked: Asked, form: Form) -> Granted:
    """The grant by which rates are shown, or taken out as a file."""
    index = reading.in_force().index
    action = "export" if form is Form.EXPORT else "list"
    return reading.grant(by, action, Dataset.EVALUATION, FIELDS, area=index.path(asked.area) if asked.area else "")


@contextmanager
def counting(reading: Reading, granted: Granted, asked: Asked) -> Iterator[Counting]:
    """The question over the rows of a grant, in one transaction."""
    given, now = reading.in_force(), reading.clock()
    zone = given.timing.calendar.zone
    span = span_of(asked, zone, now)
    with reading.journal.store.read() as transaction:
        yield Counting(transaction, asked, span, given.index, zone, now, granted.rows)


def figure(share: Share) -> Figure:
    """The share with its interval."""
    low, high = share.interval() or (None, None)
    return Figure(due=share.due, counted=share.counted, value=share.value, low=low, high=high)


def _groups(asked: Asked, groups: Groups, index: Index) -> Iterator[Group]:
    told = {rate.id: _tiers(rate.id, rate.better, asked.by, groups) for rate in asked.list_rates()}
    find = NAMED.get(asked.by) if asked.by else None
    for value in sorted(groups, key=lambda value: (value is None, value or "")):
        yield Group(
            value=value,
            name=find(index, value) if find and value is not None else None,
            figures={id: figure(share) for id, share in groups[value].items()},
            tiers={id: each[value] for id, each in told.items() if value in each},
        )


def _tiers(id: str, better: Better, by: By | None, groups: Groups) -> Mapping[str | None, Tier]:
    """Those that are somebody's are compared with each other; periods are not."""
    if better is Better.NEITHER or by in PERIODS:
        return {}
    shares: dict[str | None, Share] = {
        value: each[id] for value, each in groups.items() if value is not None and id in each
    }
    return tiers(shares, high_is_better=better is Better.HIGH)
