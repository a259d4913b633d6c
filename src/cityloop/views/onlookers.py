"""Who looks from outside: anybody at what is public, by the day; a machine at what it told of, as it is granted."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Row, and_, false, or_

from cityloop.city.facts.access import Form
from cityloop.city.label import Label
from cityloop.city.principal import NOBODY, Kind, Principal
from cityloop.command.case import Case
from cityloop.command.given import InForce
from cityloop.command.permission import matter_of
from cityloop.command.public_table import REFERENCES
from cityloop.guard.answer import Granted
from cityloop.guard.matter import Matter
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.public import is_public
from cityloop.views.rows import disclosed

Line: TypeAlias = Row[Any]
MOST = 1_000
"""Rows of one answer (GeoReport v2, GET Service Requests, Response Volume)."""
_DECODER = msgspec.msgpack.Decoder(Case)


class Span(msgspec.Struct, frozen=True):
    """From when to when, both included."""

    start: datetime
    end: datetime


class Eyes(msgspec.Struct, frozen=True, kw_only=True):
    """As whom somebody looks."""

    by: Principal
    public: Granted
    own: Granted | None
    """Over the machine's own reports; None: it sees no more of them than anybody."""

    def is_own(self, line: Line) -> bool:
        """Whether the row is of a report that this very machine told of, and may see as it is."""
        if self.own is None or line.machine != self.by.id:
            return False
        case = case_of(line)
        return self.own.rows.admits(matter_of(case, path=case.where))

    @property
    def anybody(self) -> ColumnElement[bool]:
        """The rows that anybody may see."""
        return and_(disclosed(self.public.rows), is_public())

    @property
    def mine(self) -> ColumnElement[bool]:
        """The machine's own rows."""
        own = false() if self.own is None else disclosed(self.own.rows)
        return and_(REFERENCES.c.machine == self.by.id, own)

    def within(self, at: ColumnElement[datetime], span: Span, given: InForce) -> ColumnElement[bool]:
        """The rows of a span: own ones by the instant, others by their day, so that no span finds out more."""
        first, end = days_of(span, given)
        return or_(and_(self.anybody, at >= first, at < end), and_(self.mine, at.between(span.start, span.end)))

    def note(self, reading: Reading, lines: Iterable[Line]) -> None:
        """One look at what is public, one at what is the machine's own."""
        owned = [self.is_own(line) for line in lines]
        reading.note(self.public, owned.count(False), Form.BODY)
        if self.own is not None and any(owned):
            reading.note(self.own, owned.count(True), Form.BODY)


def case_of(line: Line) -> Case:
    """The case of a row."""
    return _DECODER.decode(line.state)


def eyes(reading: Reading, by: Principal, action: str, fields: Mapping[str, Label], case: Matter | None = None) -> Eyes:
    """As whom ``by`` looks, at one case or at all; what is public is granted to all alike."""
    public = reading.grant(NOBODY, action, Dataset.PUBLIC_CASE, fields)
    own = reading.ask(by, action, Dataset.CASE, fields, case) if by.kind is Kind.MACHINE else None
    return Eyes(by=by, public=public, own=own if isinstance(own, Granted) else None)


def days_of(span: Span, given: InForce) -> tuple[datetime, datetime]:
    """The days whose first instant lies in the span: from when on, and until before when."""
    calendar = given.timing.calendar
    first = calendar.day_of(span.start)
    begins = first if calendar.midnight(first) == span.start else first + timedelta(days=1)
    return calendar.midnight(begins), calendar.midnight(calendar.day_of(span.end) + timedelta(days=1))


def as_told(at: datetime, given: InForce, *, whole: bool) -> datetime:
    """On the city's own clocks: the instant, or the first one of its day, since no finer time is public."""
    calendar = given.timing.calendar
    return (at if whole else calendar.midnight(calendar.day_of(at))).astimezone(calendar.zone)
