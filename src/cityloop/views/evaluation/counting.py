"""Rates counted by the store: for each rate, how much is due and how much of it is counted, group by group."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, and_, case, func, literal, select, tuple_

from cityloop.city.index import Index
from cityloop.command.rate import Rate
from cityloop.guard.narrow import below
from cityloop.guard.reach import Narrowing
from cityloop.journal.ports import Transaction
from cityloop.views.evaluation.asked import (
    MOST_GROUPS,
    PERIODS,
    Asked,
    By,
    Span,
    following,
    label_of,
    midnight,
    starts,
)
from cityloop.views.evaluation.dimensions import DIMENSIONS, TIERS, Raw, Value
from cityloop.views.evaluation.intervals import Share
from cityloop.views.evaluation.rows import disclosed
from cityloop.views.question import BadQuestion

Groups: TypeAlias = dict[Value, dict[str, Share]]
"""By the value that groups them, and by rate."""
Sums: TypeAlias = dict[Value, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Counting:
    """One question of one reader, in one transaction."""

    transaction: Transaction
    asked: Asked
    span: Span
    index: Index
    zone: tzinfo
    now: datetime
    rows: Narrowing

    def groups(self) -> Groups:
        """How much of what, for each rate and group; a group of which nothing is due is not there."""
        sums: Sums = {}
        for rates in _over_the_same(self.asked.list_rates()):
            self._add(sums, rates)
        if len(sums) > MOST_GROUPS:
            raise BadQuestion(f"That makes {len(sums):,} groups, more than {MOST_GROUPS:,}: ask for a part of them.")
        return {value: {id: Share(*two) for id, two in each.items()} for value, each in sums.items()}

    def _add(self, sums: Sums, rates: Sequence[Rate]) -> None:
        """Rates over the same cases are counted in one look at them."""
        when, due = rates[0].when, rates[0].due
        raw = self._raw(when)
        counts = [func.count(), *(func.count(case((rate.counts, 1))) for rate in rates)]
        asked = select(*raw, *counts).select_from(when.table).where(self.within(when), due).group_by(*raw)
        for row in self.transaction.execute(asked.params(now=self.now)):
            here = sums.setdefault(self._value(row[: len(raw)]), {})
            total, *counted = row[len(raw) :]
            for rate, count in zip(rates, counted, strict=True):
                before = here.get(rate.id, (0, 0))
                here[rate.id] = (before[0] + count, before[1] + total)

    def within(self, when: Column[Any]) -> ColumnElement[bool]:
        """The rows that are disclosed and lie within the span and the values asked for."""
        table = when.table
        own = (self._is(by, value, when) for by, value in self.asked.only.items())
        return and_(when >= self.span.start, when < self.span.end, disclosed(self.rows, table), *own)

    # By what

    def _raw(self, when: Column[Any]) -> tuple[ColumnElement[Any], ...]:
        by = self.asked.by
        if by is None:
            return ()
        return (self._period(by, when),) if by in PERIODS else DIMENSIONS[by].columns(when.table)

    def _value(self, raw: Raw) -> Value:
        by = self.asked.by
        if by is None:
            return None
        return raw[0] if by in PERIODS else DIMENSIONS[by].value(self.index, raw)

    def _period(self, by: By, when: Column[Any]) -> ColumnElement[Any]:
        """Weeks and months begin where the city's clocks say so, which SQL does not know."""
        days = list(starts(by, self.asked))
        whens = [(when < midnight(end, self.zone), label_of(by, start)) for start, end in pairwise(days)]
        latest = literal(label_of(by, days[-1]))
        return case(*whens, else_=latest) if whens else latest

    def _is(self, by: By, value: str, when: Column[Any]) -> ColumnElement[bool]:
        """Whether a row has this value; empty: none."""
        if by in PERIODS:
            return self._in_period(by, value, when)
        if by in TIERS and value in self.index.tree:
            return below(when.table.c.ground, self.index.path(value))
        return _among(DIMENSIONS[by].columns(when.table), self._raws(by, value, when))

    def _in_period(self, by: By, value: str, when: Column[Any]) -> ColumnElement[bool]:
        day = next((start for start in starts(by, self.asked) if label_of(by, start) == value), None)
        if day is None:
            raise BadQuestion(f"The span has no {by} '{value}'.", value=value)
        return and_(when >= midnight(day, self.zone), when < midnight(following(by, day), self.zone))

    def _raws(self, by: By, value: str, when: Column[Any]) -> Iterator[Raw]:
        """What stands in the columns wherever the city makes ``value`` of it."""
        dimension = DIMENSIONS[by]
        stands = select(*dimension.columns(when.table)).where(when >= self.span.start, when < self.span.end)
        for row in self.transaction.execute(stands.distinct()):
            if (dimension.value(self.index, tuple(row)) or "") == value:
                yield tuple(row)


def _over_the_same(rates: Sequence[Rate]) -> Iterator[list[Rate]]:
    found: dict[tuple[str, int], list[Rate]] = defaultdict(list)
    for rate in rates:
        found[rate.when.name, id(rate.due)].append(rate)
    yield from found.values()


def _among(columns: Sequence[ColumnElement[Any]], raws: Iterator[Raw]) -> ColumnElement[bool]:
    """Whether the columns hold one of these; nothing counts as an empty word, so that it can be compared."""
    known = [tuple("" if each is None else each for each in raw) for raw in raws]
    filled = [func.coalesce(column, "") for column in columns]
    if len(filled) == 1:
        return filled[0].in_([raw[0] for raw in known])
    return tuple_(*filled).in_(known)
